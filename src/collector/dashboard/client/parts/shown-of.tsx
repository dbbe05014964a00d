import type { VNode } from 'preact';
import type { Formats } from '../formats.js';

/** How many of all a list shows. Nothing where it shows all, or none is known yet. */
export const ShownOf = ({
  shown,
  all = 0,
  formats,
}: {
  readonly shown: number;
  readonly all: number | undefined;
  readonly formats: Formats;
}): VNode | null =>
  all > shown ? (
    <span class="aside">
      {shown} of {formats.count(all)}
    </span>
  ) : null;
