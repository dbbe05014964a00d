// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { manual } from '../../../src/consent/manual.js';
import type { Consent } from '../../../src/event.js';
import { listening } from './hear.js';
import { stubStorage } from './storage.js';

const all = (state: Consent['analytics']): Consent => ({ analytics: state, diagnostics: state });

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('has no answer until one is given, and stores nothing', () => {
  const told: Consent[] = [];
  manual().subscribe((consent) => told.push(consent));
  expect(told).toEqual([all('unknown')]);
  expect(localStorage).toHaveLength(0);
});

test('is granted from the start where it need not ask, until the visitor says no', () => {
  const told: Consent[] = [];
  const source = manual('granted');
  source.subscribe((consent) => told.push(consent));
  source.set?.(all('denied'));
  expect(told).toEqual([all('granted'), all('denied')]);
  manual('granted').subscribe((consent) => told.push(consent));
  expect(told.at(-1)).toEqual(all('denied'));
});

test('remembers a refusal where storage was full until it made room', () => {
  const kept: Record<string, string> = { visitor: 'x' };
  stubStorage(kept, () => 'visitor' in kept);
  const source = manual('granted');
  source.subscribe(({ analytics }) => analytics === 'denied' && delete kept.visitor);
  source.set?.(all('denied'));
  const told: Consent[] = [];
  manual('granted').subscribe((consent) => told.push(consent));
  expect(told).toEqual([all('denied')]);
});

test('is no where the browser asks for privacy, until the visitor says yes here', () => {
  vi.stubGlobal('navigator', { globalPrivacyControl: true });
  const told: Consent[] = [];
  manual('granted').subscribe((consent) => told.push(consent));
  const source = manual();
  source.subscribe((consent) => told.push(consent));
  source.set?.(all('granted'));
  manual().subscribe((consent) => told.push(consent));
  expect(told).toEqual([all('denied'), all('denied'), all('granted'), all('granted')]);
});

test('remembers an answer for later pages and tells other tabs', async () => {
  const source = manual();
  source.set?.({ analytics: 'denied', diagnostics: 'granted' });
  const told: Consent[] = [];
  const undo = manual().subscribe((consent) => told.push(consent));
  expect(told).toEqual([{ analytics: 'denied', diagnostics: 'granted' }]);
  await listening();
  source.set?.(all('denied'));
  dispatchEvent(new StorageEvent('storage', { key: 'sonde.consent' }));
  expect(told.at(-1)).toEqual(all('denied'));
  localStorage.clear();
  dispatchEvent(new StorageEvent('storage', { key: null }));
  expect(told.at(-1)).toEqual(all('unknown'));
  undo();
  dispatchEvent(new StorageEvent('storage', { key: null }));
  expect(told).toHaveLength(3);
});

test('holds an answer as long as the page where storage is forbidden', () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('forbidden', 'SecurityError');
  });
  const told: Consent[] = [];
  const source = manual();
  source.subscribe((consent) => told.push(consent));
  source.set?.(all('granted'));
  expect(told).toEqual([all('unknown'), all('granted')]);
});
