import type { Store } from '../store/store.js';
import { type EventFilter, FIRST_HAND, received } from './event-filter.js';
import { groupBy } from './group-by.js';
import { HISTORY, type KnownRelease } from './known-releases.js';
import { MOST_LISTED } from './most-listed.js';
import { newestFirst } from './newest-first.js';

/** What the filters can be set to: what occurred within 90 days before the range's end, by events or spans. */
export interface Choices {
  /** False until the first event or span of a page's was stored. */
  readonly events: boolean;
  readonly services: readonly string[];
  readonly environments: readonly string[];
  readonly devices: readonly string[];
  /** Of the chosen service and environment, the newest first, 500 at most. */
  readonly releases: readonly KnownRelease[];
  /** The newest release of each service that has had several, of the same choice. */
  readonly newest: readonly { readonly service: string; readonly release: string }[];
}

interface Combination {
  service: string;
  environment: string;
  device: string;
  release: string;
  first: number;
  last: number;
}

const distinct = (names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => name !== '').sort();

const releasesOf = (rows: readonly Combination[]): KnownRelease[] =>
  newestFirst(
    [...groupBy(rows, ({ release }) => release)]
      .filter(([release]) => release !== '')
      .map(([release, own]) => ({
        release,
        firstSeen: own.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY),
        lastSeen: own.reduce((most, { last }) => Math.max(most, last), 0),
      })),
  );

const newestOf = (rows: readonly Combination[]): Choices['newest'] =>
  [...groupBy(rows, ({ service }) => service)].flatMap(([service, own]) => {
    const [newest, ...older] = releasesOf(own);
    return newest && older.length > 0 ? [{ service, release: newest.release }] : [];
  });

/** The services, environments, devices and releases that the filters offer. */
export const choices = async (store: Store, filter: EventFilter): Promise<Choices> => {
  const { sql, bindings } = received({ from: filter.to - HISTORY, to: filter.to });
  const rows = await store.query<Combination>(
    `SELECT
       toString(ServiceName) AS service,
       toString(Environment) AS environment,
       toString(Device) AS device,
       toString(Release) AS release,
       toUnixTimestamp64Milli(min(Timestamp)) AS first,
       toUnixTimestamp64Milli(max(Timestamp)) AS last
     FROM (
       SELECT ServiceName, Environment, Device, Release, Timestamp FROM sonde_events WHERE ${sql} AND ${FIRST_HAND}
       UNION ALL
       SELECT ServiceName, Environment, Device, Release, Timestamp FROM sonde_spans WHERE ${sql}
     )
     GROUP BY ServiceName, Environment, Device, Release
     ORDER BY last DESC
     LIMIT 10000`,
    bindings,
  );
  const has = async (view: string) => (await store.query(`SELECT 1 FROM ${view} LIMIT 1`)).length > 0;
  const any = rows.length > 0 || (await has('sonde_events')) || (await has('sonde_spans'));
  const chosen = rows.filter(
    ({ service, environment }) =>
      (filter.service ?? service) === service && (filter.environment ?? environment) === environment,
  );
  return {
    events: any,
    services: distinct(rows.map(({ service }) => service)),
    environments: distinct(rows.map(({ environment }) => environment)),
    devices: distinct(rows.map(({ device }) => device)),
    releases: releasesOf(chosen).slice(0, MOST_LISTED),
    newest: newestOf(chosen),
  };
};
