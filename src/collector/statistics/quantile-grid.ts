import { CONFIDENCE, type Interval } from './interval.js';
import { quantileRanks } from './quantile-ranks.js';

/** The quantile that web vitals are judged by. */
export const LEVEL = 0.75;

/** How much further from `LEVEL` each further level is. */
const RATIO = 1.05;
const NEAREST = 0.0002;

const distances = (most: number): number[] => {
  const found: number[] = [];
  for (let distance = NEAREST; distance < most; distance *= RATIO) found.push(distance);
  return found;
};

/**
 * Levels of quantiles around the 75th percentile, in order, dense near it: an engine computes them in one pass, before
 * anybody knows how many values there are, and `intervalOnGrid` then picks the two that bound the percentile.
 */
export const quantileGrid = (): readonly number[] =>
  [
    ...distances(LEVEL)
      .map((distance) => LEVEL - distance)
      .reverse(),
    LEVEL,
    ...distances(1 - LEVEL).map((distance) => LEVEL + distance),
    1,
  ].map((level) => Number(level.toFixed(6)));

/**
 * The 75th percentile with its distribution-free interval, read off the quantiles at `quantileGrid()`. Where the grid is
 * coarser than the ranks (above about 500 values) the next level outwards is taken: never too narrow, at most 5 % too wide.
 *
 * @param quantiles one value for each level of the grid
 * @param size the number of values, or their effective number
 */
export const intervalOnGrid = (
  levels: readonly number[],
  quantiles: readonly number[],
  size: number,
  confidence: number = CONFIDENCE,
): Interval => {
  const n = Math.floor(size);
  const ranks = quantileRanks(LEVEL, n, confidence);
  const at = (index: number): number | null => quantiles[index] ?? null;
  // The quantile at a level in ((rank − 1) / n, rank / n] is the rank-th smallest value.
  const lower =
    ranks.lower === null ? null : levels.findLastIndex((level) => level <= (ranks.lower as number) / n);
  const upper =
    ranks.upper === null ? null : levels.findIndex((level) => level > ((ranks.upper as number) - 1) / n);
  return {
    estimate: quantiles[levels.indexOf(LEVEL)] ?? Number.NaN,
    lower: lower === null ? null : at(lower),
    upper: upper === null ? null : at(upper),
  };
};
