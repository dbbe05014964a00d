import type { Store } from '../store/store.js';
import { type EventFilter, FIRST_HAND, received } from './event-filter.js';
import { groupBy } from './group-by.js';
import { HISTORY, type KnownRelease } from './known-releases.js';
import { MOST_LISTED } from './most-listed.js';

/** What the filters can be set to: what occurred within 90 days before the range's end, by events or spans. */
export interface Choices {
  /** False until the first event or span of a page's was stored. */
  readonly events: boolean;
  readonly services: readonly string[];
  readonly environments: readonly string[];
  readonly devices: readonly string[];
  /** Of the chosen service and environment, the most recently begun first, 500 at most. */
  readonly releases: readonly KnownRelease[];
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
  [...groupBy(rows, ({ release }) => release)]
    .filter(([release]) => release !== '')
    .map(([release, own]) => ({
      release,
      firstSeen: own.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY),
      lastSeen: own.reduce((most, { last }) => Math.max(most, last), 0),
    }))
    .sort((one, other) => other.firstSeen - one.firstSeen || (one.release < other.release ? 1 : -1))
    .slice(0, MOST_LISTED);

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
  return {
    events: any,
    services: distinct(rows.map(({ service }) => service)),
    environments: distinct(rows.map(({ environment }) => environment)),
    devices: distinct(rows.map(({ device }) => device)),
    releases: releasesOf(
      rows.filter(
        ({ service, environment }) =>
          (filter.service ?? service) === service && (filter.environment ?? environment) === environment,
      ),
    ),
  };
};
