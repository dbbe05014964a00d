// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fromGoogleConsent } from '../../../src/consent/google-consent.js';
import { hear, setSignal } from './hear.js';

const page = window as unknown as Record<string, unknown[] | undefined>;

/** As in Google's snippet: what is pushed are the arguments themselves. */
const gtag = function (..._: unknown[]): void {
  // biome-ignore lint/complexity/noArguments: that is what Google's tags tell from other entries
  page.dataLayer?.push(arguments);
};
const consent = (action: string, state: string, more: object = {}): void =>
  gtag('consent', action, { ad_storage: 'denied', analytics_storage: state, ...more });

beforeEach(() => {
  localStorage.clear();
  page.dataLayer = [];
  vi.useFakeTimers();
});
afterEach(() => {
  delete page.dataLayer;
  vi.useRealTimers();
  setSignal(false);
});

test('replays what was pushed before it listened', () => {
  consent('default', 'denied');
  gtag('js', new Date());
  page.dataLayer?.push({ event: 'gtm.js' }, null, 'text');
  consent('update', 'granted');
  expect(hear(fromGoogleConsent()).told.at(-1)).toBe('granted granted');
});

test('follows updates, and stays out of the way', () => {
  const { told, undo } = hear(fromGoogleConsent());
  consent('default', 'denied');
  expect(told).toEqual(['unknown unknown']);
  consent('update', 'granted');
  consent('update', 'denied');
  expect(told).toEqual(['unknown unknown', 'granted granted', 'denied denied']);
  expect(page.dataLayer).toHaveLength(3);
  expect(page.dataLayer?.push('a', 'b')).toBe(5);
  undo();
  consent('update', 'granted');
  expect(told).toHaveLength(3);
  expect(page.dataLayer).toHaveLength(6);
});

test('a default that denies is no answer, one that grants is one that nobody chose', () => {
  setSignal(true);
  const { told } = hear(fromGoogleConsent());
  consent('default', 'granted');
  expect(told.at(-1)).toBe('denied denied');
  consent('default', 'denied');
  expect(told.at(-1)).toBe('unknown unknown');
  consent('update', 'granted');
  expect(told.at(-1)).toBe('granted granted');
  // A default that comes after says nothing any more.
  consent('default', 'denied');
  expect(told.at(-1)).toBe('granted granted');
});

test.each([
  [
    'before',
    () => {
      consent('default', 'granted', { region: ['US'] });
      consent('default', 'granted');
    },
  ],
  [
    'after',
    () => {
      consent('default', 'granted');
      consent('default', 'denied', { region: ['ES', 'US-AK'] });
    },
  ],
])('a default for some regions makes all defaults unknown: %s', (_, say) => {
  const { told } = hear(fromGoogleConsent());
  say();
  expect(told.at(-1)).toBe('unknown unknown');
  consent('update', 'granted');
  expect(told.at(-1)).toBe('granted granted');
});

test('a default that grants waits for the update as long as it says', () => {
  const { told } = hear(fromGoogleConsent());
  consent('default', 'granted', { wait_for_update: 500 });
  vi.advanceTimersByTime(499);
  expect(told).toEqual(['unknown unknown']);
  vi.advanceTimersByTime(1);
  expect(told.at(-1)).toBe('granted granted');
});

test('an update within that time has the last word', () => {
  const { told } = hear(fromGoogleConsent());
  consent('default', 'granted', { wait_for_update: 500 });
  consent('update', 'denied');
  vi.advanceTimersByTime(1000);
  // Once more with the look at what other tabs did meanwhile.
  expect(told).toEqual(['unknown unknown', 'denied denied', 'denied denied']);
});

test('nothing is heard once it has ended, by a timer neither', () => {
  const { told, undo } = hear(fromGoogleConsent());
  consent('default', 'granted', { wait_for_update: 500 });
  undo();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['unknown unknown']);
});

test('an update that leaves the type out says nothing of it', () => {
  const { told } = hear(fromGoogleConsent({ diagnostics: 'functionality_storage' }));
  consent('update', 'granted');
  gtag('consent', 'update', { functionality_storage: 'granted' });
  gtag('consent', 'update', { ad_storage: 'granted' });
  gtag('consent', 'update', { analytics_storage: 'perhaps' });
  expect(told).toEqual(['unknown unknown', 'granted unknown', 'granted granted']);
});

test('works inside another wrapper, and takes its own away only from where it put it', () => {
  const { told, undo } = hear(fromGoogleConsent());
  const layer = page.dataLayer as unknown[];
  const { push } = layer;
  const theirs = (...entries: unknown[]): number => push.apply(layer, entries);
  layer.push = theirs;
  consent('update', 'granted');
  expect(told.at(-1)).toBe('granted granted');
  undo();
  expect(layer.push).toBe(theirs);
  consent('update', 'denied');
  expect(told.at(-1)).toBe('granted granted');
});

test('listens to a layer of another name', () => {
  page.layer2 = [];
  const { told } = hear(fromGoogleConsent({ dataLayer: 'layer2' }));
  page.layer2.push(['consent', 'update', { analytics_storage: 'granted' }]);
  expect(told.at(-1)).toBe('granted granted');
  delete page.layer2;
});
