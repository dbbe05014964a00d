import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { type VitalScope, vitalReports } from './vital-reports.js';
import { THRESHOLDS, WEB_VITALS, type WebVital } from './web-vital.js';

/** How many page loads, or changes of route, had which values. */
export interface VitalHistogram {
  readonly name: WebVital;
  /** The width of a bar, in the vital's unit. The first bar starts at 0. */
  readonly width: number;
  /** (Weighted) page loads, or changes of route, by bar; the last bar holds everything above, too. */
  readonly counts: readonly number[];
}

/** Bars from 0 to the threshold for `good`: bars then never straddle it, nor the one for `poor`. */
const BARS_TO_GOOD: Readonly<Record<WebVital, number>> = { LCP: 10, INP: 8, CLS: 10, FCP: 12, TTFB: 8 };
/** Bars in all: twice the threshold for `poor`. */
const bars = (name: WebVital): number =>
  Math.round((2 * THRESHOLDS[name].poor * BARS_TO_GOOD[name]) / THRESHOLDS[name].good);

/**
 * The distribution of each web vital, by the last report of each page load (or change of route), censored ones left out. A bar holds the
 * values above its lower edge up to and including its upper edge, as the ratings do; the last one is open.
 */
export const vitalHistogram = async (
  store: Store,
  filter: EventFilter,
  scope: VitalScope = 'loads',
): Promise<VitalHistogram[]> => {
  const { sql, bindings } = matching(filter);
  const width = (name: WebVital): number => THRESHOLDS[name].good / BARS_TO_GOOD[name];
  const rows = await store.query<{ vital: number; bar: number; loads: number }>(
    `SELECT
       vital,
       toUInt32(least({last:Array(UInt32)}[vital],
         greatest(0, ceil(round(value / {widths:Array(Float64)}[vital], 9)) - 1))) AS bar,
       sum(weight) AS loads
     FROM (${vitalReports(sql, `''`, scope)})
     WHERE NOT late
     GROUP BY vital, bar`,
    {
      ...bindings,
      widths: WEB_VITALS.map(width),
      last: WEB_VITALS.map((name) => bars(name) - 1),
    },
  );
  return WEB_VITALS.map((name, at) => {
    const counts = new Array<number>(bars(name)).fill(0);
    for (const row of rows) if (row.vital === at + 1) counts[row.bar] = row.loads;
    return { name, width: width(name), counts };
  });
};
