import { countInterval } from '../statistics/count-interval.js';
import { effectiveSize } from '../statistics/effective-size.js';
import type { Interval } from '../statistics/interval.js';
import type { Store } from '../store/store.js';
import { crashedSessions, knowsCrashes } from './crashed-sessions.js';
import { type EventFilter, matching } from './event-filter.js';
import { groupBy } from './group-by.js';
import { type KnownRelease, knownReleases } from './known-releases.js';
import { MOST_LISTED } from './most-listed.js';
import { complement, type Share, sessionShare } from './session-share.js';
import { SESSION_WEIGHT } from './session-weight.js';
import { type VitalSummary, vitals } from './vitals.js';

/** A release and how its sessions went. */
export interface ReleaseSummary extends KnownRelease {
  readonly sessions: number;
  /** Of all sessions in the range, those of no release, too, between 0 and 1; one that had two releases is in both shares. */
  readonly share: number;
  readonly errorFree: Share | null;
  /**
   * Of the sessions, those whose tab did not crash; `null` where no crash in the range, of any release, names its session:
   * nothing then says that one would have been told.
   */
  readonly crashFree: Share | null;
  /** Exceptions per session: the mean with its interval. */
  readonly exceptionsPerSession: (Interval & { readonly size: number }) | null;
  readonly vitals: readonly VitalSummary[];
}

/** How many releases, and services that have any, the range's sessions know. */
export const countReleases = async (
  store: Store,
  { release: _, ...anyRelease }: EventFilter,
): Promise<{ readonly all: number; readonly services: number }> => {
  const { sql, bindings } = matching(anyRelease);
  const [row] = await store.query<{ all: number; services: number }>(
    `SELECT uniqExact(release) AS all, uniqExact(service) AS services FROM (
       SELECT toString(Release) AS release, toString(ServiceName) AS service, ${SESSION_WEIGHT} AS weight
       FROM sonde_events WHERE ${sql} AND SessionId != '' AND Release != ''
       GROUP BY release, service, cityHash64(SessionId)
       HAVING weight > 0
     )`,
    bindings,
  );
  return row ?? { all: 0, services: 0 };
};

/** The sessions in the range, weighted as in `totals`. */
const countSessions = async (store: Store, filter: EventFilter): Promise<number> => {
  const { sql, bindings } = matching(filter);
  const [row] = await store.query<{ sessions: number }>(
    `SELECT sum(weight) AS sessions FROM (
       SELECT ${SESSION_WEIGHT} AS weight FROM sonde_events WHERE ${sql} AND SessionId != '' GROUP BY cityHash64(SessionId)
     )`,
    bindings,
  );
  return row?.sessions ?? 0;
};

/**
 * The releases that had a session in the range, the 500 with the most sessions, the newest first. A session that began with
 * one release and was given the next one counts for both, with what happened under each.
 */
export const releases = async (store: Store, filter: EventFilter): Promise<ReleaseSummary[]> => {
  const { release: _, ...anyRelease } = filter;
  const { sql, bindings } = matching(anyRelease);
  const isKnown = await knowsCrashes(store, anyRelease);
  const crashes = crashedSessions(anyRelease);
  const hasCrashed = isKnown ? `(release, SessionId) IN (${crashes.sql})` : 'false';
  const rows = await store.query<{
    release: string;
    sessions: number;
    squares: number;
    failing: number;
    failingSquares: number;
    crashed: number;
    crashedSquares: number;
    exceptions: number;
    exceptionSquares: number;
  }>(
    `SELECT
       release,
       sum(weight) AS sessions,
       sum(weight * weight) AS squares,
       sum(failingWeight) AS failing,
       sum(failingWeight * failingWeight) AS failingSquares,
       sumIf(weight, hasCrashed) AS crashed,
       sumIf(weight * weight, hasCrashed) AS crashedSquares,
       sum(occurrences) AS exceptions,
       sum(occurrences * occurrences / weight) AS exceptionSquares
     FROM (
       SELECT
         toString(Release) AS release,
         SessionId,
         ${SESSION_WEIGHT} AS weight,
         ${hasCrashed} AS hasCrashed,
         minIf(Weight, EventName = 'exception') AS failingWeight,
         sumIf(Weight * Occurrences, EventName = 'exception') AS occurrences
       FROM sonde_events WHERE ${sql} AND SessionId != '' AND Release != ''
       GROUP BY release, SessionId
       HAVING weight > 0
     )
     GROUP BY release
     ORDER BY sessions DESC, release
     LIMIT {most:UInt32}`,
    { ...bindings, ...(isKnown ? crashes.bindings : {}), most: MOST_LISTED },
  );
  const rowOf = new Map(rows.map((row) => [row.release, row]));
  const all = await countSessions(store, anyRelease);
  const known = await knownReleases(store, filter, [...rowOf.keys()]);
  const summaries = groupBy(await vitals(store, anyRelease, 'release'), ({ key }) => key);
  return known.flatMap((seen) => {
    const row = rowOf.get(seen.release);
    if (!row) return [];
    const {
      sessions,
      squares,
      failing,
      failingSquares,
      crashed,
      crashedSquares,
      exceptions,
      exceptionSquares,
    } = row;
    const size = effectiveSize(sessions, squares);
    const mean = exceptions / sessions;
    return {
      ...seen,
      sessions,
      // Of a sampled session the rows of one release may all weigh more than its others.
      share: Math.min(1, sessions / all),
      errorFree: complement(
        sessionShare({ all: sessions, allSquares: squares, part: failing, partSquares: failingSquares }),
      ),
      crashFree: isKnown
        ? complement(
            sessionShare({ all: sessions, allSquares: squares, part: crashed, partSquares: crashedSquares }),
          )
        : null,
      exceptionsPerSession: {
        ...countInterval(mean, exceptionSquares / sessions - mean * mean, size),
        size,
      },
      vitals: summaries.get(seen.release) ?? [],
    };
  });
};
