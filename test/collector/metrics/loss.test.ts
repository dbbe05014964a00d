import { afterAll, beforeAll, expect, it } from 'vitest';
import { loss } from '../../../src/collector/metrics/loss.js';
import type { Store } from '../../../src/collector/store/store.js';
import { minute, openFilled } from './open-filled.js';
import type { EventSketch } from './seed/row.js';

const DAY = 24 * 60;
const filter = { from: minute(0), to: minute(60) };
const later = minute(100);

const numbers = (
  stream: string,
  at: number,
  received: readonly number[],
  more: Partial<EventSketch>,
): EventSketch[] =>
  received.map((number, after) => ({
    name: 'click',
    time: minute(at) + after * 1_000,
    stream,
    number,
    session: stream,
    ...more,
  }));

let store: Store;
beforeAll(async () => {
  const chrome = { browser: 'Chrome', os: 'Windows', release: '1.0' };
  store = await openFilled([
    // Nothing is missing, although it arrived out of order.
    ...numbers('a1', 1, [3, 1, 2], chrome),
    // 2 and 4 are missing.
    ...numbers('a2', 2, [1, 3, 5], { browser: 'Firefox', os: 'Linux', release: '1.0' }),
    // The first is missing. Chrome on iOS is WebKit.
    ...numbers('a3', 3, [2], { browser: 'Chrome', os: 'iOS', release: '1.1' }),
    // Began before the range; 2 is missing.
    ...numbers('a4', -2, [1, 3], chrome),
    ...numbers('a4', 4, [4], chrome),
    // Ended before the range.
    ...numbers('a5', -3, [1, 9], chrome),
    // Open since longer than any look back: what came before is unknown, not lost. 101 is missing.
    ...numbers('a6', -7.5 * DAY, [100], chrome),
    ...numbers('a6', 5, [102], chrome),
    // Still sending when somebody looks at minute 60.
    ...numbers('a7', 59, [1, 4], chrome),
    // Another SDK's uid, and none.
    {
      name: 'click',
      time: minute(6),
      attributes: { 'log.record.uid': '01890a5d-ac96-774b-bcce-b302099a8057' },
    },
    { name: 'click', time: minute(6) },
    ...[2, 3].map((count, at) => ({
      name: 'telemetry.dropped',
      time: minute(7 + at),
      attributes: { 'sonde.dropped.reason': 'overflow', 'sonde.dropped.count': count },
    })),
  ]);
});
afterAll(() => store.close());

it('counts the gaps in settled streams', async () => {
  const all = await loss(store, filter, later);
  // a1 3, a2 5, a3 2, a4 4, a6 3, a7 4.
  expect(all).toMatchObject({ streams: 6, expected: 21, lost: 0 + 2 + 1 + 1 + 1 + 2, unsettled: 0 });
});

it('leaves out streams that may still be sending', async () => {
  const soon = await loss(store, filter, minute(60));
  expect(soon).toMatchObject({ streams: 5, expected: 17, lost: 5, unsettled: 1 });
});

it('tells releases and engines apart', async () => {
  const { byRelease, byEngine } = await loss(store, filter, later);
  expect(byRelease).toEqual([
    { name: '1.0', streams: 5, expected: 19, lost: 6 },
    { name: '1.1', streams: 1, expected: 2, lost: 1 },
  ]);
  expect(byEngine).toEqual([
    { name: 'Blink', streams: 4, expected: 14, lost: 4 },
    { name: 'Gecko', streams: 1, expected: 5, lost: 2 },
    { name: 'WebKit', streams: 1, expected: 2, lost: 1 },
  ]);
});

it('adds what the SDK says it dropped', async () => {
  expect((await loss(store, filter, later)).dropped).toEqual([{ reason: 'overflow', events: 5 }]);
});
