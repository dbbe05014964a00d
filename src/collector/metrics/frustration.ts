import type { Store } from '../store/store.js';
import { type EventFilter, matching, received } from './event-filter.js';
import { FRUSTRATION_KINDS, type FrustrationKind, IS_SIGN, KIND } from './frustration-kinds.js';
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
  /** Of all sessions. */
  readonly share: Share | null;
}

const KINDS = ['any', ...FRUSTRATION_KINDS] as const;

/**
 * How many sessions had signs of frustration, in a range and in the range before it: any, and of each kind. Nothing of a
 * range in which none was told.
 *
 * A share is of the sessions of those services that told of any such sign in that range, whatever else the filter asks for: a
 * service without the plugin `frustration` says nothing of how its visitors fare. Sessions are weighted as in `totals`; one
 * with a sign weighs what the most often kept of its signs weighs.
 */
export const frustration = async (
  store: Store,
  { service, ...rest }: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
): Promise<{ readonly current: FrustrationFigure[]; readonly previous: FrustrationFigure[] }> => {
  const before = previousRange(range);
  const whole = { from: before.from, to: range.to, ...(service === undefined ? {} : { service }) };
  const { sql, bindings } = matching({ ...whole, ...rest });
  const period = `Timestamp >= fromUnixTimestamp64Milli({firstBucket:Int64})`;
  const compared = `(${period} OR Timestamp < fromUnixTimestamp64Milli({previousEnd:Int64}))`;
  const own = { ...bindings, firstBucket: range.from, previousEnd: before.to };
  const sessions = await store.query<{ current: number; sessions: number; squares: number }>(
    `SELECT current, sum(weight) AS sessions, sum(weight * weight) AS squares
     FROM (
       SELECT ${period} AS current, ${SESSION_WEIGHT} AS weight
       FROM sonde_events
       WHERE ${sql} AND ${compared} AND SessionId != '' AND (${period}, ServiceName) IN (
         SELECT DISTINCT ${period}, ServiceName FROM sonde_events
         WHERE ${received(whole).sql} AND ${compared} AND ${IS_SIGN}
       )
       GROUP BY current, cityHash64(SessionId)
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
