import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLimiter } from '../../../src/pipeline/limiter.js';

const event = (name: string) => ({ name, time: 1, attributes: {} });

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const burst = (limit: ReturnType<typeof createLimiter>, name: string, count: number): number =>
  Array.from({ length: count }, () => limit(event(name), '')).filter(Boolean).length;

test('lets a burst pass up to the limit, counts what it drops, and refills steadily', () => {
  let dropped = 0;
  const limit = createLimiter({ click: 60 }, () => void dropped++);
  expect(burst(limit, 'click', 100)).toBe(60);
  expect(dropped).toBe(40);
  vi.advanceTimersByTime(10_000);
  expect(burst(limit, 'click', 100)).toBe(10);
  vi.advanceTimersByTime(3_600_000);
  expect(burst(limit, 'click', 100)).toBe(60);
  // What is left over of a token is not lost.
  for (let half = 0; half < 20; half++) {
    vi.advanceTimersByTime(500);
    burst(limit, 'click', 1);
  }
  expect(dropped).toBe(40 + 90 + 40 + 10);
});

test('holds each name by its own bucket, and what is not named not at all', () => {
  let dropped = 0;
  const limit = createLimiter({ click: 2 }, () => void dropped++);
  expect([burst(limit, 'click', 5), burst(limit, 'page_view', 500)]).toEqual([2, 500]);
  const all = createLimiter({ click: 2, '*': 3, loud: Number.POSITIVE_INFINITY }, () => void dropped++);
  expect(['click', 'a', 'b', 'loud'].map((name) => burst(all, name, 500))).toEqual([2, 3, 3, 500]);
  expect(burst(all, 'telemetry.dropped', 500)).toBe(500);
});

test('takes 0 and less for never, and what is no number for no limit', () => {
  const limit = createLimiter({ click: 0, page_view: Number.NaN, a: -1, b: '9' as never }, () => {});
  expect(['click', 'a', 'page_view', 'b', 'toString'].map((name) => burst(limit, name, 20))).toEqual([
    0, 0, 20, 20, 20,
  ]);
});

test('forgets names when there are too many', () => {
  const limit = createLimiter({ '*': 1 }, () => {});
  for (let name = 0; name < 5_000; name++) expect(burst(limit, `name-${name}`, 1)).toBe(1);
  // Of the last it is known that it had its one, of the first no more.
  expect(['name-4999', 'name-0'].map((name) => burst(limit, name, 1))).toEqual([0, 1]);
});
