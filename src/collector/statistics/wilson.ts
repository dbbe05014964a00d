import { CONFIDENCE, type Interval } from './interval.js';
import { normalQuantile } from './normal-quantile.js';

/**
 * Wilson's score interval of a proportion, without continuity correction. Unlike the textbook interval it holds its
 * level near 0 and 1, where error-free sessions live.
 *
 * @param successes how many of the trials succeeded; may be fractional where trials carry weights
 * @param trials the number of trials, or their effective number (`effectiveSize`) where they carry weights; 0 gives `null`
 * @example wilson(81, 263) // { estimate: 0.308, lower: 0.2553, upper: 0.3662 }
 * @see E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212; R. G. Newcombe, Statist. Med. 17 (1998) 857–872, method 3
 */
export const wilson = (
  successes: number,
  trials: number,
  confidence: number = CONFIDENCE,
): Interval | null => {
  if (!(trials > 0)) return null;
  const z = normalQuantile((1 + confidence) / 2);
  const estimate = Math.min(1, Math.max(0, successes / trials));
  const below = 1 + (z * z) / trials;
  const centre = (estimate + (z * z) / (2 * trials)) / below;
  const half =
    (z * Math.sqrt((estimate * (1 - estimate)) / trials + (z * z) / (4 * trials * trials))) / below;
  return {
    estimate,
    lower: estimate === 0 ? 0 : Math.max(0, centre - half),
    upper: estimate === 1 ? 1 : Math.min(1, centre + half),
  };
};
