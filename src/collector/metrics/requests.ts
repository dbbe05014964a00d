import type { Store } from '../store/store.js';
import { type EventFilter, received } from './event-filter.js';
import { groupBy } from './group-by.js';
import { MOST_LISTED } from './most-listed.js';
import { FAILED, type RequestFigures, requestFigures } from './request-figures.js';

/** A status code or an error that requests failed with. */
export interface RequestFailure {
  /** Such as `500`, `TypeError`; empty where nobody knows it. */
  readonly ending: string;
  readonly failed: number;
}

/** The requests of one method to one address without ids, `key`: `POST https://shop.example/api/cart`. */
export interface RequestSummary extends RequestFigures {
  /** What most failures were, three at most. */
  readonly failures: readonly RequestFailure[];
}

/**
 * The requests that pages made in the range, those first that failed in the most sessions. A request lies in the range in
 * which it began.
 */
export const requests = async (
  store: Store,
  filter: EventFilter,
  limit: number = MOST_LISTED,
): Promise<{ readonly requests: RequestSummary[]; readonly all: number }> => {
  const where = received(filter);
  const { groups, all } = await requestFigures(store, { where, by: 'Request', limit });
  const failing = groups.filter(({ failed }) => failed > 0).map(({ key }) => key);
  const failures =
    failing.length === 0
      ? []
      : await store.query<RequestFailure & { key: string }>(
          `SELECT toString(Request) AS key, toString(Ending) AS ending, sum(Weight) AS failed
           FROM sonde_requests
           WHERE ${where.sql} AND ${FAILED} AND Request IN {failing:Array(String)}
           GROUP BY key, ending
           ORDER BY key, failed DESC, ending
           LIMIT 3 BY key`,
          { ...where.bindings, failing },
        );
  const failuresOf = groupBy(failures, ({ key }) => key);
  return {
    all,
    requests: groups.map((group) => ({
      ...group,
      failures: (failuresOf.get(group.key) ?? []).map(({ ending, failed }) => ({ ending, failed })),
    })),
  };
};
