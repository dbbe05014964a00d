import type { Store } from '../store/store.js';
import { BUCKET, bucketBindings, dense } from './bucket.js';
import { type EventFilter, matching } from './event-filter.js';
import { groupBy } from './group-by.js';
import { HISTORY } from './known-releases.js';
import { newestFirst, type SeenRelease } from './newest-first.js';
import type { TimeRange } from './time-range.js';

/** Exceptions of one fingerprint. */
export interface ExceptionGroup {
  readonly fingerprint: string;
  /** Type and message of the latest. */
  readonly type: string;
  readonly message: string;
  /** Occurrences in the range, collapsed storms counted in full. */
  readonly count: number;
  readonly sessions: number;
  readonly visitors: number;
  /** Occurrences that the application caught and reported itself. */
  readonly handled: number;
  /** Milliseconds since 1970, within the 90 days before the range's end. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** The service that it was first seen in, and the oldest release of that in which it was seen within these 90 days. */
  readonly firstService: string;
  readonly firstRelease: string;
  /** The releases in which it occurs in the range, the oldest first. */
  readonly releases: readonly string[];
  /** Occurrences in each bucket of the range. */
  readonly trend: readonly number[];
}

/**
 * Exceptions by fingerprint, those that affect the most sessions first. Occurrences, sessions and visitors are those of
 * the range; since when and which release there is a fingerprint is looked up over 90 days, in any release or device.
 */
export const exceptions = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
  limit = 100,
): Promise<{ readonly groups: ExceptionGroup[]; readonly all: number }> => {
  const { sql, bindings } = matching({ ...filter, from: range.from, to: range.to });
  const rows = await store.query<
    Omit<ExceptionGroup, 'firstSeen' | 'firstService' | 'firstRelease' | 'trend'> & { all: number }
  >(
    `SELECT
       fingerprint,
       argMax(lastType, last) AS type,
       argMax(lastMessage, last) AS message,
       sum(occurrences) AS count,
       sumIf(weight, session != '') AS sessions,
       uniqExactIf(visitor, visitor != '') AS visitors,
       sum(handledOccurrences) AS handled,
       toUnixTimestamp64Milli(max(last)) AS lastSeen,
       groupUniqArrayArray(inReleases) AS releases,
       count() OVER () AS all
     FROM (
       SELECT
         Fingerprint AS fingerprint,
         SessionId AS session,
         max(VisitorId) AS visitor,
         min(Weight) AS weight,
         argMax(LogAttributes['exception.type'], Timestamp) AS lastType,
         argMax(LogAttributes['exception.message'], Timestamp) AS lastMessage,
         sum(Weight * Occurrences) AS occurrences,
         sumIf(Weight * Occurrences, LogAttributes['sonde.exception.handled'] = 'true') AS handledOccurrences,
         max(Timestamp) AS last,
         groupUniqArray(toString(Release)) AS inReleases
       FROM sonde_events
       WHERE ${sql} AND EventName = 'exception'
       GROUP BY fingerprint, session
     )
     GROUP BY fingerprint
     ORDER BY sessions DESC, count DESC, fingerprint
     LIMIT {limit:UInt32}`,
    { ...bindings, limit },
  );
  if (rows.length === 0) return { groups: [], all: 0 };
  const shown = rows.map(({ fingerprint }) => fingerprint);
  const history = matching({
    from: range.to - HISTORY,
    to: range.to,
    ...(filter.service === undefined ? {} : { service: filter.service }),
    ...(filter.environment === undefined ? {} : { environment: filter.environment }),
  });
  const firsts = groupBy(
    await store.query<SeenRelease & { fingerprint: string; service: string }>(
      `SELECT
         Fingerprint AS fingerprint,
         toString(ServiceName) AS service,
         toString(Release) AS release,
         toUnixTimestamp64Milli(min(Timestamp)) AS firstSeen
       FROM sonde_events
       WHERE ${history.sql} AND EventName = 'exception' AND Fingerprint IN {shown:Array(String)}
       GROUP BY fingerprint, service, release`,
      { ...history.bindings, shown },
    ),
    ({ fingerprint }) => fingerprint,
  );
  const trends = await store.query<{ fingerprint: string; bucket: number; count: number }>(
    `SELECT Fingerprint AS fingerprint, ${BUCKET} AS bucket, sum(Weight * Occurrences) AS count
     FROM sonde_events
     WHERE ${sql} AND EventName = 'exception' AND Fingerprint IN {shown:Array(String)}
     GROUP BY fingerprint, bucket`,
    { ...bindings, ...bucketBindings(range), shown },
  );
  return {
    all: rows[0]?.all ?? 0,
    groups: rows.map(({ all: _, ...row }) => {
      const oldestFirst = newestFirst(firsts.get(row.fingerprint) ?? []).reverse();
      const first = oldestFirst.reduce<(typeof oldestFirst)[number] | undefined>(
        (least, one) => (least && least.firstSeen <= one.firstSeen ? least : one),
        undefined,
      );
      const inRange = new Set(row.releases);
      return {
        ...row,
        firstSeen: first?.firstSeen ?? row.lastSeen,
        firstService: first?.service ?? '',
        firstRelease: oldestFirst.find(({ service }) => service === first?.service)?.release ?? '',
        releases: [...new Set(oldestFirst.map(({ release }) => release))].filter(
          (release) => release !== '' && inRange.has(release),
        ),
        trend: dense(
          trends.filter(({ fingerprint }) => fingerprint === row.fingerprint),
          range,
          ({ count }) => count,
          0,
        ),
      };
    }),
  };
};
