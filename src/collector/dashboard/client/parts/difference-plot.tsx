import type { VNode } from 'preact';
import type { Interval } from '../../../statistics/interval.js';
import type { Verdict } from '../../../statistics/verdict.js';

/**
 * A difference's interval on a line with zero in the middle: left is worse, right is better. The numbers stand beside it
 * as text, so the drawing is decoration.
 */
export const DifferencePlot = ({
  difference,
  higherIsBetter,
  verdict,
}: {
  readonly difference: Interval;
  readonly higherIsBetter: boolean;
  readonly verdict: Verdict;
}): VNode => {
  const sign = higherIsBetter ? 1 : -1;
  const reach =
    Math.max(...[difference.estimate, difference.lower ?? 0, difference.upper ?? 0].map(Math.abs), 1e-12) *
    1.15;
  const at = (value: number | null, open: number): number =>
    value === null ? open : 50 + ((sign * value) / reach) * 50;
  const one = at(difference.lower, sign > 0 ? 0 : 100);
  const other = at(difference.upper, sign > 0 ? 100 : 0);
  return (
    <svg class={`difference verdict-${verdict}`} height="20" aria-hidden="true" focusable="false">
      <rect class="difference-worse" width="50%" height="20" />
      <line class="difference-zero" x1="50%" x2="50%" y1="0" y2="20" />
      <line
        class="difference-interval"
        x1={`${Math.min(one, other)}%`}
        x2={`${Math.max(one, other)}%`}
        y1="10"
        y2="10"
      />
      <circle class="difference-estimate" cx={`${at(difference.estimate, 50)}%`} cy="10" r="5" />
    </svg>
  );
};
