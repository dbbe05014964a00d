import { attempt } from './attempt.js';

/** What localStorage keeps under a key; `undefined` where that is nothing, or storage is forbidden (its mere access can throw). */
export const readLocal = (key: string): string | undefined => attempt(() => localStorage[key]);

/** Keeps a text in localStorage, if that is allowed and has room; without a text the key is removed. */
export const writeLocal = (key: string, text?: string): void =>
  attempt(() => {
    if (text) localStorage[key] = text;
    else delete localStorage[key];
  });

/** The keys in localStorage that begin so. */
export const localKeys = (prefix: string): string[] =>
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) || [];
