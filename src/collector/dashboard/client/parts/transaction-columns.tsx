import type { TransactionShares } from '../../../metrics/transaction-shares.js';
import type { Formats } from '../formats.js';
import type { Column } from './data-table.js';
import { ShareCell } from './share-cell.js';

/** The columns that transactions have, whatever they are split by. */
export const transactionColumns = (
  formats: Formats,
): Readonly<Record<'ended' | 'succeeded' | 'failed' | 'abandoned', Column<TransactionShares>>> => ({
  ended: {
    key: 'ended',
    title: 'Ended',
    help: 'Those that succeeded, failed or were abandoned; those that were left within the last half hour may go on',
    figures: true,
    cell: ({ ended, mayGoOn }) => (
      <span class="stacked">
        {formats.count(ended)}
        {mayGoOn > 0 ? (
          <span class="bounds">
            <span class="hidden">, of these </span>
            {formats.count(mayGoOn)} may go on
          </span>
        ) : null}
      </span>
    ),
    sort: ({ ended }) => ended,
  },
  succeeded: {
    key: 'succeeded',
    title: 'Success rate',
    help: 'Of those that ended, those that succeeded',
    figures: true,
    cell: ({ succeeded }) => <ShareCell share={succeeded} formats={formats} tone="good" />,
    sort: ({ succeeded }) => succeeded?.estimate ?? null,
  },
  failed: {
    key: 'failed',
    title: 'Failure rate',
    figures: true,
    cell: ({ failed }) => <ShareCell share={failed} formats={formats} />,
    sort: ({ failed }) => failed?.estimate ?? null,
  },
  abandoned: {
    key: 'abandoned',
    title: 'Abandonment rate',
    help: 'Not known where the plugin transactions() is missing',
    figures: true,
    cell: ({ abandoned }) => (abandoned ? <ShareCell share={abandoned} formats={formats} /> : 'not known'),
    sort: ({ abandoned }) => abandoned?.estimate ?? null,
  },
});
