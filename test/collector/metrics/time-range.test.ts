import { describe, expect, it } from 'vitest';
import {
  bucketStarts,
  previousRange,
  RANGES,
  rangeBetween,
  rangeEndingNow,
} from '../../../src/collector/metrics/time-range.js';

const at = (text: string): number => Date.parse(text);

describe('rangeEndingNow', () => {
  it('starts on an edge and ends with the bucket that is filling', () => {
    const range = rangeEndingNow('1h', at('2026-03-04T12:34:56.789Z'));
    expect(range).toEqual({
      from: at('2026-03-04T11:35:00Z'),
      to: at('2026-03-04T12:34:56.790Z'),
      step: 60_000,
      buckets: 60,
    });
    expect(bucketStarts(range).at(-1)).toBe(at('2026-03-04T12:34:00Z'));
  });

  it('starts buckets of hours on the hours of the reader', () => {
    // India is 5 h 30 min ahead: midnight there is 18:30 UTC.
    const range = rangeEndingNow('30d', at('2026-03-04T12:00:00Z'), 330);
    expect(new Date(range.from).toISOString()).toMatch(/T(06|18):30:00.000Z$/);
    expect(range.buckets).toBe(60);
  });

  it('keeps between 24 and 75 buckets for every name', () => {
    for (const { length, step } of Object.values(RANGES)) {
      expect(length % step).toBe(0);
      expect(length / step).toBeGreaterThanOrEqual(24);
      expect(length / step).toBeLessThanOrEqual(75);
    }
  });

  it('stays put while one bucket fills', () => {
    const one = rangeEndingNow('24h', at('2026-03-04T12:00:00Z'));
    const other = rangeEndingNow('24h', at('2026-03-04T12:29:59Z'));
    expect(one.from).toBe(other.from);
    expect(rangeEndingNow('24h', at('2026-03-04T12:30:00Z')).from).toBe(one.from + 1_800_000);
  });
});

describe('rangeBetween', () => {
  it.each([
    [1_000, 1_000],
    [60_000, 1_000],
    [3_600_000, 60_000],
    [86_400_000, 1_800_000],
    [365 * 86_400_000, 7 * 86_400_000],
    [40 * 365 * 86_400_000, Math.ceil((40 * 365 * 86_400_000) / 75)],
  ])('cuts %i ms into buckets of %i', (length, step) => {
    const range = rangeBetween(at('2026-03-04T12:00:00Z'), at('2026-03-04T12:00:00Z') + length);
    expect(range.step).toBe(step);
    expect(range.buckets).toBeLessThanOrEqual(76);
    expect(range.from).toBeLessThanOrEqual(at('2026-03-04T12:00:00Z'));
    expect(range.from + range.buckets * range.step).toBeGreaterThanOrEqual(range.to);
  });
});

it('previousRange is the same span, a whole range earlier', () => {
  const range = rangeEndingNow('24h', at('2026-03-04T12:34:56Z'));
  const before = previousRange(range);
  expect(range.from - before.from).toBe(86_400_000);
  expect(range.to - before.to).toBe(86_400_000);
});
