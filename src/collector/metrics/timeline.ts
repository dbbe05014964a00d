import type { Store } from '../store/store.js';
import { BUCKET, bucketBindings, dense } from './bucket.js';
import { type EventFilter, matching } from './event-filter.js';
import { SESSION_WEIGHT } from './session-weight.js';
import { bucketStarts, previousRange, type TimeRange } from './time-range.js';

/** One figure in each bucket of the range, and in each bucket of the range before. */
export interface Series {
  readonly current: readonly (number | null)[];
  readonly previous: readonly (number | null)[];
}

/** The overview's figures over time. */
export interface Timeline {
  /** When each bucket starts: milliseconds since 1970. */
  readonly starts: readonly number[];
  readonly step: number;
  /**
   * Sessions that began in the bucket, or in which something was done in it: one that spans two buckets may be in both.
   */
  readonly sessions: Series;
  readonly visitors: Series;
  readonly pageViews: Series;
  /** Between 0 and 1; `null` where there is no session. */
  readonly errorFree: Series;
  readonly featureUses: Series;
}

interface Row {
  bucket: number;
  sessions: number;
  visitors: number;
  pageViews: number;
  failing: number;
  featureUses: number;
}

/** The figures of `totals` in each bucket, weighted the same way. */
export const timeline = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
): Promise<Timeline> => {
  const { sql, bindings } = matching({ ...filter, from: previousRange(range).from, to: range.to });
  const rows = await store.query<Row>(
    `SELECT
       bucket,
       sumIf(weight, SessionId != '') AS sessions,
       uniqExactIf(visitor, visitor != '') AS visitors,
       sum(views) AS pageViews,
       sumIf(failingWeight, SessionId != '') AS failing,
       sum(uses) AS featureUses
     FROM (
       SELECT
         ${BUCKET} AS bucket,
         SessionId,
         ${SESSION_WEIGHT} AS weight,
         if(weight > 0, max(VisitorId), '') AS visitor,
         sumIf(Weight, EventName = 'page_view') AS views,
         minIf(Weight, EventName = 'exception') AS failingWeight,
         sumIf(Weight, EventName = 'feature.used') AS uses
       FROM sonde_events WHERE ${sql}
       GROUP BY bucket, SessionId
     )
     GROUP BY bucket`,
    { ...bindings, ...bucketBindings(range) },
  );
  const series = (value: (row: Row) => number | null, empty: number | null): Series => ({
    current: dense(rows, range, value, empty),
    previous: dense(rows, range, value, empty, range.buckets),
  });
  return {
    starts: bucketStarts(range),
    step: range.step,
    sessions: series((row) => row.sessions, 0),
    visitors: series((row) => row.visitors, 0),
    pageViews: series((row) => row.pageViews, 0),
    errorFree: series((row) => (row.sessions > 0 ? Math.max(0, 1 - row.failing / row.sessions) : null), null),
    featureUses: series((row) => row.featureUses, 0),
  };
};
