import type { VNode } from 'preact';
import { loneValues } from '../chart/lone-values.js';
import type { Formats } from '../formats.js';

/** A share as a bar beside its number; the number is the text, so the bar is decoration. */
export const Meter = ({
  share,
  tone = 'accent',
}: {
  readonly share: number;
  readonly tone?: string;
}): VNode => (
  <svg class="meter" height="6" aria-hidden="true" focusable="false">
    <rect class="meter-track" width="100%" height="6" rx="3" />
    <rect class={`fill-${tone}`} width={`${Math.max(0, Math.min(1, share)) * 100}%`} height="6" rx="3" />
  </svg>
);

/** Good, middling and poor page loads as one bar, with its numbers as its name. */
export const RatingBar = ({
  good,
  needsImprovement,
  poor,
  formats,
}: {
  readonly good: number;
  readonly needsImprovement: number;
  readonly poor: number;
  readonly formats: Formats;
}): VNode => {
  const text = `${formats.percent(good, 0)} good, ${formats.percent(needsImprovement, 0)} need improvement, ${formats.percent(poor, 0)} poor`;
  const gap = (share: number): number => (share > 0 ? share * 100 : 0);
  return (
    <svg class="rating-bar" height="8" role="img" aria-label={text}>
      <title>{text}</title>
      <rect class="fill-good" width={`${gap(good)}%`} height="8" />
      <rect
        class="fill-needs-improvement"
        x={`${gap(good)}%`}
        width={`${gap(needsImprovement)}%`}
        height="8"
      />
      <rect class="fill-poor" x={`${gap(good + needsImprovement)}%`} width={`${gap(poor)}%`} height="8" />
      {[good, good + needsImprovement].map((edge) =>
        edge > 0 && edge < 1 ? (
          <line
            key={edge}
            class="rating-bar-edge"
            x1={`${edge * 100}%`}
            x2={`${edge * 100}%`}
            y1="0"
            y2="8"
          />
        ) : null,
      )}
    </svg>
  );
};

/**
 * A figure's course in a word's space: a line with its gaps, and a dot for a value without a neighbour. To a last bucket that
 * is still filling the line is dotted, so that it is not taken for a fall.
 */
export const Sparkline = ({
  values,
  filling = false,
  tone = 'accent',
}: {
  readonly values: readonly (number | null)[];
  readonly filling?: boolean;
  readonly tone?: string;
}): VNode => {
  const top = Math.max(0, ...values.map((value) => value ?? 0)) || 1;
  const width = Math.max(1, values.length - 1);
  const place = (at: number): string =>
    `${(at / width) * 100},${(30 - ((values[at] ?? 0) / top) * 28).toFixed(2)}`;
  const begins = (at: number): boolean => (values[at - 1] ?? null) === null;
  const last = values.length - 1;
  const dotted = filling && !begins(last) && (values[last] ?? null) !== null;
  const line = values.map((value, at) =>
    value === null || (dotted && at === last) ? '' : `${begins(at) ? 'M' : 'L'}${place(at)}`,
  );
  const dots = loneValues(values).map((at) => `M${place(at)}h0`);
  return (
    <svg
      class={`sparkline line-${tone}`}
      viewBox="0 0 100 31"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {line.some(Boolean) ? <path d={line.join('')} /> : <line x1="0" x2="100" y1="30" y2="30" />}
      {dotted ? <path class="sparkline-filling" d={`M${place(last - 1)}L${place(last)}`} /> : null}
      {dots.length > 0 ? <path class="sparkline-dots" d={dots.join('')} /> : null}
    </svg>
  );
};
