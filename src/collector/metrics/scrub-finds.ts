import type { Store } from '../store/store.js';
import type { EventFilter } from './event-filter.js';
import { hourly } from './hourly.js';

/** What one rule of the collector's found in the events of one release. */
export interface ScrubFind {
  readonly rule: string;
  readonly release: string;
  readonly finds: number;
}

/** What the collector found that the browser had let through, the most frequent first, and what came late of the erased. */
export interface ScrubReport {
  /** Milliseconds since 1970: the counts are by the hour. */
  readonly since: number;
  readonly finds: readonly ScrubFind[];
  /** Records of erased visitors and sessions that arrived afterwards and were not stored; of all services. */
  readonly buried: number;
}

/** Reads the counts of the scrub rules; the device and the environment are not known of them. */
export const scrubFinds = async (store: Store, filter: EventFilter): Promise<ScrubReport> => {
  const { sql, bindings, since } = hourly(filter);
  const finds = await store.query<ScrubFind>(
    `SELECT toString(Name) AS rule, toString(Release) AS release, sum(Count) AS finds
     FROM sonde_counts WHERE Kind = 'scrub' AND ${sql}
     GROUP BY rule, release ORDER BY finds DESC, rule, release LIMIT 100`,
    bindings,
  );
  const range = hourly({ from: filter.from, to: filter.to });
  const [row] = await store.query<{ buried: number }>(
    `SELECT sum(Count) AS buried FROM sonde_counts WHERE Kind = 'erased' AND ${range.sql}`,
    range.bindings,
  );
  return { since, finds, buried: row?.buried ?? 0 };
};
