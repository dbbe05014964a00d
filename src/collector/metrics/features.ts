import { effectiveSize } from '../statistics/effective-size.js';
import type { Interval } from '../statistics/interval.js';
import { wilson } from '../statistics/wilson.js';
import type { Store } from '../store/store.js';
import { BUCKET, bucketBindings, dense } from './bucket.js';
import { type EventFilter, matching } from './event-filter.js';
import { groupBy } from './group-by.js';
import { MOST_LISTED } from './most-listed.js';
import { type Share, sessionShare } from './session-share.js';
import type { TimeRange } from './time-range.js';

/** How a feature is found, tried and used. */
export interface FeatureSummary {
  readonly feature: string;
  /**
   * Sessions that could see it: those with `feature.exposed` or, since what is used was seen, `feature.used`; `null` where
   * exposure is not recorded at all.
   */
  readonly exposedSessions: number | null;
  readonly usedSessions: number;
  /** Used over exposed, by session; `null` where exposure is not recorded at all. */
  readonly adoption: Share | null;
  /** `null` as above. */
  readonly exposedVisitors: number | null;
  readonly usedVisitors: number;
  /** Used over exposed, by visitor; visitors are counted, not weighted: `null` where events are sampled, too. */
  readonly visitorAdoption: Interval | null;
  /** Visitors who used it in more than one session. */
  readonly returningVisitors: number;
  readonly uses: number;
  /** Uses in a session that used it at all; `null` where none did. */
  readonly usesPerSession: number | null;
  readonly completed: number;
  readonly failed: number;
  /** Failed over completed and failed; `null` where neither is recorded. */
  readonly failing: Interval | null;
}

/** A feature's uses over time. */
export interface FeatureTimeline {
  readonly feature: string;
  readonly uses: readonly number[];
  readonly usedSessions: readonly number[];
}

const EVENTS = `EventName IN ('feature.exposed', 'feature.used', 'feature.completed', 'feature.failed')`;

/** Weighted, and as sure as the number of events behind it allows. */
const failingOf = ({
  completed,
  failed,
  endedSquares,
}: Readonly<Record<'completed' | 'failed' | 'endedSquares', number>>): Interval | null => {
  const ended = completed + failed;
  const size = effectiveSize(ended, endedSquares);
  return ended > 0 ? wilson((failed / ended) * size, size) : null;
};

/**
 * The features that occur in the range, 500 at most, the most exposed first, and how many there are. A session that only
 * completed or failed counts neither as exposed nor as used. Weighted: a session weighs what its rarest kept event of that
 * feature weighs.
 */
export const features = async (
  store: Store,
  filter: EventFilter,
  limit: number = MOST_LISTED,
): Promise<{ readonly features: FeatureSummary[]; readonly all: number }> => {
  const { sql, bindings } = matching(filter);
  const rows = await store.query<{
    feature: string;
    recorded: number;
    exposedSessions: number;
    exposedSquares: number;
    usedSessions: number;
    usedSquares: number;
    exposedVisitors: number;
    usedVisitors: number;
    returningVisitors: number;
    uses: number;
    completed: number;
    failed: number;
    endedSquares: number;
    heaviest: number;
    all: number;
  }>(
    `SELECT
       feature,
       sum(recorded) AS recorded,
       sum(exposedWeight) AS exposedSessions,
       sum(exposedSquares) AS exposedSquares,
       sum(usedWeight) AS usedSessions,
       sum(usedSquares) AS usedSquares,
       countIf(visitor != '' AND exposedWeight > 0) AS exposedVisitors,
       countIf(visitor != '' AND usedWeight > 0) AS usedVisitors,
       countIf(visitor != '' AND usedIn > 1) AS returningVisitors,
       sum(uses) AS uses,
       sum(completed) AS completed,
       sum(failed) AS failed,
       sum(endedSquares) AS endedSquares,
       max(heaviest) AS heaviest,
       count() OVER () AS all
     FROM (
       SELECT
         feature,
         visitor,
         sum(recorded) AS recorded,
         sumIf(exposed, session != '') AS exposedWeight,
         sumIf(exposed * exposed, session != '') AS exposedSquares,
         sumIf(used, session != '') AS usedWeight,
         sumIf(used * used, session != '') AS usedSquares,
         countIf(used > 0 AND session != '') AS usedIn,
         sum(uses) AS uses,
         sum(completed) AS completed,
         sum(failed) AS failed,
         sum(endedSquares) AS endedSquares,
         max(heaviest) AS heaviest
       FROM (
         SELECT
           toString(FeatureId) AS feature,
           SessionId AS session,
           max(VisitorId) AS visitor,
           countIf(EventName = 'feature.exposed') AS recorded,
           minIf(Weight, EventName IN ('feature.exposed', 'feature.used')) AS exposed,
           minIf(Weight, EventName = 'feature.used') AS used,
           sumIf(Weight, EventName = 'feature.used') AS uses,
           sumIf(Weight, EventName = 'feature.completed') AS completed,
           sumIf(Weight, EventName = 'feature.failed') AS failed,
           sumIf(Weight * Weight, EventName IN ('feature.completed', 'feature.failed')) AS endedSquares,
           maxIf(Weight, EventName IN ('feature.exposed', 'feature.used')) AS heaviest
         FROM sonde_events
         WHERE ${sql} AND ${EVENTS}
         GROUP BY feature, session
       )
       GROUP BY feature, visitor
     )
     WHERE feature != ''
     GROUP BY feature
     ORDER BY exposedSessions DESC, feature
     LIMIT {limit:UInt32}`,
    { ...bindings, limit },
  );
  const summaries = rows.map((row) => ({
    feature: row.feature,
    exposedSessions: row.recorded === 0 ? null : row.exposedSessions,
    usedSessions: row.usedSessions,
    adoption:
      row.recorded === 0
        ? null
        : sessionShare({
            all: row.exposedSessions,
            allSquares: row.exposedSquares,
            part: row.usedSessions,
            partSquares: row.usedSquares,
          }),
    exposedVisitors: row.recorded === 0 ? null : row.exposedVisitors,
    usedVisitors: row.usedVisitors,
    visitorAdoption:
      row.recorded === 0 || row.heaviest > 1 ? null : wilson(row.usedVisitors, row.exposedVisitors),
    returningVisitors: row.returningVisitors,
    uses: row.uses,
    usesPerSession: row.usedSessions > 0 ? row.uses / row.usedSessions : null,
    completed: row.completed,
    failed: row.failed,
    failing: failingOf(row),
  }));
  return { features: summaries, all: rows[0]?.all ?? 0 };
};

/** The uses of the features used most, and the sessions that used them, in each bucket of the range; weighted. */
export const featuresTimeline = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
): Promise<FeatureTimeline[]> => {
  const { sql, bindings } = matching({ ...filter, from: range.from, to: range.to });
  const rows = await store.query<{ feature: string; bucket: number; uses: number; usedSessions: number }>(
    `SELECT feature, bucket, sum(uses) AS uses, sumIf(weight, session != '') AS usedSessions
     FROM (
       SELECT
         toString(FeatureId) AS feature,
         ${BUCKET} AS bucket,
         SessionId AS session,
         min(Weight) AS weight,
         sum(Weight) AS uses
       FROM sonde_events
       WHERE ${sql} AND EventName = 'feature.used' AND FeatureId IN (
         SELECT FeatureId FROM sonde_events WHERE ${sql} AND EventName = 'feature.used' AND FeatureId != ''
         GROUP BY FeatureId ORDER BY count() DESC LIMIT {most:UInt32}
       )
       GROUP BY feature, bucket, session
     )
     GROUP BY feature, bucket`,
    { ...bindings, ...bucketBindings(range), most: MOST_LISTED },
  );
  const rowsOf = [...groupBy(rows, ({ feature }) => feature)];
  return rowsOf
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([feature, own]) => ({
      feature,
      uses: dense(own, range, (row) => row.uses, 0),
      usedSessions: dense(own, range, (row) => row.usedSessions, 0),
    }));
};
