import type { Store } from '../store/store.js';
import { ACTIONS } from './actions.js';
import { ENGAGED, VIEW } from './engaged.js';
import { type EventFilter, matching } from './event-filter.js';
import { complement, type Share, sessionShare } from './session-share.js';

/** Sessions that began on one page. */
export interface Landing {
  /** Such as `/products/:id`; empty where the sender said none. */
  readonly template: string;
  readonly sessions: number;
  readonly engaged: Share | null;
}

/** What sessions with a page view were like. */
export interface SessionFigures {
  readonly sessions: number;
  /** Two page views, an action, or ten seconds of engagement. */
  readonly engaged: Share | null;
  /** The others. */
  readonly bounced: Share | null;
  /** The median of milliseconds from a session's first event to its last; `null` where there are none. */
  readonly length: number | null;
  readonly viewsPerSession: number | null;
  readonly actionsPerSession: number | null;
  /** The pages that most sessions began on. */
  readonly landings: readonly Landing[];
}

/**
 * Whether a session was engaged, how long it was and what was done in it, derived from its events, since no single tab
 * knows them all. An action is a click (or the use of a feature, where there are more of these) or a changed setting. A
 * session's part outside the range is not seen.
 *
 * Weighted by its page views, since only sessions that kept one are counted; an engaged session weighs what the most often
 * kept events weigh that show it, and no less than its views.
 */
export const sessions = async (store: Store, filter: EventFilter, limit = 5): Promise<SessionFigures> => {
  const { sql, bindings } = matching(filter);
  const rows = await store.query<{
    all: number;
    landing: string;
    sessions: number;
    squares: number;
    engaged: number;
    engagedSquares: number;
    length: number;
    views: number;
    actions: number;
  }>(
    `SELECT
       grouping(landing) AS all,
       landing,
       sum(weight) AS sessions,
       sum(weight * weight) AS squares,
       sumIf(shown, shown < inf) AS engaged,
       sumIf(shown * shown, shown < inf) AS engagedSquares,
       quantileExactWeighted(0.5)(length, toUInt64(round(weight))) AS length,
       sum(views) AS views,
       sum(actions) AS actions
     FROM (
       SELECT
         SessionId,
         argMinIf(toString(UrlTemplate), Timestamp, ${VIEW}) AS landing,
         minIf(Weight, ${VIEW}) AS weight,
         toFloat64(toUnixTimestamp64Milli(max(Timestamp)) - toUnixTimestamp64Milli(min(Timestamp))) AS length,
         sumIf(Weight, ${VIEW}) AS views,
         ${ACTIONS} AS actions,
         greatest(weight, ${ENGAGED}) AS shown
       FROM sonde_events
       WHERE ${sql} AND SessionId != ''
       GROUP BY SessionId
       HAVING countIf(${VIEW}) > 0
     )
     GROUP BY GROUPING SETS ((landing), ())
     ORDER BY all DESC, sessions DESC, landing
     LIMIT {rows:UInt32}`,
    { ...bindings, rows: limit + 1 },
  );
  const shareOf = (row: (typeof rows)[number]): Share | null =>
    sessionShare({
      all: row.sessions,
      allSquares: row.squares,
      part: row.engaged,
      partSquares: row.engagedSquares,
    });
  const whole = rows.find(({ all, sessions: count }) => all && count > 0);
  const engaged = whole ? shareOf(whole) : null;
  return {
    sessions: whole?.sessions ?? 0,
    engaged,
    bounced: complement(engaged),
    length: whole ? whole.length : null,
    viewsPerSession: whole ? whole.views / whole.sessions : null,
    actionsPerSession: whole ? whole.actions / whole.sessions : null,
    landings: rows
      .filter(({ all }) => !all)
      .map((row) => ({ template: row.landing, sessions: row.sessions, engaged: shareOf(row) })),
  };
};
