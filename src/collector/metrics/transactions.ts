import { difference } from '../statistics/difference.js';
import { effectiveSize } from '../statistics/effective-size.js';
import type { Interval } from '../statistics/interval.js';
import { intervalOnGrid, quantileGrid } from '../statistics/quantile-grid.js';
import type { Store } from '../store/store.js';
import type { EventFilter } from './event-filter.js';
import { MOST_LISTED } from './most-listed.js';
import { sessionShare } from './session-share.js';
import { previousRange, type TimeRange } from './time-range.js';
import { transactionEnds, WHOLE_WEIGHT } from './transaction-ends.js';
import {
  type OutcomeSums,
  outcomeSums,
  type TransactionShares,
  transactionShares,
} from './transaction-shares.js';

/** What visitors set out to do under one name, and how it ended. */
export interface TransactionSummary extends TransactionShares {
  readonly name: string;
  /** The succeeded share less that of the range before; `null` where there was none. */
  readonly change: Interval | null;
  /** Milliseconds in which half of those that succeeded did so; `null` where no duration is known. */
  readonly median: number | null;
  /** The same of three in four, with its interval. */
  readonly p75: Interval | null;
}

/**
 * Transactions by name, those that ended most often first, 500 at most: how many ended, which shares succeeded, failed and
 * were abandoned, how long those took that succeeded, and how the succeeded share changed against the range before.
 * Weighted, with the intervals that the number of transactions behind them allows.
 */
export const transactions = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
  limit: number = MOST_LISTED,
): Promise<{ readonly transactions: TransactionSummary[]; readonly all: number }> => {
  const before = previousRange(range);
  const { sql, bindings } = transactionEnds({ ...filter, from: before.from, to: range.to });
  const levels = quantileGrid();
  const timed = `isCurrent AND outcome = 'succeeded' AND duration >= 0`;
  const rows = await store.query<
    OutcomeSums & {
      name: string;
      endedBefore: number;
      endedBeforeSquares: number;
      succeededBefore: number;
      succeededBeforeSquares: number;
      timed: number;
      timedSquares: number;
      quantiles: number[];
      all: number;
    }
  >(
    `SELECT
       name,
       ${outcomeSums('isCurrent')},
       sumIf(Weight, isBefore) AS endedBefore,
       sumIf(Weight * Weight, isBefore) AS endedBeforeSquares,
       sumIf(Weight, isBefore AND outcome = 'succeeded') AS succeededBefore,
       sumIf(Weight * Weight, isBefore AND outcome = 'succeeded') AS succeededBeforeSquares,
       sumIf(Weight, ${timed}) AS timed,
       sumIf(Weight * Weight, ${timed}) AS timedSquares,
       quantilesExactWeightedIf(${[0.5, ...levels]})(duration, ${WHOLE_WEIGHT}, ${timed}) AS quantiles,
       count() OVER () AS all
     FROM (
       SELECT
         *,
         Timestamp >= fromUnixTimestamp64Milli({current:Int64}) AS isCurrent,
         Timestamp < fromUnixTimestamp64Milli({previousEnd:Int64}) AS isBefore
       FROM (${sql})
     )
     GROUP BY name
     HAVING ended > 0
     ORDER BY ended DESC, name
     LIMIT {limit:UInt32}`,
    { ...bindings, current: range.from, previousEnd: before.to, limit },
  );
  const summaries = rows.map((row) => {
    const shares = transactionShares(row);
    const succeededBefore = sessionShare({
      all: row.endedBefore,
      allSquares: row.endedBeforeSquares,
      part: row.succeededBefore,
      partSquares: row.succeededBeforeSquares,
    });
    const [median = null, ...quantiles] = row.quantiles;
    const isTimed = row.timed > 0;
    return {
      name: row.name,
      ...shares,
      change: shares.succeeded && succeededBefore && difference(shares.succeeded, succeededBefore),
      median: isTimed ? median : null,
      p75: isTimed ? intervalOnGrid(levels, quantiles, effectiveSize(row.timed, row.timedSquares)) : null,
    };
  });
  return { transactions: summaries, all: rows[0]?.all ?? 0 };
};
