import { clusteredSize } from '../statistics/clustered-size.js';
import { effectiveSize } from '../statistics/effective-size.js';
import type { Interval } from '../statistics/interval.js';
import { intervalOnGrid, LEVEL } from '../statistics/quantile-grid.js';
import { wilson } from '../statistics/wilson.js';
import type { Store } from '../store/store.js';
import type { Condition } from './event-filter.js';
import { WHOLE_WEIGHT } from './whole-weight.js';

/** How long something took: milliseconds. */
export interface Times {
  readonly median: number;
  /** The 75th percentile; with its bounds where these were asked for. */
  readonly p75: Interval;
}

/** Some requests of pages to servers. */
export interface RequestFigures {
  /** What they have in common: a request's method and address, or a release. */
  readonly key: string;
  /** All that were told, whatever became of them. */
  readonly requests: number;
  /** Those that the page itself gave up. */
  readonly aborted: number;
  /** Those that had an answer of 400 or above, none, or none in time. */
  readonly failed: number;
  /** Failed over all but the aborted, of which nobody knows how they would have ended; `null` where there are none. */
  readonly failing: Interval | null;
  /** Sessions that made such a request, and those in which one failed. */
  readonly sessions: number;
  readonly failedSessions: number;
  /** From begin to end, of those that succeeded; `null` where none did. */
  readonly duration: Times | null;
  /** To the first byte of the answer, of those that succeeded and told it; `null` where none did. */
  readonly waiting: Times | null;
}

/** What requests can be split by. */
export type RequestKey = 'Request' | 'Release';

/** A condition over `sonde_requests`. */
export const FAILED = `Outcome IN ('failed', 'timeout')`;
export const ENDED = `Outcome != 'abort'`;

/** Which time, and of which requests. */
const TIMES = {
  duration: ['Length', `Outcome = 'succeeded'`],
  waiting: ['Waiting', `Outcome = 'succeeded' AND Waiting > 0`],
} as const;

type TimesRow = {
  key: string;
  requests: number;
  ended: number;
  /** Σ weight² of those that were not aborted. */
  squares: number;
  aborted: number;
  failed: number;
} & Record<`${keyof typeof TIMES}${'Sum' | 'Squares'}`, number> &
  Record<`${keyof typeof TIMES}Quantiles`, number[]>;

const timesColumns = (levels: readonly number[]): string =>
  Object.entries(TIMES)
    .map(
      ([name, [column, which]]) =>
        `sumIf(Weight, ${which}) AS ${name}Sum, sumIf(Weight * Weight, ${which}) AS ${name}Squares, ` +
        `quantilesExactWeightedIf(0.5, ${levels.join(', ')})(toUInt32(round(${column})), ` +
        `${WHOLE_WEIGHT}, ${which}) AS ${name}Quantiles`,
    )
    .join(', ');

/** For each time Σ weight of the requests that have it, and Σ over sessions of the square of each one's; if asked for. */
type ClusteredTimes = Partial<Record<`${keyof typeof TIMES}${'All' | 'ByCluster'}`, number>>;

/** Of a page that asks again and again each time is like the others: its session counts as one that asked once. */
const timesOf = (
  row: TimesRow,
  clustered: ClusteredTimes,
  name: keyof typeof TIMES,
  levels: readonly number[],
): Times | null => {
  if (!(row[`${name}Sum`] > 0)) return null;
  const [median = 0, ...quantiles] = row[`${name}Quantiles`];
  const size = Math.min(
    effectiveSize(row[`${name}Sum`], row[`${name}Squares`]),
    effectiveSize(clustered[`${name}All`] ?? 0, clustered[`${name}ByCluster`] ?? 0),
  );
  return { median, p75: intervalOnGrid(levels, quantiles, size) };
};

/** What figures of requests are asked with. */
export interface RequestQuestion {
  /** Over `sonde_requests`. */
  readonly where: Condition;
  readonly by: RequestKey;
  readonly limit: number;
  /** The levels of the quantiles, `LEVEL` among them: it alone where left out, which gives no bounds. */
  readonly levels?: readonly number[];
}

/**
 * Figures of requests in groups, those first that failed in the most sessions, and how many groups there are. Weighted:
 * where a sampler kept one request in ten, each counts ten times. A session weighs what its most often kept request weighs,
 * one with a failure what its most often kept failure does. The share of failures is as sure as the sessions behind it
 * differ: see `clusteredSize`; times as if each session's were all alike. Requests without a session are each for
 * themselves, and are no session.
 */
export const requestFigures = async (
  store: Store,
  { where: { sql, bindings }, by, limit, levels = [LEVEL] }: RequestQuestion,
): Promise<{ readonly groups: RequestFigures[]; readonly all: number }> => {
  const times = levels.length > 1 ? Object.entries(TIMES) : [];
  const timesByCluster = (expression: (name: string, which: string) => string): string =>
    times.map(([name, [, which]]) => `, ${expression(name, which)}`).join('');
  // Sessions of as many requests and failures are one row before the sums of all stand beside each, so that these are few.
  const rows = await store.query<
    {
      key: string;
      ended: number;
      failed: number;
      sessions: number;
      failedSessions: number;
      clusters: number;
      endedByCluster: number;
      moves: number;
      all: number;
    } & ClusteredTimes
  >(
    `SELECT
       toString(name) AS key,
       any(allDone) AS ended,
       any(allBad) AS failed,
       sum(weights) AS sessions,
       sum(badWeights) AS failedSessions,
       sumIf(alike, done > 0) AS clusters,
       sum(alike * done * done) AS endedByCluster,
       sum(if(allDone > done, alike * pow((bad - allBad / allDone * done) / (allDone - done), 2), 0)) AS moves,
       count() OVER () AS all
       ${timesByCluster((name) => `sum(${name}Sum) AS ${name}All, sum(${name}Squares) AS ${name}ByCluster`)}
     FROM (
       SELECT
         name, done, bad,
         count() AS alike,
         sum(weight) AS weights,
         sum(badWeight) AS badWeights,
         sum(sum(done)) OVER (PARTITION BY name) AS allDone,
         sum(sum(bad)) OVER (PARTITION BY name) AS allBad
         ${timesByCluster((name) => `sum(${name}) AS ${name}Sum, sum(${name} * ${name}) AS ${name}Squares`)}
       FROM (
         SELECT
           any(${by}) AS name,
           sumIf(Weight, ${ENDED}) AS done,
           sumIf(Weight, ${FAILED}) AS bad,
           min(if(SessionId = '', 0, Weight)) AS weight,
           minIf(if(SessionId = '', 0, Weight), ${FAILED}) AS badWeight
           ${timesByCluster((name, which) => `sumIf(Weight, ${which}) AS ${name}`)}
         FROM sonde_requests
         WHERE ${sql}
         GROUP BY cityHash64(${by}, if(SessionId = '', SpanId, SessionId))
       )
       GROUP BY name, done, bad
     )
     GROUP BY key
     ORDER BY failedSessions DESC, failed DESC, ended DESC, key
     LIMIT {limit:UInt32}`,
    { ...bindings, limit },
  );
  if (rows.length === 0) return { groups: [], all: 0 };
  // Apart, for of each session as little as can be is kept in mind. Rows may have come since: what is set off against each
  // other is of one answer.
  const sums = await store.query<TimesRow>(
    `SELECT
       toString(${by}) AS key,
       sum(Weight) AS requests,
       sumIf(Weight, ${ENDED}) AS ended,
       sumIf(Weight * Weight, ${ENDED}) AS squares,
       sumIf(Weight, NOT (${ENDED})) AS aborted,
       sumIf(Weight, ${FAILED}) AS failed,
       ${timesColumns(levels)}
     FROM sonde_requests
     WHERE ${sql} AND ${by} IN {keys:Array(String)}
     GROUP BY key`,
    { ...bindings, keys: rows.map(({ key }) => key) },
  );
  const sumsOf = new Map(sums.map((row) => [row.key, row]));
  return {
    all: rows[0]?.all ?? 0,
    groups: rows.flatMap(({ key, sessions, failedSessions, ...row }) => {
      const own = sumsOf.get(key);
      // Rows may have been erased since.
      if (!own) return [];
      const { requests, ended, aborted, failed } = own;
      const size = clusteredSize(
        {
          all: row.ended,
          part: row.failed,
          clusters: row.clusters,
          allByCluster: row.endedByCluster,
          moves: row.moves,
        },
        effectiveSize(ended, own.squares),
      );
      return {
        key,
        requests,
        aborted,
        failed,
        failing: ended > 0 ? wilson((failed / ended) * size, size) : null,
        sessions,
        failedSessions,
        duration: timesOf(own, row, 'duration', levels),
        waiting: timesOf(own, row, 'waiting', levels),
      };
    }),
  };
};
