import { listenAll } from '../browser/listen-all.js';
import { cmpSource, sayOf } from './cmp.js';
import type { ConsentSource } from './source.js';

/** What OneTrust makes of the window; the names with "Optanon" are older. */
interface OneTrustWindow {
  readonly OnetrustActiveGroups?: string;
  readonly OptanonActiveGroups?: string;
  readonly OneTrust?: {
    IsAlertBoxClosed?(): boolean;
    GetDomainData?(): { readonly ConsentModel?: { readonly Name?: string } };
    ToggleInfoDisplay?(): void;
  };
}

export interface OneTrustOptions {
  /** The id of the group that allows `analytics`; C0002, performance, unless told. */
  readonly analytics?: string;
  /** The id of the group that allows `diagnostics`; the same as for analytics unless told. */
  readonly diagnostics?: string;
}

/**
 * Consent by [OneTrust](https://developer.onetrust.com/onetrust/docs/javascript-events-guide): a group that is active is
 * granted. Before an answer one that is not is still unknown. An active group stands against Global Privacy Control only
 * where the visitor answered in the opt-in model, and never the group of what is strictly necessary (C0001).
 *
 * @example
 * init({ …, consent: fromOneTrust({ analytics: 'C0002', diagnostics: 'C0003' }) });
 * @see https://developer.onetrust.com/onetrust/docs/javascript-api
 */
export const fromOneTrust = ({
  analytics = 'C0002',
  diagnostics = analytics,
}: OneTrustOptions = {}): ConsentSource => {
  const page = (): OneTrustWindow => window as unknown as OneTrustWindow;
  return cmpSource(
    { analytics, diagnostics },
    (group) => {
      const { OnetrustActiveGroups, OptanonActiveGroups, OneTrust } = page();
      const isAnswered = OneTrust?.IsAlertBoxClosed?.();
      const isOptIn = OneTrust?.GetDomainData?.().ConsentModel?.Name === 'opt-in';
      // Between commas; the ids are of the site's making.
      const isActive = `,${OnetrustActiveGroups || OptanonActiveGroups},`.includes(`,${group},`);
      return isActive || isAnswered ? sayOf(isActive, isAnswered && isOptIn && group !== 'C0001') : undefined;
    },
    // The first comes with each load and each answer; by the second it is sure that the answer has been kept.
    (look) => listenAll(['OneTrustGroupsUpdated', 'OTConsentApplied'], look),
    () => page().OneTrust?.ToggleInfoDisplay?.(),
  );
};
