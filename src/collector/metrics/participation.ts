import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { hourly } from './hourly.js';

/** Which share of page loads take part, and what can be said of the others. */
export interface Participation {
  /** Milliseconds since 1970: loads are counted by the hour. */
  readonly since: number;
  /** Loads of the script through this collector, crawlers apart. */
  readonly loads: number;
  /** Page loads of which a page view came, estimated where sampled. */
  readonly takingPart: number;
  /** `takingPart` of `loads`; null where there are no loads, or fewer than page views, or one environment is asked for. */
  readonly share: number | null;
  /**
   * The share of page loads without an exception: among those that take part, and for all page loads the bounds of what
   * it can be, whatever the others saw: from none of them to all of them.
   */
  readonly errorFree: { readonly estimate: number; readonly lower: number; readonly upper: number } | null;
}

/** What makes a browser ask for the script. A restored or prerendered page, or one found by going back, need not. */
const LOADS = `LogAttributes['sonde.navigation.type'] IN ('navigate', 'reload')`;

/**
 * Compares loads of the script with page views. Who says no, or is not asked yet, loads the script and sends nothing; who
 * blocks the script is in neither. The environment is not known of loads, nor more of the device than its class.
 */
export const participation = async (store: Store, filter: EventFilter): Promise<Participation> => {
  const counts = hourly(filter);
  const device = filter.device === undefined ? '' : ` AND endsWith(Name, concat(' ', {device:String}))`;
  const [counted] = await store.query<{ loads: number }>(
    `SELECT sum(Count) AS loads FROM sonde_counts WHERE Kind = 'load' AND Name != 'bot' AND ${counts.sql}${device}`,
    { ...counts.bindings, ...(filter.device === undefined ? {} : { device: filter.device }) },
  );
  const { sql, bindings } = matching({ ...filter, from: counts.since, to: counts.until });
  const [seen] = await store.query<{ pages: number; failing: number }>(
    `SELECT sum(weight) AS pages, sumIf(weight, failing) AS failing FROM (
       SELECT minIf(Weight, EventName = 'page_view') AS weight, countIf(EventName = 'exception') > 0 AS failing
       FROM sonde_events
       WHERE ${sql} AND EventName IN ('page_view', 'exception') AND PageId != '' AND Device != 'bot'
       GROUP BY PageId
       HAVING countIf(EventName = 'page_view' AND ${LOADS}) > 0
     )`,
    bindings,
  );
  const loads = counted?.loads ?? 0;
  const pages = seen?.pages ?? 0;
  const isKnown = filter.environment === undefined && loads > 0 && pages <= loads;
  const share = isKnown ? pages / loads : null;
  const estimate = pages > 0 ? 1 - (seen?.failing ?? 0) / pages : null;
  return {
    since: counts.since,
    loads,
    takingPart: pages,
    share,
    errorFree:
      share === null || estimate === null
        ? null
        : { estimate, lower: estimate * share, upper: estimate * share + 1 - share },
  };
};
