import { quantileGrid } from '../statistics/quantile-grid.js';
import type { Store } from '../store/store.js';
import { BUCKET, bucketBindings, dense } from './bucket.js';
import { type EventFilter, received } from './event-filter.js';
import { MOST_LISTED } from './most-listed.js';
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
  /** The release that began last to make it comes first. */
  readonly releases: readonly RequestFigures[];
  /** How many releases there are. */
  readonly allReleases: number;
  readonly endings: readonly RequestEnding[];
  /** How many endings there are. */
  readonly allEndings: number;
  /** In each bucket of the range: how many, and which share of those that were not aborted failed. */
  readonly timeline: { readonly requests: readonly number[]; readonly failing: readonly (number | null)[] };
}

/** One request over time, by release and by how it ended; weighted as in `requestFigures`. */
export const requestDetail = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
  request: string,
): Promise<RequestDetail> => {
  const { sql, bindings } = received({ ...filter, from: range.from, to: range.to });
  const where = { sql: `${sql} AND Request = {request:String}`, bindings: { ...bindings, request } };
  const levels = quantileGrid();
  const { groups } = await requestFigures(store, { where, by: 'Request', limit: 1, levels });
  const releases = await requestFigures(store, {
    where,
    by: 'Release',
    limit: MOST_LISTED,
    levels,
  });
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
    releases: releases.groups.sort((one, other) => other.begun - one.begun),
    allReleases: releases.all,
    endings: endings.map(({ all: _, ...row }) => row),
    allEndings: endings[0]?.all ?? 0,
    timeline: {
      requests: dense(buckets, range, ({ requests }) => requests, 0),
      failing: dense(buckets, range, ({ failing }) => failing, null),
    },
  };
};
