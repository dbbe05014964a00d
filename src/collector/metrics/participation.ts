import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { hourly } from './hourly.js';

/** Which share of page loads take part, and what can be said of the others. */
export interface Participation {
  /** Milliseconds since 1970: loads are counted by the hour. */
  readonly since: number;
  /**
   * Loads of the script through this collector by known browsers, crawlers apart, whose address names their service:
   * the one that is asked for, else those that load no more pages than that.
   */
  readonly loads: number;
  /** The same whose address names no service: they may be anybody's, and are in no share. */
  readonly unnamed: number;
  /** Page loads of these services of which a page view came, estimated where sampled. */
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

/** Loads by what is no browser that is known: crawlers, and whatever else asks for a file (`curl`, a watch for uptime). */
const NOBODY = `('bot', 'other')`;

/**
 * Compares loads of the script with page views, service by service: one that brings Sonde along in a bundle of its own, as
 * from npm, loads no script, so nothing is known of its share. Who says no, or is not asked yet, loads the script and sends nothing; who
 * blocks the script is in neither. The environment is not known of loads, nor more of the device than its class.
 */
export const participation = async (store: Store, filter: EventFilter): Promise<Participation> => {
  const counts = hourly(filter);
  const device = filter.device === undefined ? '' : ` AND endsWith(Name, concat(' ', {device:String}))`;
  const counted = `FROM sonde_counts WHERE Kind = 'load' AND Name NOT IN ${NOBODY} AND ${counts.sql}${device}`;
  const loadsOf = await store.query<{ service: string; loads: number }>(
    `SELECT toString(ServiceName) AS service, sum(Count) AS loads ${counted} GROUP BY service`,
    { ...counts.bindings, ...(filter.device === undefined ? {} : { device: filter.device }) },
  );
  const { sql, bindings } = matching({ ...filter, from: counts.since, to: counts.until });
  const pagesOf = new Map(
    (
      await store.query<{ service: string; pages: number; failing: number }>(
        `SELECT service, sum(weight) AS pages, sumIf(weight, failing) AS failing FROM (
           SELECT
             toString(ServiceName) AS service,
             minIf(Weight, EventName = 'page_view') AS weight,
             countIf(EventName = 'exception') > 0 AS failing
           FROM sonde_events
           WHERE ${sql} AND EventName IN ('page_view', 'exception') AND PageId != '' AND Device != 'bot'
             AND ServiceName IN (SELECT ServiceName ${counted} AND ServiceName != '')
           GROUP BY service, PageId
           HAVING countIf(EventName = 'page_view' AND ${LOADS}) > 0
         )
         GROUP BY service`,
        { ...counts.bindings, ...bindings },
      )
    ).map((row) => [row.service, row]),
  );
  const services = loadsOf
    .filter(({ service }) => service !== '')
    .map((row) => ({ pages: 0, failing: 0, ...pagesOf.get(row.service), ...row }));
  // One with more page views than loads gets the script from elsewhere, too.
  const known = services.filter(({ pages, loads }) => pages <= loads);
  const spoken = known.length > 0 ? known : services;
  const sum = (of: (service: (typeof services)[number]) => number): number =>
    spoken.reduce((total, service) => total + of(service), 0);
  const loads = sum((service) => service.loads);
  const pages = sum((service) => service.pages);
  const isKnown = filter.environment === undefined && known.length > 0;
  const share = isKnown ? pages / loads : null;
  const estimate = pages > 0 ? 1 - sum(({ failing }) => failing) / pages : null;
  return {
    since: counts.since,
    loads,
    unnamed: loadsOf.find(({ service }) => service === '')?.loads ?? 0,
    takingPart: pages,
    share,
    errorFree:
      share === null || estimate === null
        ? null
        : { estimate, lower: estimate * share, upper: estimate * share + 1 - share },
  };
};
