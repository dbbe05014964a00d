import { all } from '../browser/all.js';
import { listen } from '../browser/listen.js';
import { local } from '../browser/local.js';
import { hasPrivacySignal } from '../browser/privacy-signal.js';
import type { Consent } from '../event.js';

/** How the visitor answered: one of the two equal buttons, or purpose by purpose. */
export type ChoiceWay = 'accept' | 'reject' | 'custom';

/** The record of a choice as `localStorage` keeps it under `sonde.consent`; it can serve as evidence of the answer. */
export interface ChoiceRecord {
  readonly v: 1;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly choice: Consent;
  readonly way: ChoiceWay;
  /** Whether the browser asked for privacy (Global Privacy Control) when the answer was given. */
  readonly gpc: boolean;
  /** The version of the site's policy that the answer was given to. */
  readonly policy?: string;
  /** 8 hex digits over the words that were shown. */
  readonly textHash?: string;
}

const KEY = 'sonde.consent';

/**
 * The answer remembered on this device, or `undefined` where there is none, where it was given to another `policy`, or
 * where storage is out of reach (a sandboxed frame, blocked cookies). Never throws.
 */
export const readChoice = (policy?: string): Consent | undefined =>
  local((storage) => {
    const record: ChoiceRecord = JSON.parse(storage.getItem(KEY) as string);
    return policy && record.policy !== policy ? undefined : record.choice;
  });

/**
 * Remembers an answer, with the time, the way and the browser's privacy signal. Call it after an answer only: until
 * then nothing may be stored. Without storage the answer holds for as long as its source keeps it. Never throws.
 *
 * @example writeChoice({ analytics: 'denied', diagnostics: 'denied' }, 'reject', '2026-05');
 */
export const writeChoice = (choice: Consent, way: ChoiceWay, policy?: string, textHash?: string): void => {
  local((storage) =>
    storage.setItem(
      KEY,
      JSON.stringify({ v: 1, time: Date.now(), choice, way, gpc: hasPrivacySignal(), policy, textHash }),
    ),
  );
};

/**
 * Calls back when another tab of this origin remembers or forgets an answer (then with `undefined`), and when the page
 * comes back from the back/forward cache, where Firefox and WebKit tell it nothing. The tab that wrote it is not told.
 * Returns the undo.
 */
export const onChoice = (listener: (choice: Consent | undefined) => void): (() => void) =>
  all(
    ['storage', 'pageshow'].map((type) =>
      listen<StorageEvent & PageTransitionEvent>(window, type, ({ key, persisted }) => {
        // `localStorage.clear()` comes as a null key.
        if ((!key || key === KEY) && persisted !== false) listener(readChoice());
      }),
    ),
  );
