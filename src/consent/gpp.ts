import { cmpSource, type Said, sayOf } from './cmp.js';
import { watchIab } from './iab.js';
import type { ConsentSource } from './source.js';

type Fields = Readonly<Record<string, unknown>>;

/** The part of the platform's `PingReturn` that is used. */
interface PingData {
  readonly signalStatus?: string;
  readonly applicableSections?: readonly number[];
  /** By name. The specification gives each section as a list of its parts, IAB's own package as one. */
  readonly parsedSections?: Readonly<Record<string, Fields | readonly Fields[]>>;
}

interface GppEvent {
  readonly listenerId?: number;
  readonly pingData?: PingData;
}

export interface GppOptions {
  /** In sections of the TCF: the purposes that, all together, allow `analytics`; 1 and 8 unless told. */
  readonly analytics?: readonly number[];
  /** Those that allow `diagnostics`; 1 and 10 unless told. */
  readonly diagnostics?: readonly number[];
  /**
   * In sections of the United States: the fields of which one opt-out refuses everything; those on sale, sharing and
   * targeted advertising unless told.
   */
  readonly optOuts?: readonly string[];
  /**
   * What holds where the manager says that no section applies: nothing is recorded unless told. `implied` records, save
   * under Global Privacy Control.
   */
  readonly elsewhere?: 'implied';
}

/**
 * Consent by a manager of IAB Tech Lab's Global Privacy Platform, as soon as its signal is ready: by the sections of the
 * European and the Canadian TCF, what was allowed is granted; by the sections of the United States, what was not refused.
 * The latter is nobody's explicit choice, so that it does not stand against Global Privacy Control.
 *
 * @example
 * init({ …, consent: fromGpp({ optOuts: ['SharingOptOut'] }) });
 * @see https://github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform/blob/main/Core/CMP%20API%20Specification.md
 */
export const fromGpp = ({
  analytics = [1, 8],
  diagnostics = [1, 10],
  optOuts = ['SaleOptOut', 'SharingOptOut', 'TargetedAdvertisingOptOut'],
  elsewhere,
}: GppOptions = {}): ConsentSource => {
  let heard: PingData | undefined;
  return cmpSource(
    { analytics, diagnostics },
    (purposes) => {
      if (!heard) return;
      const { applicableSections = [], parsedSections = {} } = heard;
      const answers = Object.values(parsedSections).map((parts): Said => {
        const fields: Fields = Object.assign({}, ...[parts].flat());
        // Of Europe the publisher's and everybody's, of Canada everybody's; a publisher that is not asked for is all false.
        const asked = [fields.PublisherConsents, fields.PurposeConsents, fields.PurposesExpressConsent];
        const consents = asked.find((list) => `${list}`.includes('true')) as boolean[] | undefined;
        if (consents || asked[1] || asked[2])
          return sayOf(
            purposes.every((number) => consents?.[number - 1]),
            true,
          );
        // 1 is an opt-out and 2 is none, 0 is not asked.
        const values = optOuts.map((name) => fields[name]);
        return fields.Gpc || values.includes(1) ? 'denied' : values.includes(2) ? 'implied' : 'unknown';
      });
      // What one section refuses no other one grants.
      return (
        (['denied', 'granted', 'implied'] as const).find((one) => answers.includes(one)) ||
        (applicableSections[0] === -1 ? elsewhere : undefined)
      );
    },
    watchIab<GppEvent>('__gpp', [], ({ pingData }) => {
      // A section changes before the signal is ready; while the question is shown it is not.
      const isSettled = pingData?.signalStatus === 'ready';
      if (isSettled) heard = pingData;
      return isSettled;
    }),
  );
};
