// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withOptOut } from '../../../src/consent/opt-out.js';
import type { ConsentSource } from '../../../src/consent/source.js';
import type { Consent } from '../../../src/event.js';
import { listening } from './hear.js';
import { stubStorage } from './storage.js';

const all = (state: Consent['analytics']): Consent => ({ analytics: state, diagnostics: state });

/** A consent manager that goes on saying what it says. */
const stubborn = (): ConsentSource & {
  tell(consent: Consent): void;
  asked: Consent[];
  listeners: number;
} => {
  const listeners = new Set<(consent: Consent) => void>();
  const source = {
    asked: [] as Consent[],
    get listeners() {
      return listeners.size;
    },
    tell(consent: Consent) {
      for (const listener of listeners) listener(consent);
    },
    subscribe(listener: (consent: Consent) => void) {
      listeners.add(listener);
      listener(all('granted'));
      return () => listeners.delete(listener);
    },
    set: (consent: Consent) => void source.asked.push(consent),
    open: () => void source.asked.push(all('unknown')),
  };
  return source;
};

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.unstubAllGlobals();
  Object.defineProperty(document, 'prerendering', { value: false, configurable: true });
});

test('passes on what the source says', () => {
  const source = stubborn();
  const told: Consent[] = [];
  const undo = withOptOut(source).subscribe((consent) => told.push(consent));
  source.tell(all('denied'));
  expect(told).toEqual([all('granted'), all('denied')]);
  undo();
  expect(source.listeners).toBe(0);
});

test('refuses for good, whatever the source says, on later pages too', () => {
  const source = stubborn();
  const told: Consent[] = [];
  const overruled = withOptOut(source);
  overruled.subscribe((consent) => told.push(consent));
  overruled.optOut?.();
  source.tell(all('granted'));
  withOptOut(stubborn()).subscribe((consent) => told.push(consent));
  expect(told).toEqual([all('granted'), all('denied'), all('denied'), all('denied')]);
});

test('refuses where storage is denied: neither a look nor another tab takes it back', async () => {
  vi.stubGlobal('localStorage', undefined);
  const told: Consent[] = [];
  const overruled = withOptOut(stubborn());
  const undo = overruled.subscribe((consent) => told.push(consent));
  overruled.optOut?.();
  await listening();
  dispatchEvent(new StorageEvent('storage', { key: 'another' }));
  undo();
  expect(told.at(-1)).toEqual(all('denied'));
});

test('remembers where storage was full until the refusal made room', () => {
  const kept: Record<string, string> = { visitor: 'x' };
  stubStorage(kept, () => 'visitor' in kept);
  const overruled = withOptOut(stubborn());
  overruled.subscribe(({ analytics }) => analytics === 'denied' && delete kept.visitor);
  overruled.optOut?.();
  const told: Consent[] = [];
  withOptOut(stubborn()).subscribe((consent) => told.push(consent));
  expect(told).toEqual([all('denied')]);
});

test('follows another tab, whatever the source', async () => {
  const told: Consent[] = [];
  const undo = withOptOut(stubborn()).subscribe((consent) => told.push(consent));
  await listening();
  // With a look.
  expect(told.splice(1)).toEqual([all('granted')]);
  localStorage.setItem('sonde.out', '1');
  dispatchEvent(new StorageEvent('storage', { key: 'sonde.out' }));
  localStorage.removeItem('sonde.out');
  dispatchEvent(new StorageEvent('storage', { key: 'sonde.out' }));
  undo();
  dispatchEvent(new StorageEvent('storage', { key: 'sonde.out' }));
  expect(told).toEqual([all('granted'), all('denied'), all('granted')]);
});

test('ends with a grant through Sonde, and not with a refusal', () => {
  const source = stubborn();
  const overruled = withOptOut(source);
  overruled.subscribe(() => {});
  overruled.optOut?.();
  overruled.set?.(all('denied'));
  expect(localStorage.getItem('sonde.out')).toBe('1');
  overruled.set?.({ analytics: 'denied', diagnostics: 'granted' });
  expect(localStorage.getItem('sonde.out')).toBeNull();
  expect(source.asked).toEqual([all('denied'), { analytics: 'denied', diagnostics: 'granted' }]);
});

test('is silent while the page is prerendered', () => {
  Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
  const source = stubborn();
  const told: Consent[] = [];
  const undo = withOptOut(source).subscribe((consent) => told.push(consent));
  expect(source.listeners).toBe(0);
  Object.defineProperty(document, 'prerendering', { value: false, configurable: true });
  document.dispatchEvent(new Event('prerenderingchange'));
  expect(told).toEqual([all('granted')]);
  undo();
  expect(source.listeners).toBe(0);
});

test('forgets a prerendered page that is never shown', () => {
  Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
  const source = stubborn();
  withOptOut(source).subscribe(() => {})();
  document.dispatchEvent(new Event('prerenderingchange'));
  expect(source.listeners).toBe(0);
});
