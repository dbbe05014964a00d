import type { Store } from '../store/store.js';
import { CRASHED, crashedSessions, crashesTold } from './crashed-sessions.js';
import { type EventFilter, received } from './event-filter.js';

/** Tabs that crashed on one page, after one feature, for one reason. What nobody said is empty. */
export interface CrashGroup {
  /** Such as `/products/:id`. */
  readonly page: string;
  /** The last feature that was used before; known where the browser reports the crash. */
  readonly feature: string;
  /** Why, as the browser says it: `oom`, `unresponsive`; empty for a crash it knows no reason of, and for an estimate. */
  readonly reason: string;
  /** Of the events `crash`, told by the next visit or by the browser. */
  readonly crashes: number;
  /** Those of them that are estimates: a browser that was killed, or a power failure, leaves the same mark. */
  readonly estimated: number;
  /** Milliseconds since 1970. */
  readonly lastSeen: number;
}

const PAGE = `if(LogAttributes['sonde.crash.page'] != '', LogAttributes['sonde.crash.page'], LogAttributes['url.template'])`;

/**
 * Where tabs crashed, most often first. Of a release, environment or device are those whose session had it, so that crashes
 * of unknown sessions are in none.
 */
export const crashes = async (
  store: Store,
  filter: EventFilter,
  limit = 10,
): Promise<{ readonly crashes: CrashGroup[]; readonly all: number }> => {
  const { release, environment, device } = filter;
  const ofRelease = release === undefined ? '' : ' WHERE release = {release:String}';
  const isAny = release === undefined && environment === undefined && device === undefined;
  const rows = await store.query<CrashGroup & { all: number }>(
    `SELECT
       ${PAGE} AS page,
       LogAttributes['feature.id'] AS feature,
       LogAttributes['sonde.crash.reason'] AS reason,
       count() AS crashes,
       countIf(LogAttributes['sonde.crash.estimated'] = 'true') AS estimated,
       toUnixTimestamp64Milli(max(Timestamp)) AS lastSeen,
       count() OVER () AS all
     FROM sonde_events
     WHERE ${crashesTold(filter).sql}
     ${isAny ? '' : `AND ${CRASHED} IN (SELECT session FROM (${crashedSessions(filter).sql})${ofRelease})`}
     GROUP BY page, feature, reason
     ORDER BY crashes DESC, page, feature, reason
     LIMIT {limit:UInt32}`,
    { ...received(filter).bindings, limit },
  );
  return { all: rows[0]?.all ?? 0, crashes: rows.map(({ all: _, ...group }) => group) };
};
