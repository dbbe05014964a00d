import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { newestFirst, type SeenRelease } from './newest-first.js';

/** A release and when anything of it was first and last seen, within `HISTORY` before the range's end. */
export interface KnownRelease extends SeenRelease {
  /** Milliseconds since 1970. */
  readonly lastSeen: number;
}

/** How far back "first seen" looks: 90 days, in milliseconds. */
export const HISTORY: number = 90 * 86_400_000;

/** When some releases of a service and environment were seen, the newest first, whatever the range's start. */
export const knownReleases = async (
  store: Store,
  { to, service, environment }: EventFilter,
  releases: readonly string[],
): Promise<KnownRelease[]> => {
  const { sql, bindings } = matching({
    from: to - HISTORY,
    to,
    ...(service === undefined ? {} : { service }),
    ...(environment === undefined ? {} : { environment }),
  });
  const rows = await store.query<KnownRelease>(
    `SELECT
       toString(Release) AS release,
       toUnixTimestamp64Milli(min(Timestamp)) AS firstSeen,
       toUnixTimestamp64Milli(max(Timestamp)) AS lastSeen
     FROM sonde_events
     WHERE ${sql} AND Release IN {releases:Array(String)}
     GROUP BY release`,
    { ...bindings, releases },
  );
  return newestFirst(rows);
};
