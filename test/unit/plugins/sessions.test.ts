import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SondeEvent } from '../../../src/event.js';
import type { Telemetry } from '../../../src/plugin.js';
import { sessions } from '../../../src/plugins/sessions.js';

/** Tabs of one origin, without a browser: they share localStorage and the clock. */

const START = Date.UTC(2026, 0, 1);
const id = (digit: string): string => digit.repeat(32);

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ['Date'] });
  vi.stubGlobal('localStorage', {});
  vi.stubGlobal('location', { href: 'https://shop.example/a?utm_source=mail#top' });
  vi.stubGlobal('document', { referrer: 'https://elsewhere.example/' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type Told = [name: string, attributes: object, time: number | undefined];

const openTab = (told: Told[] = []) => {
  let tap: Parameters<Telemetry['onEmit']>[0] | undefined;
  sessions().setup({
    emit(name: string, attributes: object, options?: { time?: number }) {
      if (name !== 'session.probe') told.push([name, attributes, options?.time]);
    },
    onEmit(listener) {
      tap = listener;
      return () => {};
    },
    debug() {},
    prefix: 'sonde.shop.',
  });
  /** Records some event after so many milliseconds, in a session. */
  return async (session: string, after = 0): Promise<void> => {
    vi.advanceTimersByTime(after);
    tap?.({ name: 'any', time: Date.now(), attributes: {} } satisfies SondeEvent, session);
    await Promise.resolve();
  };
};

test('the first event starts a session, once for all tabs; the page it began on keeps its campaign', async () => {
  const told: Told[] = [];
  const [one, other] = [openTab(told), openTab(told)];
  await one(id('a'));
  await other(id('a'));
  await one(id('a'), 5_000);
  await other(id('a'), 5_000);
  expect(told).toEqual([
    [
      'session.start',
      {
        'session.id': id('a'),
        'session.previous_id': undefined,
        'url.full': 'https://shop.example/a?utm_source=mail',
        'sonde.referrer': 'https://elsewhere.example/',
      },
      START,
    ],
  ]);
});

test('the next session ends the one before, with the length of all tabs together, and names it', async () => {
  const told: Told[] = [];
  const [one, other] = [openTab(told), openTab(told)];
  await one(id('a'));
  await other(id('a'), 60_000);
  told.splice(0);
  await one(id('b'), 3_600_000);
  await other(id('b'), 10);
  expect(told).toEqual([
    ['session.end', { 'session.id': id('a'), 'sonde.session.duration': 60_000 }, START + 60_000],
    [
      'session.start',
      expect.objectContaining({ 'session.id': id('b'), 'session.previous_id': id('a') }),
      START + 3_660_000,
    ],
  ]);
});

test('a session that begins in a page left open has no referrer: it was not led here', async () => {
  const told: Told[] = [];
  const tab = openTab(told);
  await tab(id('a'));
  await tab(id('b'), 3_600_000);
  expect(told.map(([name, attributes]) => [name, (attributes as never)['sonde.referrer']])).toEqual([
    ['session.start', 'https://elsewhere.example/'],
    ['session.end', undefined],
    ['session.start', undefined],
  ]);
});

test('a tab that has not seen the next session yet tells nothing of the old one again', async () => {
  const told: Told[] = [];
  const [one, other] = [openTab(told), openTab(told)];
  await one(id('a'));
  await other(id('a'), 2_000);
  await one(id('b'), 3_600_000);
  told.splice(0);
  await other(id('a'), 1);
  await other(id('b'), 2_000);
  await one(id('b'), 2_000);
  expect(told).toEqual([]);
});

test('a clock that was set back gives no negative length', async () => {
  const told: Told[] = [];
  const tab = openTab(told);
  await tab(id('a'));
  vi.setSystemTime(START - 86_400_000);
  await tab(id('a'));
  await tab(id('b'), 1);
  expect(told.at(1)).toEqual([
    'session.end',
    expect.objectContaining({ 'sonde.session.duration': 0 }),
    START - 86_400_000,
  ]);
});

test('where localStorage is forbidden the page knows its own sessions', async () => {
  vi.stubGlobal('localStorage', undefined);
  const told: Told[] = [];
  const tab = openTab(told);
  await tab(id('a'));
  await tab(id('a'), 5_000);
  await tab(id('b'), 3_600_000);
  expect(told.map(([name]) => name)).toEqual(['session.start', 'session.end', 'session.start']);
});
