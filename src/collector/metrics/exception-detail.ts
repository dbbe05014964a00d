import type { Store } from '../store/store.js';
import { type Breadcrumb, readBreadcrumbs } from './breadcrumbs.js';
import { type EventFilter, matching } from './event-filter.js';

/** One recorded exception. */
export interface Occurrence {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** `error`, `unhandledrejection`, `resource` or `captured`; empty where unknown. */
  readonly source: string;
  readonly handled: boolean;
  /** How many the record stands for. */
  readonly count: number;
  readonly breadcrumbs: readonly Breadcrumb[];
  readonly session: string;
  readonly page: string;
  readonly template: string;
  readonly release: string;
  readonly browser: string;
  readonly os: string;
  readonly device: string;
}

/** Where exceptions of one fingerprint occur: occurrences by a kind of place. */
export interface Place {
  readonly kind: 'release' | 'browser' | 'page' | 'device';
  readonly name: string;
  readonly count: number;
}

/** The latest occurrences of one fingerprint, and where all of them occur. */
export interface ExceptionDetail {
  readonly occurrences: readonly Occurrence[];
  readonly places: readonly Place[];
}

/**
 * The latest exceptions of a fingerprint in the range, newest first, and how its occurrences are spread over releases,
 * browsers, pages and devices (weighted, collapsed storms counted in full).
 */
export const exceptionDetail = async (
  store: Store,
  filter: EventFilter,
  fingerprint: string,
  limit = 10,
): Promise<ExceptionDetail> => {
  const { sql, bindings } = matching(filter);
  const where = `${sql} AND EventName = 'exception' AND Fingerprint = {fingerprint:String}`;
  const own = { ...bindings, fingerprint, limit };
  const rows = await store.query<
    Omit<Occurrence, 'handled' | 'breadcrumbs'> & { handled: string; breadcrumbs: string }
  >(
    `SELECT
       toUnixTimestamp64Milli(Timestamp) AS time,
       LogAttributes['exception.type'] AS type,
       LogAttributes['exception.message'] AS message,
       LogAttributes['exception.stacktrace'] AS stack,
       LogAttributes['sonde.exception.source'] AS source,
       LogAttributes['sonde.exception.handled'] AS handled,
       Occurrences AS count,
       LogAttributes['sonde.breadcrumbs'] AS breadcrumbs,
       SessionId AS session,
       PageId AS page,
       toString(UrlTemplate) AS template,
       toString(Release) AS release,
       trimRight(concat(toString(Browser), ' ', toString(BrowserVersion))) AS browser,
       toString(Os) AS os,
       toString(Device) AS device
     FROM sonde_events WHERE ${where}
     ORDER BY Timestamp DESC
     LIMIT {limit:UInt32}`,
    own,
  );
  const places = await store.query<Place>(
    `SELECT
       arrayJoin([
         ('release', toString(Release)), ('browser', toString(Browser)),
         ('page', toString(UrlTemplate)), ('device', toString(Device))
       ]) AS pair,
       pair.1 AS kind,
       pair.2 AS name,
       sum(Weight * Occurrences) AS count
     FROM sonde_events WHERE ${where}
     GROUP BY pair
     ORDER BY kind, count DESC, name`,
    own,
  );
  return {
    occurrences: rows.map((row) => ({
      ...row,
      handled: row.handled === 'true',
      breadcrumbs: readBreadcrumbs(row.breadcrumbs),
    })),
    places: places.map(({ kind, name, count }) => ({ kind, name, count })),
  };
};
