import type { VNode } from 'preact';
import type { Interval } from '../../../statistics/interval.js';

/** `96.3 % – 97.5 %` with the unit said once: `96.3 – 97.5 %` */
const between = (lower: string, upper: string): string => {
  const unit = /\u202f\D+$/.exec(upper)?.[0] ?? '';
  return `${unit !== '' && lower.endsWith(unit) ? lower.slice(0, -unit.length) : lower} – ${upper}`;
};

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
      ? between(format(lower), format(upper))
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
