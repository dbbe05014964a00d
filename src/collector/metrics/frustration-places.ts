import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { type FrustrationKind, IS_OBSERVED, IS_SIGN, isWatched, KIND } from './frustration-kinds.js';
import { type Share, sessionShare } from './session-share.js';
import { SESSION_WEIGHT } from './session-weight.js';

/** Where visitors struggle: signs of one kind, on one page, at one target. */
export interface FrustrationPlace {
  readonly kind: FrustrationKind;
  /** Such as `/products/:id`; empty where the sender said none. */
  readonly page: string;
  /** What was clicked; empty for `thrash`, and where the sender said none. */
  readonly target: string;
  readonly times: number;
  readonly sessions: number;
  /** Of the sessions that were on the page, and of which it would be told. */
  readonly share: Share | null;
  /** How many places there are of that kind. */
  readonly all: number;
}

/** Characters of a page or a target: what senders can invent must not cost a reader more than this. */
const LONGEST = 200;

const PAGE = `leftUTF8(toString(UrlTemplate), ${LONGEST})`;

/**
 * The places with signs of frustration, those that affect most sessions first, so many of each kind at most. The sessions that
 * are counted, and their weights, are those of `frustration`.
 */
export const frustrationPlaces = async (
  store: Store,
  filter: EventFilter,
  limit = 100,
): Promise<FrustrationPlace[]> => {
  const { sql, bindings } = matching(filter);
  const rows = await store.query<
    Omit<FrustrationPlace, 'share'> & Readonly<Record<'squares' | 'seen' | 'seenSquares', number>>
  >(
    `SELECT kind, page, target, times, sessions, squares, seen, seenSquares, all
     FROM (
       SELECT
         kind, page, target,
         sum(times) AS times,
         sumIf(weight, SessionId != '') AS sessions,
         sumIf(weight * weight, SessionId != '') AS squares,
         count() OVER (PARTITION BY kind) AS all
       FROM (
         SELECT
           ${KIND} AS kind,
           ${PAGE} AS page,
           if(kind = 'thrash', '', leftUTF8(LogAttributes['sonde.target.name'], ${LONGEST})) AS target,
           SessionId,
           sum(Weight) AS times,
           min(Weight) AS weight
         FROM sonde_events
         WHERE ${sql} AND ${IS_SIGN}
         GROUP BY kind, page, target, SessionId
       )
       GROUP BY kind, page, target
       ORDER BY sessions DESC, times DESC, page, target
       LIMIT {limit:UInt32} BY kind
     ) AS places
     LEFT JOIN (
       SELECT page, sum(weight) AS seen, sum(weight * weight) AS seenSquares
       FROM (
         SELECT ${PAGE} AS page, ${SESSION_WEIGHT} AS weight
         FROM sonde_events
         WHERE ${sql} AND SessionId != '' AND ${isWatched(filter.service !== undefined)} AND UrlTemplate IN (
           SELECT DISTINCT UrlTemplate FROM sonde_events WHERE ${sql} AND ${IS_SIGN}
         )
         GROUP BY page, cityHash64(SessionId)
         HAVING ${IS_OBSERVED}
       )
       GROUP BY page
     ) AS pages USING (page)
     ORDER BY sessions DESC, times DESC, kind, page, target`,
    { ...bindings, limit },
  );
  return rows.map(({ squares, seen, seenSquares, ...row }) => ({
    ...row,
    share: sessionShare({ all: seen, allSquares: seenSquares, part: row.sessions, partSquares: squares }),
  }));
};
