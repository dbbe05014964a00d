import { CONFIDENCE, type Interval } from './interval.js';
import { normalQuantile } from './normal-quantile.js';

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
  /** How many figures are looked at for one verdict: 1 where left out. */
  readonly figures?: number;
}

/** How much wider an interval is that errs no more often than `CONFIDENCE` says among so many (Bonferroni). */
const widening = (figures: number): number =>
  normalQuantile(1 - (1 - CONFIDENCE) / (2 * figures)) / normalQuantile((1 + CONFIDENCE) / 2);

/**
 * Reads a difference: `worse` or `better` when its whole interval lies on one side of zero and the estimate is at least
 * the margin; `same` when the whole interval lies within the margin on both sides (equivalence); otherwise `unclear`.
 *
 * Who looks at seven figures finds one of them off by chance more often than at one: with `figures` the first two ask for
 * an interval that is wider by so much. Equivalence needs no such care, since it is asked of every figure.
 *
 * The interval is drawn each time somebody looks, so someone who looks often enough sees a false alarm more often than
 * the interval's level says: a gate that decides automatically needs a sequential test instead.
 */
export const verdict = ({
  difference,
  sizes,
  higherIsBetter,
  margin,
  figures = 1,
}: VerdictBasis): Verdict => {
  const { estimate, lower, upper } = difference;
  if (lower === null || upper === null || Math.min(...sizes) < FEWEST) return 'unclear';
  const wider = widening(figures);
  if (estimate > (estimate - lower) * wider && estimate >= margin) return higherIsBetter ? 'better' : 'worse';
  if (-estimate > (upper - estimate) * wider && estimate <= -margin)
    return higherIsBetter ? 'worse' : 'better';
  return lower >= -margin && upper <= margin ? 'same' : 'unclear';
};
