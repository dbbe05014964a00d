import type { Store } from '../store/store.js';
import { BUCKET, bucketBindings, dense } from './bucket.js';
import { type EventFilter, matching } from './event-filter.js';
import { previousRange, type TimeRange } from './time-range.js';
import { type VitalScope, vitalReports } from './vital-reports.js';
import { WEB_VITALS, type WebVital } from './web-vital.js';

/** The 75th percentile of a vital in each bucket, `null` where nothing reported it; and in the buckets before. */
export interface VitalTimeline {
  readonly name: WebVital;
  readonly current: readonly (number | null)[];
  readonly previous: readonly (number | null)[];
}

/**
 * The 75th percentile of each web vital over time, by the last report of each page load (or change of route), censored ones left out,
 * in the range's buckets and in those of the range before it.
 */
export const vitalsTimeline = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
  scope: VitalScope = 'loads',
): Promise<VitalTimeline[]> => {
  const { sql, bindings } = matching({ ...filter, from: previousRange(range).from, to: range.to });
  const rows = await store.query<{ vital: number; bucket: number; p75: number }>(
    `SELECT vital, key AS bucket, quantileExactWeighted(0.75)(value, toUInt64(round(weight * 1000))) AS p75
     FROM (${vitalReports(sql, `max(${BUCKET})`, scope)})
     WHERE NOT late
     GROUP BY vital, bucket`,
    { ...bindings, ...bucketBindings(range) },
  );
  return WEB_VITALS.map((name, at) => {
    const own = rows.filter(({ vital }) => vital === at + 1);
    const p75 = (row: { p75: number }): number | null => row.p75;
    return {
      name,
      current: dense(own, range, p75, null),
      previous: dense(own, range, p75, null, range.buckets),
    };
  });
};
