import { quantileGrid } from '../statistics/quantile-grid.js';
import type { Store } from '../store/store.js';
import { BUCKET, bucketBindings, dense } from './bucket.js';
import { type EventFilter, received } from './event-filter.js';
import { HISTORY } from './known-releases.js';
import { MOST_LISTED } from './most-listed.js';
import { newestFirst } from './newest-first.js';
import { ENDED, FAILED, type RequestFigures, requestFigures } from './request-figures.js';
import type { TimeRange } from './time-range.js';

/** How requests ended. */
export interface RequestEnding {
  /** A status code or the name of an error; empty where nobody knows it. */
  readonly ending: string;
  readonly outcome: 'succeeded' | 'failed' | 'timeout' | 'abort';
  readonly requests: number;
  /** Sessions in which one ended so. */
  readonly sessions: number;
}

/** One request in full. */
export interface RequestDetail {
  /** `null` where there was none in the range. */
  readonly figures: RequestFigures | null;
  /** The newest comes first, by when each began to make it, whatever the range's start: see `HISTORY`. */
  readonly releases: readonly RequestFigures[];
  /** How many releases there are. */
  readonly allReleases: number;
  readonly endings: readonly RequestEnding[];
  /** How many endings there are. */
  readonly allEndings: number;
  /** In each bucket of the range: how many, and which share of those that were not aborted failed. */
  readonly timeline: { readonly requests: readonly number[]; readonly failing: readonly (number | null)[] };
}

/** When a service and environment first made a request in each of these releases: milliseconds since 1970. */
const firstMade = async (
  store: Store,
  { to, service, environment }: EventFilter,
  request: string,
  releases: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const { sql, bindings } = received({
    from: to - HISTORY,
    to,
    ...(service === undefined ? {} : { service }),
    ...(environment === undefined ? {} : { environment }),
  });
  const rows = await store.query<{ release: string; first: number }>(
    `SELECT toString(Release) AS release, toUnixTimestamp64Milli(min(Timestamp)) AS first
     FROM sonde_requests
     WHERE ${sql} AND Request = {request:String} AND Release IN {releases:Array(String)}
     GROUP BY release`,
    { ...bindings, request, releases },
  );
  return new Map(rows.map(({ release, first }) => [release, first]));
};

/** One request over time, by release and by how it ended; weighted as in `requestFigures`. */
export const requestDetail = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
  request: string,
): Promise<RequestDetail> => {
  const filterInRange = { ...filter, from: range.from, to: range.to };
  const { sql, bindings } = received(filterInRange);
  const where = { sql: `${sql} AND Request = {request:String}`, bindings: { ...bindings, request } };
  const levels = quantileGrid();
  const { groups } = await requestFigures(store, { where, by: 'Request', limit: 1, levels });
  const releases = await requestFigures(store, {
    where,
    by: 'Release',
    limit: MOST_LISTED,
    levels,
  });
  const first = await firstMade(
    store,
    filterInRange,
    request,
    releases.groups.map(({ key }) => key),
  );
  const endings = await store.query<RequestEnding & { all: number }>(
    `SELECT ending, outcome, sum(told) AS requests, sumIf(weight, session != '') AS sessions, count() OVER () AS all
     FROM (
       SELECT
         toString(Ending) AS ending, toString(Outcome) AS outcome, SessionId AS session,
         sum(Weight) AS told, min(Weight) AS weight
       FROM sonde_requests WHERE ${where.sql}
       GROUP BY ending, outcome, session
     )
     GROUP BY ending, outcome
     ORDER BY requests DESC, ending, outcome
     LIMIT {limit:UInt32}`,
    { ...where.bindings, limit: MOST_LISTED },
  );
  const buckets = await store.query<{ bucket: number; requests: number; failing: number | null }>(
    `SELECT
       ${BUCKET} AS bucket, sum(Weight) AS requests,
       sumIf(Weight, ${FAILED}) / nullIf(sumIf(Weight, ${ENDED}), 0) AS failing
     FROM sonde_requests WHERE ${where.sql}
     GROUP BY bucket`,
    { ...where.bindings, ...bucketBindings(range) },
  );
  return {
    figures: groups[0] ?? null,
    releases: newestFirst(
      releases.groups.map((row) => ({ row, release: row.key, firstSeen: first.get(row.key) ?? 0 })),
    ).map(({ row }) => row),
    allReleases: releases.all,
    endings: endings.map(({ all: _, ...row }) => row),
    allEndings: endings[0]?.all ?? 0,
    timeline: {
      requests: dense(buckets, range, ({ requests }) => requests, 0),
      failing: dense(buckets, range, ({ failing }) => failing, null),
    },
  };
};
