import type { Store } from '../store/store.js';
import { CRASHED } from './crashed-sessions.js';
import { type EventFilter, matching, received } from './event-filter.js';

/** Tabs that crashed on one page. What nobody said is empty. */
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
 * Where tabs crashed, the pages with the most crashes first. A crash is told by who comes after: of a release, environment or
 * device are those whose session had it.
 */
export const crashes = async (
  store: Store,
  filter: EventFilter,
  limit = 10,
): Promise<{ readonly crashes: CrashGroup[]; readonly all: number }> => {
  const { from, to, service, ...ofSession } = filter;
  const told = received({ from, to, ...(service === undefined ? {} : { service }) });
  const own = matching(filter);
  const isAny = Object.values(ofSession).every((value) => value === undefined);
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
     WHERE ${told.sql} AND EventName = 'crash'
     ${isAny ? '' : `AND ${CRASHED} IN (SELECT SessionId FROM sonde_events WHERE ${own.sql} AND SessionId != '')`}
     GROUP BY page, feature, reason
     ORDER BY crashes DESC, page, feature, reason
     LIMIT {limit:UInt32}`,
    { ...own.bindings, limit },
  );
  return { all: rows[0]?.all ?? 0, crashes: rows.map(({ all: _, ...group }) => group) };
};
