import type { Interval } from './interval.js';

/**
 * What a difference between two releases says. `same`: the interval leaves room only for differences that do not
 * matter. `unclear`: the data do not tell yet.
 */
export type Verdict = 'better' | 'worse' | 'same' | 'unclear';

/** Below this many sessions (or page loads) on either side nothing is said. */
export const FEWEST = 30;

/** What a verdict is drawn from. */
export interface VerdictBasis {
  /** `after − before`, in the figure's own unit. */
  readonly difference: Interval;
  /** How many (effective) observations each side rests on. */
  readonly sizes: readonly [after: number, before: number];
  /** Whether a higher figure is the better one. */
  readonly higherIsBetter: boolean;
  /** The smallest difference that matters, in the figure's own unit. */
  readonly margin: number;
}

/**
 * Reads a difference: `worse` or `better` when its whole interval lies on one side of zero and the estimate is at least
 * the margin; `same` when the whole interval lies within the margin on both sides (equivalence); otherwise `unclear`.
 *
 * The interval is drawn each time somebody looks, so someone who looks often enough sees a false alarm more often than
 * the interval's level says: a gate that decides automatically needs a sequential test instead.
 */
export const verdict = ({ difference, sizes, higherIsBetter, margin }: VerdictBasis): Verdict => {
  const { estimate, lower, upper } = difference;
  if (lower === null || upper === null || Math.min(...sizes) < FEWEST) return 'unclear';
  if (lower > 0 && estimate >= margin) return higherIsBetter ? 'better' : 'worse';
  if (upper < 0 && estimate <= -margin) return higherIsBetter ? 'worse' : 'better';
  return lower >= -margin && upper <= margin ? 'same' : 'unclear';
};
