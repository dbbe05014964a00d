import { effectiveSize } from '../statistics/effective-size.js';
import type { Interval } from '../statistics/interval.js';
import { countInterval } from '../statistics/mean.js';
import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { type KnownRelease, knownReleases } from './known-releases.js';
import { complement, type Share, sessionShare } from './session-share.js';
import { type VitalSummary, vitals } from './vitals.js';

/** A release and how its sessions went. */
export interface ReleaseSummary extends KnownRelease {
  readonly sessions: number;
  /** Of all sessions in the range, between 0 and 1. */
  readonly share: number;
  readonly errorFree: Share | null;
  /** Exceptions per session: the mean with its interval. */
  readonly exceptionsPerSession: (Interval & { readonly size: number }) | null;
  readonly vitals: readonly VitalSummary[];
}

/**
 * Every release that had a session in the range, the most recently begun first. A session that began with one release
 * and was given the next one counts for both, with what happened under each.
 */
export const releases = async (store: Store, filter: EventFilter): Promise<ReleaseSummary[]> => {
  const { release: _, ...anyRelease } = filter;
  const { sql, bindings } = matching(anyRelease);
  const rows = await store.query<{
    release: string;
    sessions: number;
    squares: number;
    failing: number;
    failingSquares: number;
    exceptions: number;
    exceptionSquares: number;
  }>(
    `SELECT
       release,
       sum(weight) AS sessions,
       sum(weight * weight) AS squares,
       sum(failingWeight) AS failing,
       sum(failingWeight * failingWeight) AS failingSquares,
       sum(occurrences) AS exceptions,
       sum(occurrences * occurrences / weight) AS exceptionSquares
     FROM (
       SELECT
         toString(Release) AS release,
         SessionId,
         min(Weight) AS weight,
         minIf(Weight, EventName = 'exception') AS failingWeight,
         sumIf(Weight * Occurrences, EventName = 'exception') AS occurrences
       FROM sonde_events WHERE ${sql} AND SessionId != '' AND Release != ''
       GROUP BY release, SessionId
     )
     GROUP BY release`,
    bindings,
  );
  const known = await knownReleases(store, filter);
  const summaries = await vitals(store, anyRelease, 'release');
  const all = rows.reduce((sum, row) => sum + row.sessions, 0);
  return known.flatMap((seen) => {
    const row = rows.find(({ release }) => release === seen.release);
    if (!row) return [];
    const { sessions, squares, failing, failingSquares, exceptions, exceptionSquares } = row;
    const size = effectiveSize(sessions, squares);
    const mean = exceptions / sessions;
    return {
      ...seen,
      sessions,
      share: sessions / all,
      errorFree: complement(
        sessionShare({ all: sessions, allSquares: squares, part: failing, partSquares: failingSquares }),
      ),
      exceptionsPerSession: {
        ...countInterval(mean, exceptionSquares / sessions - mean * mean, size),
        size,
      },
      vitals: summaries.filter(({ key }) => key === seen.release),
    };
  });
};
