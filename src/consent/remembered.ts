import { attempt } from '../browser/attempt.js';
import { listenAll } from '../browser/listen-all.js';
import { readLocal, writeLocal } from '../browser/local.js';
import { CHOICE_KEY, type Consent } from '../event.js';

/** How the visitor answered: one of the two equal buttons, or purpose by purpose. */
export type ChoiceWay = 'accept' | 'reject' | 'custom';

/** The record of a choice as `localStorage` keeps it under `sonde.consent`; it can serve as evidence of the answer. */
export interface ChoiceRecord {
  readonly v: 1;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly choice: Consent;
  readonly way?: ChoiceWay;
  /** Whether the browser asked for privacy (Global Privacy Control) when the answer was given. */
  readonly gpc?: boolean;
  /** The version of the site's policy that the answer was given to. */
  readonly policy?: string | undefined;
  /** 8 hex digits over the words that were shown. */
  readonly textHash?: string | undefined;
  /** What a consent manager had said when it was given, as JSON. */
  readonly said?: string;
}

/** What is remembered; anything may stand there. Never throws, not even inside where there is nothing: an error costs a millisecond. */
export const readRecord = (): ChoiceRecord | undefined =>
  attempt((text = readLocal(CHOICE_KEY)) => text && JSON.parse(text));

/**
 * The answer remembered on this device, or `undefined` where there is none, where it was given to another `policy`, or
 * where storage is out of reach (a sandboxed frame, blocked cookies). Never throws.
 */
export const readChoice = (policy?: string): Consent | undefined => {
  const record = readRecord();
  return policy && record?.policy !== policy ? undefined : record?.choice;
};

/**
 * Remembers an answer and its time. Call it after an answer only: until then nothing may be stored. Without storage the
 * answer holds for as long as its source keeps it. Never throws.
 */
export const writeChoice = (record: Omit<ChoiceRecord, 'v' | 'time'>): void =>
  writeLocal(CHOICE_KEY, JSON.stringify({ v: 1, time: Date.now(), ...record }));

/**
 * Calls back when what localStorage keeps may have changed under us: by another tab, or while the page lay in the back/forward
 * cache, of which Firefox and WebKit tell it nothing. Begins in a task of its own, with a look, since Chromium takes a
 * millisecond for the first who listens to `storage`. Returns the undo.
 */
export const onStored = (look: () => void): (() => void) => {
  let undo: (() => void) | undefined;
  const timer = setTimeout(() => {
    undo = listenAll(['storage', 'pageshow'], look);
    look();
  });
  return () => {
    clearTimeout(timer);
    undo?.();
  };
};

/** Calls back when the answer changed under us: another tab remembered or forgot one (then with `undefined`). Returns the undo. */
export const onChoice = (listener: (choice: Consent | undefined) => void): (() => void) => {
  // Compared, because other texts change too; and without storage nothing may take back what was answered.
  let known = readLocal(CHOICE_KEY);
  return onStored(() => {
    const before = known;
    known = readLocal(CHOICE_KEY);
    if (known !== before) listener(readChoice());
  });
};
