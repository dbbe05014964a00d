import { cmpSource, sayOf } from './cmp.js';
import { watchIab } from './iab.js';
import type { ConsentSource } from './source.js';

type Consents = Readonly<Record<number, boolean>>;

/** The part of the framework's `TCData` that is used. */
interface TcData {
  /** May be 0. */
  readonly listenerId?: number | null;
  readonly eventStatus?: string;
  readonly gdprApplies?: boolean;
  readonly purpose?: { readonly consents?: Consents };
  readonly publisher?: { readonly consents?: Consents };
}

export interface TcfOptions {
  /** The framework's purposes that, all together, allow `analytics`; 1 (storing) and 8 (measuring content) unless told. */
  readonly analytics?: readonly number[];
  /** Those that allow `diagnostics`; 1 (storing) and 10 (improving services) unless told. */
  readonly diagnostics?: readonly number[];
  /**
   * What holds where the manager says that the GDPR does not apply: nothing is recorded unless told. `implied` records,
   * save under Global Privacy Control.
   */
  readonly elsewhere?: 'implied';
}

/**
 * Consent by a manager of IAB Europe's Transparency and Consent Framework 2.2. Sonde is the publisher's own: what was
 * allowed to the publisher counts; where the manager does not ask for the publisher, what was allowed to all. While the
 * manager shows its question nothing changes.
 *
 * @example
 * init({ …, consent: fromTcf({ diagnostics: [1, 8] }) });
 * @see https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework/blob/master/TCFv2/IAB%20Tech%20Lab%20-%20CMP%20API%20v2.md
 */
export const fromTcf = ({
  analytics = [1, 8],
  diagnostics = [1, 10],
  elsewhere,
}: TcfOptions = {}): ConsentSource => {
  let heard: TcData | undefined;
  return cmpSource(
    { analytics, diagnostics },
    (purposes) => {
      if (!heard) return;
      const { gdprApplies, publisher, purpose } = heard;
      if (gdprApplies === false) return elsewhere;
      const own = publisher?.consents || {};
      const consents: Consents = Object.keys(own)[0] ? own : purpose?.consents || {};
      return sayOf(
        purposes.every((number) => consents[number]),
        true,
      );
    },
    watchIab<TcData>('__tcfapi', [2], (data) => {
      const isSettled =
        data.gdprApplies === false || /^(tcloaded|useractioncomplete)$/.test(`${data.eventStatus}`);
      if (isSettled) heard = data;
      return isSettled;
    }),
  );
};
