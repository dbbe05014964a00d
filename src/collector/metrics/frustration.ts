import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import {
  FRUSTRATION_KINDS,
  type FrustrationKind,
  IS_OBSERVED,
  IS_SIGN,
  isWatched,
  KIND,
} from './frustration-kinds.js';
import { type Share, sessionShare } from './session-share.js';
import { SESSION_WEIGHT } from './session-weight.js';
import { previousRange, type TimeRange } from './time-range.js';

/** Signs of one kind, or of any. */
export interface FrustrationFigure {
  readonly kind: FrustrationKind | 'any';
  /** How many were told. */
  readonly times: number;
  /** The sessions with at least one. */
  readonly sessions: number;
  /** Of the sessions of which it would be told. */
  readonly share: Share | null;
}

const KINDS = ['any', ...FRUSTRATION_KINDS] as const;

/**
 * How many sessions had signs of frustration, in a range and in the range before it: any, and of each kind. Nothing of a
 * range without sessions of which it would be told.
 *
 * A share is of the sessions with consent to analytics, of the releases that ever told of a sign (`isWatched`), in both ranges
 * the same. Sessions are weighted as in `totals`; one with a sign weighs what the most often kept of its signs weighs.
 */
export const frustration = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
): Promise<{ readonly current: FrustrationFigure[]; readonly previous: FrustrationFigure[] }> => {
  const before = previousRange(range);
  const { service } = filter;
  const { sql, bindings } = matching({ ...filter, from: before.from, to: range.to });
  const period = `Timestamp >= fromUnixTimestamp64Milli({firstBucket:Int64})`;
  const compared = `(${period} OR Timestamp < fromUnixTimestamp64Milli({previousEnd:Int64}))`;
  const own = { ...bindings, firstBucket: range.from, previousEnd: before.to };
  const sessions = await store.query<{ current: number; sessions: number; squares: number }>(
    `SELECT current, sum(weight) AS sessions, sum(weight * weight) AS squares
     FROM (
       SELECT ${period} AS current, ${SESSION_WEIGHT} AS weight
       FROM sonde_events
       WHERE ${sql} AND ${compared} AND SessionId != '' AND ${isWatched(service !== undefined)}
       GROUP BY current, cityHash64(SessionId)
       HAVING ${IS_OBSERVED}
     )
     GROUP BY current`,
    own,
  );
  const signs = await store.query<{
    current: number;
    kind: string;
    times: number;
    sessions: number;
    squares: number;
  }>(
    `SELECT
       current,
       kind,
       sum(times) AS times,
       sumIf(weight, SessionId != '') AS sessions,
       sumIf(weight * weight, SessionId != '') AS squares
     FROM (
       SELECT
         ${period} AS current,
         arrayJoin(['any', ${KIND}]) AS kind,
         SessionId,
         sum(Weight) AS times,
         min(Weight) AS weight
       FROM sonde_events
       WHERE ${sql} AND ${compared} AND ${IS_SIGN}
       GROUP BY current, kind, SessionId
     )
     GROUP BY current, kind`,
    own,
  );
  const of = (current: boolean): FrustrationFigure[] => {
    const all = sessions.find((row) => Boolean(row.current) === current);
    if (!all) return [];
    return KINDS.map((kind) => {
      const row = signs.find((one) => Boolean(one.current) === current && one.kind === kind);
      return {
        kind,
        times: row?.times ?? 0,
        sessions: row?.sessions ?? 0,
        share: sessionShare({
          all: all.sessions,
          allSquares: all.squares,
          part: row?.sessions ?? 0,
          partSquares: row?.squares ?? 0,
        }),
      };
    });
  };
  return { current: of(true), previous: of(false) };
};
