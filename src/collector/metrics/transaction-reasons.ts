import type { Store } from '../store/store.js';
import type { EventFilter } from './event-filter.js';
import { type TransactionOutcome, transactionEnds } from './transaction-ends.js';

/** Why transactions of one name failed, or were abandoned. */
export interface TransactionReason {
  readonly outcome: Exclude<TransactionOutcome, 'succeeded'>;
  /** The application's own words; `left`, `timeout` or `parent ended` where it was abandoned. Empty where none was given. */
  readonly reason: string;
  readonly count: number;
  /** Of those with that outcome, between 0 and 1. */
  readonly share: number;
  /** How many reasons that outcome has. */
  readonly all: number;
}

/** Why the transactions of a name did not succeed, the most frequent reasons of either outcome first; weighted. */
export const transactionReasons = async (
  store: Store,
  filter: EventFilter,
  name: string,
  limit = 50,
): Promise<TransactionReason[]> => {
  const { sql, bindings } = transactionEnds(filter, { name });
  return store.query<TransactionReason>(
    `SELECT
       outcome,
       reason,
       sum(Weight) AS count,
       count / sum(count) OVER (PARTITION BY outcome) AS share,
       count() OVER (PARTITION BY outcome) AS all
     FROM (${sql})
     WHERE outcome != 'succeeded'
     GROUP BY outcome, reason
     ORDER BY outcome DESC, count DESC, reason
     LIMIT {limit:UInt32} BY outcome`,
    { ...bindings, limit },
  );
};
