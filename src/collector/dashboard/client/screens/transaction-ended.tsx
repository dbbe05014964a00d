import type { VNode } from 'preact';
import type { TransactionShares } from '../../../metrics/transaction-shares.js';
import type { Formats } from '../formats.js';

/** How many ended, and of how many that may not be the last word. */
export const Ended = ({
  row: { ended, mayGoOn },
  formats,
}: {
  readonly row: TransactionShares;
  readonly formats: Formats;
}): VNode => (
  <span class="stacked">
    {formats.count(ended)}
    {mayGoOn > 0 ? (
      <span class="bounds" title="Left within the last half hour: abandoned so far">
        <span class="hidden">, of these </span>
        {formats.count(mayGoOn)} may go on
      </span>
    ) : null}
  </span>
);
