import { describe, expect, it } from 'vitest';
import { intervalOnGrid, LEVEL, quantileGrid } from '../../../src/collector/statistics/quantile-grid.js';
import { quantileRanks } from '../../../src/collector/statistics/quantile-ranks.js';

const levels = quantileGrid();
/** Of the values 1, 2, … n, a quantile is its own rank: the engine takes the ⌈level · n⌉-th. */
const quantiles = (n: number): number[] => levels.map((level) => Math.max(1, Math.ceil(level * n - 1e-9)));

describe('quantileGrid', () => {
  it('rises from near 0 to 1 through the 75th percentile, and is finest there', () => {
    expect([...levels].sort((one, other) => one - other)).toEqual(levels);
    expect(new Set(levels).size).toBe(levels.length);
    expect(levels).toContain(LEVEL);
    expect(levels.at(-1)).toBe(1);
    expect(levels[0]).toBeLessThan(0.05);
  });
});

describe('intervalOnGrid', () => {
  it.each([12, 20, 30, 57, 100, 250, 400])('gives the exact order statistics of %i values', (n) => {
    const { lower, upper } = quantileRanks(LEVEL, n);
    expect(intervalOnGrid(levels, quantiles(n), n)).toEqual({ estimate: Math.ceil(0.75 * n), lower, upper });
  });

  it.each([1_000, 10_000, 1_000_000])('is never too narrow and hardly too wide for %i', (n) => {
    const exact = quantileRanks(LEVEL, n);
    const { lower, upper } = intervalOnGrid(levels, quantiles(n), n);
    const half = ((exact.upper ?? 0) - (exact.lower ?? 0)) / 2;
    expect(lower).toBeLessThanOrEqual(exact.lower ?? 0);
    expect(upper).toBeGreaterThanOrEqual(exact.upper ?? 0);
    expect((exact.lower ?? 0) - (lower ?? 0)).toBeLessThan(0.06 * half + 2);
    expect((upper ?? 0) - (exact.upper ?? 0)).toBeLessThan(0.06 * half + 2);
  });

  it('leaves a side open that the sample cannot bound, and is wider where weights make the sample worth less', () => {
    expect(intervalOnGrid(levels, quantiles(8), 8).upper).toBeNull();
    const whole = intervalOnGrid(levels, quantiles(400), 400);
    const worthLess = intervalOnGrid(levels, quantiles(400), 100);
    expect(worthLess.lower).toBeLessThan(whole.lower ?? 0);
    expect(worthLess.upper).toBeGreaterThan(whole.upper ?? 0);
  });
});
