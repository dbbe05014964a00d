import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rangeBetween } from '../../../src/collector/metrics/time-range.js';
import { timeline } from '../../../src/collector/metrics/timeline.js';
import { totals } from '../../../src/collector/metrics/totals.js';
import type { Store } from '../../../src/collector/store/store.js';
import { minute, openFilled } from './open-filled.js';

const at = (session: string, time: number, name: string, more: object = {}) => ({
  session,
  visitor: `visitor-of-${session}`,
  time,
  name,
  release: '1.0',
  ...more,
});

describe('totals and timeline', () => {
  let store: Store;
  // The range is minutes 60 to 70, in two buckets of five minutes; the range before is 50 to 60.
  const range = { ...rangeBetween(minute(60), minute(70)), step: 300_000, buckets: 2 };
  beforeAll(async () => {
    store = await openFilled([
      // Before: one session, no error.
      at('a', minute(52), 'page_view'),
      // Neither: after the range, and before the range before.
      at('x', minute(70), 'page_view'),
      at('x', minute(49), 'page_view'),
      // In the range: b with two views and an error in the second bucket; c and d without; d shares c's visitor.
      at('b', minute(60), 'page_view'),
      at('b', minute(66), 'page_view'),
      at('b', minute(67), 'exception', { attributes: { 'sonde.exception.count': 5 } }),
      at('c', minute(61), 'page_view'),
      at('c', minute(61), 'feature.used', { attributes: { 'feature.id': 'export' } }),
      at('c', minute(62), 'feature.used', { attributes: { 'feature.id': 'export' } }),
      at('c', minute(62), 'feature.used', { attributes: { 'feature.id': 'print' } }),
      at('d', minute(69), 'page_view', { visitor: 'visitor-of-c', device: 'mobile' }),
      // Clicks sampled one in ten: they do not make a session weigh ten.
      at('d', minute(69), 'click', { weight: 10, visitor: 'visitor-of-c', device: 'mobile' }),
      // A page view of nobody's session counts as a page view only.
      { name: 'page_view', time: minute(69), release: '1.0' },
    ]);
  });
  afterAll(() => store.close());

  it('counts the range and the range before it', async () => {
    const { current, previous } = await totals(store, {}, range);
    expect(current).toMatchObject({
      sessions: 3,
      visitors: 2,
      pageViews: 5,
      exceptions: 5,
      featureUses: 3,
      featuresUsed: 2,
      events: 10,
    });
    expect(current.errorFree?.estimate).toBeCloseTo(2 / 3, 12);
    expect(current.errorFree?.size).toBe(3);
    // Wilson for 2 of 3.
    expect(current.errorFree?.lower).toBeCloseTo(0.2077, 4);
    expect(current.errorFree?.upper).toBeCloseTo(0.9385, 4);
    expect(previous).toMatchObject({ sessions: 1, visitors: 1, pageViews: 1, exceptions: 0, featureUses: 0 });
    expect(previous.errorFree?.estimate).toBe(1);
  });

  it('filters', async () => {
    const { current } = await totals(store, { device: 'mobile' }, range);
    expect(current).toMatchObject({ sessions: 1, pageViews: 1, events: 2 });
    expect((await totals(store, { release: 'none' }, range)).current).toMatchObject({
      sessions: 0,
      errorFree: null,
    });
  });

  it('lays them over time, a spanning session in both buckets', async () => {
    const over = await timeline(store, {}, range);
    expect(over.starts).toEqual([minute(60), minute(65)]);
    expect(over.sessions).toEqual({ current: [2, 2], previous: [1, 0] });
    expect(over.visitors).toEqual({ current: [2, 2], previous: [1, 0] });
    expect(over.pageViews).toEqual({ current: [2, 3], previous: [1, 0] });
    expect(over.errorFree).toEqual({ current: [1, 0.5], previous: [1, null] });
    expect(over.featureUses).toEqual({ current: [3, 0], previous: [0, 0] });
  });
});

describe('totals of sampled sessions', () => {
  it('scales sessions up and keeps the interval honest', async () => {
    const store = await openFilled([
      // Four sessions kept of forty: each of their events weighs ten; one of them fails.
      ...['a', 'b', 'c', 'd'].map((session) => at(session, minute(61), 'page_view', { weight: 10 })),
      at('a', minute(61), 'exception', { weight: 10 }),
    ]);
    try {
      const { current } = await totals(store, {}, rangeBetween(minute(60), minute(70)));
      expect(current).toMatchObject({ sessions: 40, pageViews: 40, exceptions: 10 });
      expect(current.errorFree).toMatchObject({ estimate: 0.75, size: 4 });
    } finally {
      await store.close();
    }
  });
});
