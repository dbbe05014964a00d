import { CONFIDENCE, type Interval } from './interval.js';
import { normalQuantile } from './normal-quantile.js';

/**
 * How many there are of something of which some were kept by chance, each with the weight 1 ÷ probability: the sum of
 * the weights, with the score interval of the Horvitz–Thompson estimate. Where all were kept the number is known, and the
 * interval is that number alone.
 *
 * @param sum the sum of the weights
 * @param sumOfSquares the sum of the squared weights
 * @param kept how many were kept: there are no fewer
 * @example sampledTotal(50, 500, 5) // of five, each kept by one chance in ten: { estimate: 50, lower: 22.3, upper: 112.3 }
 * @see C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling (1992), section 2.8
 */
export const sampledTotal = (
  sum: number,
  sumOfSquares: number,
  kept: number,
  confidence: number = CONFIDENCE,
): Interval => {
  const z = normalQuantile((1 + confidence) / 2);
  const dispersion = sum > 0 ? Math.max(0, (sumOfSquares - sum) / sum) : 0;
  const middle = sum + (z * z * dispersion) / 2;
  const half = z * Math.sqrt(dispersion * sum + (z * z * dispersion * dispersion) / 4);
  return { estimate: sum, lower: Math.max(kept, middle - half), upper: middle + half };
};
