import { CONFIDENCE, type Interval } from './interval.js';
import { normalQuantile } from './normal-quantile.js';

/**
 * The score interval of a mean of counts, such as exceptions per session: Poisson's, widened by how much more the counts
 * vary than his. Unlike the textbook interval it has a width where every count is 0, so that some dozen sessions without
 * an exception do not pass for certainty that there never is one.
 *
 * @param estimate the (weighted) mean
 * @param variance the (weighted) variance of one observation
 * @param size the number of observations, or their effective number; below 2 the bounds are `null`
 * @example countInterval(0, 0, 40) // { estimate: 0, lower: 0, upper: 0.096 }
 * @see P. McCullagh and J. A. Nelder, Generalized Linear Models (1989), section 6.2.3, for the dispersion
 */
export const countInterval = (
  estimate: number,
  variance: number,
  size: number,
  confidence: number = CONFIDENCE,
): Interval => {
  if (!(size >= 2)) return { estimate, lower: null, upper: null };
  const z = normalQuantile((1 + confidence) / 2);
  const dispersion = estimate > 0 ? Math.max(1, variance / estimate) : 1;
  const count = (estimate * size) / dispersion;
  const bound = (side: -1 | 1): number =>
    ((count + (z * z) / 2 + side * z * Math.sqrt(count + (z * z) / 4)) * dispersion) / size;
  return { estimate, lower: Math.max(0, bound(-1)), upper: bound(1) };
};
