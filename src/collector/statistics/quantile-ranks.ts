import { CONFIDENCE } from './interval.js';
import { normalQuantile } from './normal-quantile.js';

/** Above this many observations the normal approximation of the binomial is exact to within a rank. */
const EXACT_UP_TO = 2_000;

/** The cumulative binomial probabilities P(B ≤ k) for k = 0 … n, summed from the logarithms so that none underflows. */
const binomialCumulative = (n: number, p: number): number[] => {
  const cumulative: number[] = [];
  let logarithm = n * Math.log1p(-p);
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    sum += Math.exp(logarithm);
    cumulative.push(sum);
    logarithm += Math.log((n - k) / (k + 1)) + Math.log(p / (1 - p));
  }
  return cumulative;
};

/**
 * Which order statistics bound a quantile: with at least the given confidence, the quantile lies between the `lower`-th
 * and the `upper`-th smallest of `size` observations, whatever their distribution. Ranks count from 1; a side for which
 * the sample is too small is `null` (nothing observed bounds the 75th percentile from above when there are ten values).
 *
 * @param level which quantile, between 0 and 1, both excluded
 * @param size the number of observations; fractions (an effective size) are rounded down
 * @example quantileRanks(0.5, 20) // { lower: 6, upper: 15 }
 * @see W. J. Conover, Practical Nonparametric Statistics (3rd edition), section 3.2; Hahn & Meeker, Statistical Intervals, 5.2
 */
export const quantileRanks = (
  level: number,
  size: number,
  confidence: number = CONFIDENCE,
): { readonly lower: number | null; readonly upper: number | null } => {
  const n = Math.floor(size);
  if (!(n > 0)) return { lower: null, upper: null };
  const tail = (1 - confidence) / 2;
  let lower: number;
  let upper: number;
  if (n <= EXACT_UP_TO) {
    const cumulative = binomialCumulative(n, level);
    // P(B ≤ lower − 1) ≤ tail, as large a rank as allows it; P(B ≤ upper − 1) ≥ 1 − tail, as small a rank.
    lower = cumulative.findIndex((probability) => probability > tail);
    upper = cumulative.findIndex((probability) => probability >= 1 - tail) + 1;
    if (upper === 0) upper = n + 1;
  } else {
    const half = normalQuantile(1 - tail) * Math.sqrt(n * level * (1 - level));
    lower = Math.floor(n * level - half);
    upper = Math.ceil(n * level + half) + 1;
  }
  return { lower: lower < 1 ? null : lower, upper: upper > n ? null : upper };
};
