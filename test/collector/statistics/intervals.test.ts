import { describe, expect, it } from 'vitest';
import { countInterval } from '../../../src/collector/statistics/count-interval.js';
import { difference } from '../../../src/collector/statistics/difference.js';
import { effectiveSize } from '../../../src/collector/statistics/effective-size.js';
import type { Interval } from '../../../src/collector/statistics/interval.js';
import { normalQuantile } from '../../../src/collector/statistics/normal-quantile.js';
import { sampledTotal } from '../../../src/collector/statistics/sampled-total.js';
import { verdict } from '../../../src/collector/statistics/verdict.js';
import { wilson } from '../../../src/collector/statistics/wilson.js';
import { random } from '../metrics/seed/random.js';

const bounds = (interval: Interval | null): (number | null | undefined)[] => [
  interval?.lower,
  interval?.upper,
];
const rounded = (interval: Interval | null): (number | null | undefined)[] =>
  bounds(interval).map((bound) => (typeof bound === 'number' ? Number(bound.toFixed(4)) + 0 : bound));

describe('normalQuantile', () => {
  // The check values of AS 241 itself, and the usual levels.
  it.each([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798409],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.5, 0],
  ])('at %f', (probability, expected) => {
    expect(normalQuantile(probability)).toBeCloseTo(expected, 12);
  });

  it('is undefined at and beyond 0 and 1', () => {
    for (const outside of [0, 1, -1, 2, Number.NaN]) expect(normalQuantile(outside)).toBeNaN();
  });
});

describe('wilson', () => {
  // Newcombe, Statist. Med. 17 (1998) 857–872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (successes, trials, lower, upper) => {
    expect(rounded(wilson(successes, trials))).toEqual([lower, upper]);
  });

  it('is symmetric, wider at a higher level, and bounded', () => {
    expect(wilson(20, 20)).toMatchObject({ estimate: 1, upper: 1 });
    expect(wilson(20, 20)?.lower).toBeCloseTo(1 - 0.1611, 4);
    expect(wilson(5, 50, 0.99)?.upper).toBeGreaterThan(wilson(5, 50, 0.95)?.upper ?? Number.NaN);
  });

  it('has nothing to say about no trials', () => {
    expect(wilson(0, 0)).toBeNull();
  });
});

describe('difference', () => {
  // Newcombe, Statist. Med. 17 (1998) 873–890, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i of %i against %i of %i', (a, m, b, n, lower, upper) => {
    expect(rounded(difference(wilson(a, m) as Interval, wilson(b, n) as Interval))).toEqual([lower, upper]);
  });

  it('keeps a missing bound missing', () => {
    const open = { estimate: 5, lower: 4, upper: null };
    const closed = { estimate: 3, lower: 2, upper: 4 };
    expect(bounds(difference(open, closed))).toEqual([2 - Math.SQRT2, null]);
    expect(bounds(difference(closed, open))).toEqual([null, -2 + Math.SQRT2]);
  });
});

describe('effectiveSize', () => {
  it('is the number of observations when all weigh the same', () => {
    expect(effectiveSize(50 * 10, 50 * 100)).toBe(50);
  });
  it('is less when weights differ', () => {
    expect(effectiveSize(1 + 1 + 10, 1 + 1 + 100)).toBeCloseTo(144 / 102, 12);
    expect(effectiveSize(0, 0)).toBe(0);
  });
});

describe('countInterval', () => {
  it('is the score interval of a count', () => {
    // 20 in 10 observations: 20 + z²/2 ± z·√(20 + z²/4), by 10.
    expect(rounded(countInterval(2, 2, 10))).toEqual([1.2948, 3.0894]);
  });
  it('is wider where the counts vary more than those of chance', () => {
    // 0, 0, 1, 3 a hundred times: a variance of one and a half times the mean.
    const [plain, spread] = [countInterval(1, 1, 400), countInterval(1, 1.5, 400)];
    expect(1 - (spread.lower as number)).toBeGreaterThan((1 - (plain.lower as number)) * 1.2);
    expect(spread.upper).toBeCloseTo(1 + 1.96 * Math.sqrt(1.5 / 400), 1);
  });
  it('is not certain of none', () => {
    expect(rounded(countInterval(0, 0, 40))).toEqual([0, 0.096]);
  });
  it('has no bounds from one observation', () => {
    expect(bounds(countInterval(1, 0, 1))).toEqual([null, null]);
  });
});

describe('verdict', () => {
  const basis = { sizes: [100, 100] as const, higherIsBetter: true, margin: 0.01 };
  const interval = (estimate: number, lower: number | null, upper: number | null): Interval => ({
    estimate,
    lower,
    upper,
  });

  it.each([
    ['worse', interval(-0.067, -0.091, -0.044)],
    ['better', interval(0.05, 0.01, 0.09)],
    ['same', interval(0.001, -0.005, 0.008)],
    ['unclear', interval(-0.02, -0.06, 0.02)],
    ['unclear', interval(0.005, 0.001, 0.02)],
    ['unclear', interval(-0.067, null, -0.044)],
  ] as const)('is %s', (expected, difference) => {
    expect(verdict({ ...basis, difference })).toBe(expected);
  });

  it('turns round where lower is better', () => {
    expect(verdict({ ...basis, difference: interval(300, 200, 400), higherIsBetter: false })).toBe('worse');
    expect(verdict({ ...basis, difference: interval(-300, -400, -200), higherIsBetter: false })).toBe(
      'better',
    );
  });

  it('asks for more where several figures are looked at, save of what is the same', () => {
    const difference = interval(-0.03, -0.058, -0.002);
    expect(verdict({ ...basis, difference })).toBe('worse');
    expect(verdict({ ...basis, difference, figures: 7 })).toBe('unclear');
    expect(verdict({ ...basis, difference: interval(0.001, -0.009, 0.009), figures: 7 })).toBe('same');
  });

  it('says nothing below thirty observations on either side', () => {
    const difference = interval(-0.5, -0.6, -0.4);
    expect(verdict({ ...basis, difference, sizes: [29, 1000] })).toBe('unclear');
    expect(verdict({ ...basis, difference, sizes: [1000, 29] })).toBe('unclear');
    expect(verdict({ ...basis, difference, sizes: [30, 30] })).toBe('worse');
  });
});

describe('sampledTotal', () => {
  it('knows a number of which all were kept', () => {
    expect(sampledTotal(7, 7, 7)).toEqual({ estimate: 7, lower: 7, upper: 7 });
    expect(sampledTotal(0, 0, 0)).toEqual({ estimate: 0, lower: 0, upper: 0 });
  });

  it('holds its level over many samples, and is never below what was kept', () => {
    const { chance } = random(5);
    let held = 0;
    for (let run = 0; run < 2_000; run++) {
      const kept = Array.from({ length: 200 }, () => chance(0.1)).filter(Boolean).length;
      const { lower, upper } = sampledTotal(kept * 10, kept * 100, kept);
      expect(lower).toBeGreaterThanOrEqual(kept);
      if ((lower ?? 0) <= 200 && 200 <= (upper ?? 0)) held++;
    }
    expect(held / 2_000).toBeGreaterThan(0.93);
    expect(held / 2_000).toBeLessThan(0.97);
  });
});
