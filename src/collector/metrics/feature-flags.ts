import type { Interval } from '../statistics/interval.js';
import { wilson } from '../statistics/wilson.js';
import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { type Share, sessionShare } from './session-share.js';

/** How one feature is used by those for whom a flag had one of its variants. */
export interface FeatureFlag {
  readonly flag: string;
  /** Its variant, or its value where the provider names no variant. */
  readonly variant: string;
  /** Sessions in which the flag was found to be so, whether they came to see the feature or not. */
  readonly eligibleSessions: number;
  readonly usedSessions: number;
  /** Used over eligible, by session. */
  readonly adoption: Share | null;
  readonly eligibleVisitors: number;
  readonly usedVisitors: number;
  /** Used over eligible, by visitor; visitors are counted, not weighted. */
  readonly visitorAdoption: Interval | null;
}

/**
 * Who could have used a feature, by the flags that were evaluated in their sessions: a flag that shows the feature splits
 * people into those who had it and those who had not, and adoption is what those who had it made of it. The flag that is
 * named as the feature comes first, then those of the most sessions. A session that saw two variants counts for both.
 *
 * Weighted as in `features`; a session that is known to have had the flag and used the feature weighs what the rarer kept of
 * the two weighs.
 */
export const featureFlags = async (
  store: Store,
  filter: EventFilter,
  feature: string,
  limit = 30,
): Promise<FeatureFlag[]> => {
  const { sql, bindings } = matching(filter);
  const rows = await store.query<{
    flag: string;
    variant: string;
    eligible: number;
    eligibleSquares: number;
    used: number;
    usedSquares: number;
    eligibleVisitors: number;
    usedVisitors: number;
  }>(
    `SELECT
       flag, variant,
       sum(weight) AS eligible,
       sum(weight * weight) AS eligibleSquares,
       sumIf(greatest(weight, usedWeight), usedWeight > 0) AS used,
       sumIf(pow(greatest(weight, usedWeight), 2), usedWeight > 0) AS usedSquares,
       uniqExactIf(visitor, visitor != '') AS eligibleVisitors,
       uniqExactIf(visitor, visitor != '' AND usedWeight > 0) AS usedVisitors
     FROM (
       SELECT
         LogAttributes['feature_flag.key'] AS flag,
         if(LogAttributes['feature_flag.result.variant'] != '',
           LogAttributes['feature_flag.result.variant'], LogAttributes['feature_flag.result.value']) AS variant,
         SessionId,
         max(VisitorId) AS visitor,
         min(Weight) AS weight
       FROM sonde_events
       WHERE ${sql} AND EventName = 'feature_flag.evaluation' AND SessionId != ''
       GROUP BY flag, variant, SessionId
     ) AS evaluated
     LEFT JOIN (
       SELECT SessionId, min(Weight) AS usedWeight
       FROM sonde_events
       WHERE ${sql} AND EventName = 'feature.used' AND FeatureId = {feature:String}
       GROUP BY SessionId
     ) AS uses USING (SessionId)
     WHERE flag != ''
     GROUP BY flag, variant
     ORDER BY flag != {feature:String}, eligible DESC, flag, variant
     LIMIT {limit:UInt32}`,
    { ...bindings, feature, limit },
  );
  return rows.map((row) => ({
    flag: row.flag,
    variant: row.variant,
    eligibleSessions: row.eligible,
    usedSessions: row.used,
    adoption: sessionShare({
      all: row.eligible,
      allSquares: row.eligibleSquares,
      part: row.used,
      partSquares: row.usedSquares,
    }),
    eligibleVisitors: row.eligibleVisitors,
    usedVisitors: row.usedVisitors,
    visitorAdoption: wilson(row.usedVisitors, row.eligibleVisitors),
  }));
};
