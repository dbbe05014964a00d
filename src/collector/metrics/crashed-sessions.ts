import type { Store } from '../store/store.js';
import { type EventFilter, matching, received } from './event-filter.js';
import type { ShareSums } from './session-share.js';
import { SESSION_WEIGHT } from './session-weight.js';

/** The sessions of a release that ended in a crash, as `sessionShare` takes them. */
export type CrashedSums = Pick<ShareSums, 'part' | 'partSquares'>;

/** The session that crashed: an estimate and a browser's own report name it each in its way. */
export const CRASHED: string = `if(LogAttributes['sonde.crash.session'] != '', LogAttributes['sonde.crash.session'], LogAttributes['session.id'])`;

/**
 * The sessions in the range whose tab crashed, by release; `undefined` where no crash was told, since nothing then says
 * that anybody would have told one. A session that was given another release while it lasted crashed under its last.
 *
 * The crash itself is told by who comes after, with the release, environment and device of that visit (`FIRST_HAND`): it
 * gives nothing but the session's id. Crashes are never sampled; a session of which nothing else was kept is not counted.
 */
export const crashedSessions = async (
  store: Store,
  filter: EventFilter,
): Promise<ReadonlyMap<string, CrashedSums> | undefined> => {
  const { from, to, service } = filter;
  const crashes = received({ from, to, ...(service === undefined ? {} : { service }) });
  const told = `sonde_events WHERE ${crashes.sql} AND EventName = 'crash'`;
  const [count] = await store.query<{ crashes: number }>(
    `SELECT count() AS crashes FROM ${told}`,
    crashes.bindings,
  );
  if (!count?.crashes) return undefined;
  const { sql, bindings } = matching(filter);
  const rows = await store.query<CrashedSums & { release: string }>(
    `SELECT release, sum(weight) AS part, sum(weight * weight) AS partSquares
     FROM (
       SELECT toString(argMax(Release, Timestamp)) AS release, ${SESSION_WEIGHT} AS weight
       FROM sonde_events
       WHERE ${sql} AND Release != '' AND SessionId IN (SELECT ${CRASHED} AS crashed FROM ${told} AND crashed != '')
       GROUP BY SessionId
     )
     GROUP BY release`,
    bindings,
  );
  return new Map(rows.map(({ release, part, partSquares }) => [release, { part, partSquares }]));
};
