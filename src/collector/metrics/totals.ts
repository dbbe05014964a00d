import type { Store } from '../store/store.js';
import { type EventFilter, FIRST_HAND, received } from './event-filter.js';
import { complement, type Share, sessionShare } from './session-share.js';
import { SESSION_WEIGHT } from './session-weight.js';
import { previousRange, type TimeRange } from './time-range.js';

/** What happened in a span of time. */
export interface Totals {
  /** Sessions in which somebody was there, estimated where sampled. */
  readonly sessions: number;
  /** Distinct visitors among those that allowed analytics; counted, not estimated: where sessions are sampled, at least so many. */
  readonly visitors: number;
  readonly pageViews: number;
  /** The share of sessions without a single exception, handled or not. */
  readonly errorFree: Share | null;
  /** Exceptions, collapsed storms counted in full. */
  readonly exceptions: number;
  /** Uses of features, and how many different features that were. */
  readonly featureUses: number;
  readonly featuresUsed: number;
  /** All events received, also those of what had ended by then, not weighted. */
  readonly events: number;
}

interface Row {
  current: number;
  sessions: number;
  squares: number;
  visitors: number;
  pageViews: number;
  failing: number;
  failingSquares: number;
  featureUses: number;
  exceptions: number;
  featuresUsed: number;
  events: number;
}

const EMPTY = {
  sessions: 0,
  squares: 0,
  visitors: 0,
  pageViews: 0,
  failing: 0,
  failingSquares: 0,
  featureUses: 0,
  exceptions: 0,
  featuresUsed: 0,
  events: 0,
};

/**
 * The figures of a range and of the range before it, each session weighted by its most often kept event: under
 * consistent sampling the smallest weight is the inverse of the probability that the session was seen at all.
 */
export const totals = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
): Promise<{ readonly current: Totals; readonly previous: Totals }> => {
  const before = previousRange(range);
  const { sql, bindings } = received({ ...filter, from: before.from, to: range.to });
  const period = `Timestamp >= fromUnixTimestamp64Milli({firstBucket:Int64})`;
  const compared = `${sql} AND (${period} OR Timestamp < fromUnixTimestamp64Milli({previousEnd:Int64}))`;
  const rows = await store.query<Row>(
    `SELECT
       current,
       sumIf(weight, SessionId != '') AS sessions,
       sumIf(weight * weight, SessionId != '') AS squares,
       uniqExactIf(visitor, visitor != '') AS visitors,
       sum(views) AS pageViews,
       sumIf(failingWeight, SessionId != '') AS failing,
       sumIf(failingWeight * failingWeight, SessionId != '') AS failingSquares,
       sum(uses) AS featureUses,
       sum(occurrences) AS exceptions,
       uniqExactArray(features) AS featuresUsed,
       sum(events) AS events
     FROM (
       SELECT
         ${period} AS current,
         SessionId,
         ${SESSION_WEIGHT} AS weight,
         if(weight > 0, maxIf(VisitorId, ${FIRST_HAND}), '') AS visitor,
         sumIf(Weight, EventName = 'page_view') AS views,
         minIf(Weight, EventName = 'exception') AS failingWeight,
         sumIf(Weight, EventName = 'feature.used') AS uses,
         sumIf(Weight * Occurrences, EventName = 'exception') AS occurrences,
         groupUniqArrayIf(FeatureId, EventName = 'feature.used') AS features,
         count() AS events
       FROM sonde_events WHERE ${compared}
       GROUP BY current, SessionId
     )
     GROUP BY current`,
    { ...bindings, firstBucket: range.from, previousEnd: before.to },
  );
  const of = (current: boolean): Totals => {
    const row = rows.find((one) => Boolean(one.current) === current) ?? EMPTY;
    return {
      sessions: row.sessions,
      visitors: row.visitors,
      pageViews: row.pageViews,
      errorFree: complement(
        sessionShare({
          all: row.sessions,
          allSquares: row.squares,
          part: row.failing,
          partSquares: row.failingSquares,
        }),
      ),
      exceptions: row.exceptions,
      featureUses: row.featureUses,
      featuresUsed: row.featuresUsed,
      events: row.events,
    };
  };
  return { current: of(true), previous: of(false) };
};
