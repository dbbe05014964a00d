import { onTestFinished } from 'vitest';
import type { ConsentSource } from '../../../src/consent/source.js';

/** What a source tells, one line an answer: analytics, diagnostics. */
export interface Heard {
  readonly told: string[];
  undo(): void;
}

/** Subscribes to a source until the test is over, and keeps what it tells. */
export const hear = (source: ConsentSource): Heard => {
  const told: string[] = [];
  const undo = source.subscribe(({ analytics, diagnostics }) => told.push(`${analytics} ${diagnostics}`));
  onTestFinished(undo);
  return { told, undo };
};

/** Turns Global Privacy Control on or off, as the browser's owner does. */
export const setSignal = (isOn: boolean): void =>
  void Object.defineProperty(navigator, 'globalPrivacyControl', { value: isOn, configurable: true });

/** What another tab does to localStorage. */
export const inAnotherTab = (key: string, text: string | null): void => {
  if (text === null) localStorage.removeItem(key);
  else localStorage.setItem(key, text);
  dispatchEvent(new StorageEvent('storage', { key }));
};

/** The record that is kept of the choice. */
export const kept = (): Record<string, unknown> | null =>
  JSON.parse(localStorage.getItem('sonde.consent') ?? 'null');

/** Resolves when sources listen to other tabs, which they begin in a task of their own. */
export const listening = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
