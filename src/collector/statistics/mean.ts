import { CONFIDENCE, type Interval } from './interval.js';
import { normalQuantile } from './normal-quantile.js';

/**
 * The interval of a mean by the central limit theorem, for counts per session: bounded below by 0, since a count is.
 * Too few observations for that theorem are the caller's to judge (`verdict` asks for 30).
 *
 * @param estimate the (weighted) mean
 * @param variance the (weighted) variance of one observation
 * @param size the number of observations, or their effective number; below 2 the bounds are `null`
 */
export const meanInterval = (
  estimate: number,
  variance: number,
  size: number,
  confidence: number = CONFIDENCE,
): Interval => {
  if (!(size >= 2)) return { estimate, lower: null, upper: null };
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt(Math.max(0, variance) / (size - 1));
  return { estimate, lower: Math.max(0, estimate - half), upper: estimate + half };
};
