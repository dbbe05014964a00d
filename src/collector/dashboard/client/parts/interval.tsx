import type { VNode } from 'preact';
import type { Interval } from '../../../statistics/interval.js';

/** An interval's bounds in small type, `88.4 – 93.4`; a bound that the data do not give is left open. */
export const Bounds = ({
  interval,
  format,
}: {
  readonly interval: Interval | null;
  readonly format: (value: number) => string;
}): VNode | null => {
  if (!interval) return null;
  const { lower, upper } = interval;
  const text =
    lower !== null && upper !== null
      ? `${format(lower)} – ${format(upper)}`
      : lower !== null
        ? `at least ${format(lower)}`
        : upper !== null
          ? `at most ${format(upper)}`
          : 'too few to tell';
  return (
    <span class="bounds" title="95 % confidence interval">
      <span class="hidden">, 95 % interval </span>
      {text}
    </span>
  );
};
