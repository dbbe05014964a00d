import type { Store } from '../store/store.js';
import { type Condition, type EventFilter, matching, received } from './event-filter.js';

/** The session that crashed: an estimate and a browser's own report name it each in its way. Empty where none is known. */
export const CRASHED: string = `if(LogAttributes['sonde.crash.session'] != '', LogAttributes['sonde.crash.session'], LogAttributes['session.id'])`;

/** How far back a session's own events are looked for: it lasts no longer than a day. */
const LONGEST = 86_400_000;

/** The events `crash` of a range. Who told them had another release, environment and device than what crashed. */
export const crashesTold = ({ from, to, service }: EventFilter): Condition => {
  const { sql, bindings } = received({ from, to, ...(service === undefined ? {} : { service }) });
  return { sql: `${sql} AND EventName = 'crash'`, bindings };
};

/** Whether any crash of the range names the session that crashed, without which it can be laid to none. */
export const knowsCrashes = async (store: Store, filter: EventFilter): Promise<boolean> => {
  const { sql, bindings } = crashesTold(filter);
  const [row] = await store.query<{ crashes: number }>(
    `SELECT count() AS crashes FROM sonde_events WHERE ${sql} AND ${CRASHED} != ''`,
    bindings,
  );
  return row !== undefined && row.crashes > 0;
};

/**
 * The sessions whose tab crashed in the range, as a subquery with the columns `release` and `session`: the release that the
 * browser's report names, else the last that the session had by then. A mark is up to a minute older than the crash, and a
 * session goes on, perhaps by the next release, when the visitor loads the page again.
 *
 * The crash itself is told by who comes after (`FIRST_HAND`); what the filter asks of a release is not asked here.
 */
export const crashedSessions = ({ release: _, ...filter }: EventFilter): Condition => {
  const told = crashesTold(filter);
  const own = matching(filter, LONGEST);
  return {
    sql: `SELECT
        if(named != '', named, toString(argMaxIf(Release, Timestamp, Timestamp <= time + INTERVAL 1 MINUTE))) AS release,
        SessionId AS session
      FROM sonde_events
      INNER JOIN (
        SELECT
          ${CRASHED} AS crashed,
          max(Timestamp) AS time,
          anyIf(toString(Release), LogAttributes['sonde.crash.estimated'] != 'true') AS named
        FROM sonde_events WHERE ${told.sql} AND crashed != '' GROUP BY crashed
      ) AS crashes ON SessionId = crashed
      WHERE ${own.sql} AND Release != ''
      GROUP BY SessionId, named, time`,
    bindings: own.bindings,
  };
};
