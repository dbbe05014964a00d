import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { complement, type Share, sessionShare } from './session-share.js';
import { SESSION_WEIGHT } from './session-weight.js';

/** A page template and what happened on its pages. */
export interface PageSummary {
  /** Such as `/products/:id`; empty where the sender said none. */
  readonly template: string;
  readonly views: number;
  readonly sessions: number;
  /** The share of the page's sessions without an exception on that page. */
  readonly errorFree: Share | null;
}

/**
 * The pages that were viewed most, by template: page views, the sessions that viewed them, and which share of these had
 * no exception there. Weighted as in `totals`.
 */
export const pages = async (
  store: Store,
  filter: EventFilter,
  limit = 10,
): Promise<{ readonly pages: PageSummary[]; readonly all: number }> => {
  const { sql, bindings } = matching(filter);
  const rows = await store.query<{
    template: string;
    views: number;
    sessions: number;
    squares: number;
    failing: number;
    failingSquares: number;
    all: number;
  }>(
    `SELECT
       template,
       sum(views) AS views,
       sumIf(weight, SessionId != '') AS sessions,
       sumIf(weight * weight, SessionId != '') AS squares,
       sumIf(failingWeight, SessionId != '') AS failing,
       sumIf(failingWeight * failingWeight, SessionId != '') AS failingSquares,
       count() OVER () AS all
     FROM (
       SELECT
         toString(UrlTemplate) AS template,
         SessionId,
         ${SESSION_WEIGHT} AS weight,
         sumIf(Weight, EventName = 'page_view') AS views,
         minIf(Weight, EventName = 'exception') AS failingWeight
       FROM sonde_events WHERE ${sql}
       GROUP BY template, SessionId
     )
     GROUP BY template
     HAVING views > 0
     ORDER BY views DESC, template
     LIMIT {limit:UInt32}`,
    { ...bindings, limit },
  );
  return {
    all: rows[0]?.all ?? 0,
    pages: rows.map(({ template, views, sessions, squares, failing, failingSquares }) => ({
      template,
      views,
      sessions,
      errorFree: complement(
        sessionShare({ all: sessions, allSquares: squares, part: failing, partSquares: failingSquares }),
      ),
    })),
  };
};
