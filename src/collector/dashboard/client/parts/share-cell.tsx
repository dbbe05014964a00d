import type { VNode } from 'preact';
import type { Interval } from '../../../statistics/interval.js';
import type { Formats } from '../formats.js';
import { Meter } from './bars.js';
import { Bounds } from './interval.js';

/** A share in a table: in figures, with its 95 % interval below, and as a bar where it is to be compared by eye. */
export const ShareCell = ({
  share,
  formats,
  tone,
}: {
  readonly share: Interval | null;
  readonly formats: Formats;
  /** The bar's colour; without it there is none. */
  readonly tone?: string;
}): VNode => (
  <span class="stacked">
    {formats.percent(share?.estimate)}
    <Bounds interval={share} format={(bound) => formats.percent(bound)} />
    {share && tone ? <Meter share={share.estimate} tone={tone} /> : null}
  </span>
);
