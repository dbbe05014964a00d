import type { Store } from '../store/store.js';
import type { EventFilter } from './event-filter.js';
import { MOST_LISTED } from './most-listed.js';
import { transactionEnds } from './transaction-ends.js';
import {
  type OutcomeSums,
  outcomeSums,
  type TransactionShares,
  transactionShares,
} from './transaction-shares.js';

/** How one transaction ended under one release. */
export interface TransactionRelease extends TransactionShares {
  /** Empty where unknown. */
  readonly release: string;
}

/** How the transactions of a name ended, by the release under which they did; weighted as in `transactions`. */
export const transactionReleases = async (
  store: Store,
  filter: EventFilter,
  name: string,
  limit: number = MOST_LISTED,
): Promise<{ readonly releases: TransactionRelease[]; readonly all: number }> => {
  const { sql, bindings } = transactionEnds(filter, { name });
  const rows = await store.query<OutcomeSums & { release: string; all: number }>(
    `SELECT toString(Release) AS release, ${outcomeSums()}, count() OVER () AS all
     FROM (${sql})
     GROUP BY release
     ORDER BY ended DESC, release
     LIMIT {limit:UInt32}`,
    { ...bindings, limit },
  );
  return {
    releases: rows.map((row) => ({ release: row.release, ...transactionShares(row) })),
    all: rows[0]?.all ?? 0,
  };
};
