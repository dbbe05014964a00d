import type { Store } from '../store/store.js';
import { ENGAGED, TELLING, VIEW } from './engaged.js';
import { type EventFilter, matching } from './event-filter.js';
import { complement, type Share, sessionShare } from './session-share.js';

/** Sessions that one campaign led to; what its address did not name is empty. */
export interface CampaignSummary {
  /** `utm_source`, such as `newsletter`. */
  readonly source: string;
  /** `utm_medium`, such as `email`. */
  readonly medium: string;
  /** `utm_campaign`. */
  readonly name: string;
  readonly sessions: number;
  /** Those that were not engaged. */
  readonly bounced: Share | null;
}

const CAMPAIGN = '(toString(CampaignSource), toString(CampaignMedium), toString(CampaignName))';
const LANDING = `EventName IN ('page_view', 'session.start')`;

/**
 * The campaigns that most sessions with a page view came by, and the share of them that bounced: the first campaign that a
 * session's pages name counts. Weighted and engaged as in `sessions`.
 */
export const campaigns = async (
  store: Store,
  filter: EventFilter,
  limit = 10,
): Promise<{ readonly campaigns: CampaignSummary[]; readonly all: number }> => {
  const { sql, bindings } = matching(filter);
  const rows = await store.query<{
    source: string;
    medium: string;
    name: string;
    sessions: number;
    squares: number;
    engaged: number;
    engagedSquares: number;
    all: number;
  }>(
    `SELECT
       campaign.1 AS source,
       campaign.2 AS medium,
       campaign.3 AS name,
       sum(weight) AS sessions,
       sum(weight * weight) AS squares,
       sumIf(shown, shown < inf) AS engaged,
       sumIf(shown * shown, shown < inf) AS engagedSquares,
       count() OVER () AS all
     FROM (
       SELECT
         SessionId,
         argMinIf(${CAMPAIGN}, Timestamp, ${LANDING} AND ${CAMPAIGN} != ('', '', '')) AS campaign,
         minIf(Weight, ${VIEW}) AS weight,
         greatest(weight, ${ENGAGED}) AS shown
       FROM sonde_events
       WHERE ${sql} AND SessionId != '' AND (${LANDING} OR ${TELLING})
       GROUP BY SessionId
       HAVING countIf(${VIEW}) > 0 AND campaign != ('', '', '')
     )
     GROUP BY campaign
     ORDER BY sessions DESC, source, medium, name
     LIMIT {limit:UInt32}`,
    { ...bindings, limit },
  );
  return {
    all: rows[0]?.all ?? 0,
    campaigns: rows.map(({ source, medium, name, sessions, squares, engaged, engagedSquares }) => ({
      source,
      medium,
      name,
      sessions,
      bounced: complement(
        sessionShare({ all: sessions, allSquares: squares, part: engaged, partSquares: engagedSquares }),
      ),
    })),
  };
};
