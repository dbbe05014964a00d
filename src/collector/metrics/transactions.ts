import { difference } from '../statistics/difference.js';
import { effectiveSize } from '../statistics/effective-size.js';
import type { Interval } from '../statistics/interval.js';
import { intervalOnGrid, quantileGrid } from '../statistics/quantile-grid.js';
import type { Store } from '../store/store.js';
import type { EventFilter } from './event-filter.js';
import { MOST_LISTED } from './most-listed.js';
import { previousRange, type TimeRange } from './time-range.js';
import { GOES_ON, transactionEnds } from './transaction-ends.js';
import {
  type OutcomeSums,
  outcomeSums,
  type TransactionShares,
  transactionShares,
} from './transaction-shares.js';
import { WHOLE_WEIGHT } from './whole-weight.js';

/** What visitors set out to do under one name, and how it ended. */
export interface TransactionSummary extends TransactionShares {
  readonly name: string;
  /** How many services have one of that name. */
  readonly services: number;
  /**
   * The succeeded share less that of the range before; `null` where there was none, or where it is of other transactions:
   * without the plugin `transactions` none counts as abandoned, so that more seem to succeed.
   */
  readonly change: Interval | null;
  /** Milliseconds in which half of those that succeeded did so; `null` where no duration is known. */
  readonly median: number | null;
  /** The same of three in four, with its interval. */
  readonly p75: Interval | null;
}

/** So much may the share of those that the plugin tells differ between two ranges that are compared. */
const MOST_UNLIKE = 0.05;

/**
 * Transactions by name, those that ended most often first, 500 at most: how many ended, which shares succeeded, failed and
 * were abandoned, how long those took that succeeded, and how the succeeded share changed against the range before.
 * Weighted, with the intervals that the number of transactions behind them allows.
 *
 * Of the range before no more is known than of this one: what is under way when a range ends counts as abandoned, and if
 * that were looked up afterwards for one of them alone, every range would seem worse than the last.
 *
 * @param name those of this name alone
 * @param now milliseconds since 1970: whether a transaction went on can be known until then.
 */
export const transactions = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
  { name, limit = MOST_LISTED, now = Date.now() }: { name?: string; limit?: number; now?: number } = {},
): Promise<{ readonly transactions: TransactionSummary[]; readonly all: number }> => {
  const own = transactionEnds({ ...filter, from: range.from, to: range.to }, { name });
  const levels = quantileGrid();
  const timed = `outcome = 'succeeded' AND duration >= 0`;
  const rows = await store.query<
    OutcomeSums & {
      name: string;
      services: number;
      timed: number;
      timedSquares: number;
      quantiles: number[];
      all: number;
    }
  >(
    `SELECT
       name,
       uniqExact(ServiceName) AS services,
       ${outcomeSums()},
       sumIf(Weight, ${timed}) AS timed,
       sumIf(Weight * Weight, ${timed}) AS timedSquares,
       quantilesExactWeightedIf(${[0.5, ...levels]})(duration, ${WHOLE_WEIGHT}, ${timed}) AS quantiles,
       count() OVER () AS all
     FROM (${own.sql})
     GROUP BY name
     ORDER BY ended DESC, name
     LIMIT {limit:UInt32}`,
    { ...own.bindings, limit },
  );
  const before = transactionEnds(
    { ...filter, ...previousRange(range) },
    { name, goesOn: Math.min(GOES_ON, Math.max(0, now - range.to)) },
  );
  const earlier = await store.query<OutcomeSums & { name: string }>(
    `SELECT name, ${outcomeSums()} FROM (${before.sql}) WHERE name IN {names:Array(String)} GROUP BY name`,
    { ...before.bindings, names: rows.map((row) => row.name) },
  );
  const earlierOf = new Map(earlier.map((row) => [row.name, row]));
  const summaries = rows.map((row) => {
    const shares = transactionShares(row);
    const last = earlierOf.get(row.name);
    const isLike = last && Math.abs(row.kept / row.ended - last.kept / last.ended) <= MOST_UNLIKE;
    const succeededBefore = isLike ? transactionShares(last).succeeded : null;
    const [median = null, ...quantiles] = row.quantiles;
    const isTimed = row.timed > 0;
    return {
      name: row.name,
      services: row.services,
      ...shares,
      change: shares.succeeded && succeededBefore && difference(shares.succeeded, succeededBefore),
      median: isTimed ? median : null,
      p75: isTimed ? intervalOnGrid(levels, quantiles, effectiveSize(row.timed, row.timedSquares)) : null,
    };
  });
  return { transactions: summaries, all: rows[0]?.all ?? 0 };
};
