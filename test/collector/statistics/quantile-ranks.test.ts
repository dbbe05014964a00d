import { describe, expect, it } from 'vitest';
import { quantileRanks } from '../../../src/collector/statistics/quantile-ranks.js';

/** P(lower ≤ B ≤ upper − 1) for B ~ Binomial(n, p), by exact integer Pascal's triangle: the interval's true level. */
const coverage = (n: number, p: number, lower: number, upper: number): number => {
  let row = [1n];
  for (let i = 0; i < n; i++) row = [1n, ...row.slice(1).map((value, at) => value + (row[at] as bigint)), 1n];
  let sum = 0;
  for (let k = lower; k < upper; k++) sum += Number(row[k]) * p ** k * (1 - p) ** (n - k);
  return sum;
};

describe('quantileRanks', () => {
  // The classic table of distribution-free intervals for a median (for example Conover, table A3).
  it.each([
    [6, 1, 6],
    [10, 2, 9],
    [15, 4, 12],
    [20, 6, 15],
    [25, 8, 18],
    [50, 18, 33],
  ])('median of %i', (size, lower, upper) => {
    expect(quantileRanks(0.5, size)).toEqual({ lower, upper });
  });

  it.each([20, 30, 57, 100, 300])(
    'the 75th percentile of %i: at least 95 per cent, and not wasteful',
    (size) => {
      const { lower, upper } = quantileRanks(0.75, size);
      if (lower === null || upper === null) throw new Error('a bound is missing');
      expect(coverage(size, 0.75, lower, upper)).toBeGreaterThanOrEqual(0.95);
      expect(coverage(size, 0.75, lower + 1, upper)).toBeLessThan(0.975);
      expect(coverage(size, 0.75, lower, upper - 1)).toBeLessThan(0.975);
    },
  );

  it('has no upper bound for the 75th percentile of ten values', () => {
    expect(quantileRanks(0.75, 10)).toEqual({ lower: 5, upper: null });
    expect(quantileRanks(0.75, 0)).toEqual({ lower: null, upper: null });
    expect(quantileRanks(0.75, 2)).toEqual({ lower: null, upper: null });
  });

  it('goes over into the normal approximation without a step', () => {
    const exact = quantileRanks(0.75, 2000);
    const approximate = quantileRanks(0.75, 2001);
    expect(Math.abs((exact.lower ?? 0) - (approximate.lower ?? 0))).toBeLessThanOrEqual(2);
    expect(Math.abs((exact.upper ?? 0) - (approximate.upper ?? 0))).toBeLessThanOrEqual(2);
  });
});
