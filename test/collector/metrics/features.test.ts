import { afterAll, beforeAll, expect, it } from 'vitest';
import { featureGroups } from '../../../src/collector/metrics/feature-groups.js';
import { features, featuresTimeline } from '../../../src/collector/metrics/features.js';
import { rangeBetween } from '../../../src/collector/metrics/time-range.js';
import { wilson } from '../../../src/collector/statistics/wilson.js';
import type { Store } from '../../../src/collector/store/store.js';
import { minute, openFilled } from './open-filled.js';
import type { EventSketch } from './seed/row.js';

const filter = { from: minute(0), to: minute(60) };

const feature = (
  what: string,
  session: string,
  visitor: string,
  at: number,
  more: { id?: string; pointer?: string } & Partial<EventSketch> = {},
): EventSketch => ({
  name: `feature.${what}`,
  session,
  visitor,
  time: minute(at),
  device: 'desktop',
  ...more,
  attributes: {
    'feature.id': more.id ?? 'export',
    ...(more.pointer ? { 'sonde.pointer.type': more.pointer } : {}),
  },
});

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    // Ann sees it in two sessions and uses it in both, three times in all.
    feature('exposed', 'a1', 'ann', 1),
    feature('used', 'a1', 'ann', 2, { pointer: 'mouse' }),
    feature('used', 'a1', 'ann', 12, { pointer: 'keyboard' }),
    feature('completed', 'a1', 'ann', 13),
    feature('exposed', 'a2', 'ann', 30),
    feature('used', 'a2', 'ann', 31, { pointer: 'mouse' }),
    feature('failed', 'a2', 'ann', 32),
    // Ben sees it twice in one session and leaves it.
    feature('exposed', 'b', 'ben', 5, { device: 'mobile' }),
    feature('exposed', 'b', 'ben', 6, { device: 'mobile' }),
    // Cleo's exposure was lost: what is used was seen.
    feature('used', 'c', 'cleo', 7, { pointer: 'touch', device: 'mobile' }),
    feature('completed', 'c', 'cleo', 8, { device: 'mobile' }),
    // Somebody without a visitor id.
    feature('exposed', 'd', '', 9),
    // A feature whose exposure is never recorded.
    feature('used', 'e', 'eve', 10, { id: 'print' }),
    // Sampled: one session in ten is kept.
    feature('exposed', 'f', 'fay', 11, { id: 'share', weight: 10 }),
    feature('used', 'f', 'fay', 11, { id: 'share', weight: 10 }),
    feature('exposed', 'g', 'gus', 11, { id: 'share', weight: 10 }),
    feature('completed', 'f', 'fay', 12, { id: 'share', weight: 10 }),
    feature('failed', 'g', 'gus', 12, { id: 'share', weight: 10 }),
  ]);
});
afterAll(() => store.close());

it('tells who found, tried and kept each feature', async () => {
  const { features: rows, all } = await features(store, filter);
  expect(all).toBe(3);
  const exported = rows.find((row) => row.feature === 'export');
  expect(exported).toMatchObject({
    exposedSessions: 5,
    usedSessions: 3,
    exposedVisitors: 3,
    usedVisitors: 2,
    returningVisitors: 1,
    uses: 4,
    usesPerSession: 4 / 3,
    completed: 2,
    failed: 1,
  });
  expect(exported?.adoption?.estimate).toBeCloseTo(3 / 5, 12);
  // Wilson for 3 of 5 and for 2 of 3.
  expect(exported?.adoption?.lower).toBeCloseTo(0.2307, 4);
  expect(exported?.adoption?.upper).toBeCloseTo(0.8824, 4);
  expect(exported?.visitorAdoption?.estimate).toBeCloseTo(2 / 3, 12);
  expect(exported?.visitorAdoption?.lower).toBeCloseTo(0.2077, 4);
  expect(exported?.failing?.estimate).toBeCloseTo(1 / 3, 12);
});

it('does not invent an adoption where exposure is not recorded', async () => {
  const printed = (await features(store, filter)).features.find((row) => row.feature === 'print');
  expect(printed).toMatchObject({
    exposedSessions: null,
    exposedVisitors: null,
    adoption: null,
    visitorAdoption: null,
    usedSessions: 1,
    failing: null,
  });
});

it('weighs sampled sessions, and is no surer for it', async () => {
  const shared = (await features(store, filter)).features.find((row) => row.feature === 'share');
  expect(shared).toMatchObject({ exposedSessions: 20, usedSessions: 10, uses: 10, usesPerSession: 1 });
  expect(shared?.adoption).toMatchObject({ estimate: 0.5, size: 2 });
  // One of two failed, not ten of twenty.
  expect(shared?.failing).toEqual(wilson(1, 2));
  // Of whom a sample is known, nobody can tell who returned to use it.
  expect(shared?.visitorAdoption).toBeNull();
});

it('lists the most exposed, and tells how many there are', async () => {
  const { features: rows, all } = await features(store, filter, 1);
  expect([rows.map(({ feature }) => feature), all]).toEqual([['share'], 3]);
});

it('splits one feature by pointer, device and release', async () => {
  const groups = await featureGroups(store, filter, 'export');
  const of = (kind: string) => groups.filter((group) => group.kind === kind);
  expect(of('pointer').map(({ name, uses, usedSessions }) => [name, uses, usedSessions])).toEqual([
    ['mouse', 2, 2],
    ['keyboard', 1, 1],
    ['touch', 1, 1],
  ]);
  expect(of('device').map(({ name, uses, adoption }) => [name, uses, adoption?.estimate])).toEqual([
    ['desktop', 3, 2 / 3],
    ['mobile', 1, 0.5],
  ]);
  expect(of('pointer').every(({ adoption }) => adoption === null)).toBe(true);
});

it('lays uses over time', async () => {
  const range = { ...rangeBetween(minute(0), minute(60)), step: 600_000, buckets: 6 };
  const lines = await featuresTimeline(store, {}, range);
  expect(lines.find((line) => line.feature === 'export')).toEqual({
    feature: 'export',
    uses: [2, 1, 0, 1, 0, 0],
    usedSessions: [2, 1, 0, 1, 0, 0],
  });
  expect(lines.map((line) => line.feature)).toEqual(['export', 'print', 'share']);
});
