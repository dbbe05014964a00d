import type { Interval } from './interval.js';

/**
 * The difference `after − before` of two independent estimates with its confidence interval, recovered from the two
 * intervals (MOVER). Given two Wilson intervals this is Newcombe's method 10, the usual interval for a difference of
 * proportions; it serves quantiles and means the same way. A bound that rests on a missing bound is `null`.
 *
 * @example difference(wilson(56, 70)!, wilson(48, 80)!) // { estimate: 0.2, lower: 0.0524, upper: 0.3339 }
 * @see R. G. Newcombe, Statist. Med. 17 (1998) 873–890; G. Y. Zou and A. Donner, Statist. Med. 27 (2008) 1693–1702
 */
export const difference = (after: Interval, before: Interval): Interval => {
  const estimate = after.estimate - before.estimate;
  const reach = (one: Interval['lower'], other: Interval['lower']): number | null =>
    one === null || other === null ? null : Math.hypot(after.estimate - one, before.estimate - other);
  const down = reach(after.lower, before.upper);
  const up = reach(after.upper, before.lower);
  return {
    estimate,
    lower: down === null ? null : estimate - down,
    upper: up === null ? null : estimate + up,
  };
};
