import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { complement, type Share, sessionShare } from './session-share.js';
import { SESSION_WEIGHT } from './session-weight.js';

/** What sessions can be told apart by. */
export type ClientKind = 'browser' | 'os' | 'device';

/** The sessions of one browser, operating system or class of device. */
export interface ClientSummary {
  readonly kind: ClientKind;
  /** Empty where the User-Agent did not tell. */
  readonly name: string;
  readonly sessions: number;
  /** Of all sessions, between 0 and 1. */
  readonly share: number;
  readonly errorFree: Share | null;
}

/** Sessions by browser, operating system and class of device, the most frequent first; weighted as in `totals`. */
export const clients = async (store: Store, filter: EventFilter): Promise<ClientSummary[]> => {
  const { sql, bindings } = matching(filter);
  const rows = await store.query<{
    kind: ClientKind;
    name: string;
    sessions: number;
    squares: number;
    failing: number;
    failingSquares: number;
  }>(
    `SELECT
       arrayJoin([('browser', browser), ('os', os), ('device', device)]) AS pair,
       pair.1 AS kind,
       pair.2 AS name,
       sum(weight) AS sessions,
       sum(weight * weight) AS squares,
       sum(failingWeight) AS failing,
       sum(failingWeight * failingWeight) AS failingSquares
     FROM (
       SELECT
         SessionId,
         toString(max(Browser)) AS browser,
         toString(max(Os)) AS os,
         toString(max(Device)) AS device,
         ${SESSION_WEIGHT} AS weight,
         minIf(Weight, EventName = 'exception') AS failingWeight
       FROM sonde_events WHERE ${sql} AND SessionId != ''
       GROUP BY SessionId
       HAVING weight > 0
     )
     GROUP BY pair
     ORDER BY kind, sessions DESC, name`,
    bindings,
  );
  const all = new Map<ClientKind, number>();
  for (const { kind, sessions } of rows) all.set(kind, (all.get(kind) ?? 0) + sessions);
  return rows.map(({ kind, name, sessions, squares, failing, failingSquares }) => ({
    kind,
    name,
    sessions,
    share: sessions / (all.get(kind) ?? sessions),
    errorFree: complement(
      sessionShare({ all: sessions, allSquares: squares, part: failing, partSquares: failingSquares }),
    ),
  }));
};
