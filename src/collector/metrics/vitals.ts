import type { Rating } from '../../event.js';
import { effectiveSize } from '../statistics/effective-size.js';
import type { Interval } from '../statistics/interval.js';
import { intervalOnGrid, quantileGrid } from '../statistics/quantile-grid.js';
import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { MOST_LISTED } from './most-listed.js';
import { type VitalScope, vitalReports } from './vital-reports.js';
import { ratingOf, THRESHOLDS, type Thresholds, WEB_VITALS, type WebVital } from './web-vital.js';

/** One web vital over some page loads; over changes of route, where these are asked for. */
export interface VitalSummary {
  readonly name: WebVital;
  /** Up to `good` a value is good, above `poor` it is poor. */
  readonly thresholds: Thresholds;
  /** What the page loads have in common: a release, a page template, …; empty where everything is in one. */
  readonly key: string;
  /** Page loads with a value that counts. */
  readonly loads: number;
  /** Page loads whose value was not used: measuring began too late to trust it, or it was none (no number, or below 0). */
  readonly censored: number;
  /** The 75th percentile with its interval; `null` where there are no values. */
  readonly p75: (Interval & { readonly rating: Rating; readonly size: number }) | null;
  /** Shares of page loads, which sum to 1. */
  readonly good: number;
  readonly needsImprovement: number;
  readonly poor: number;
}

/** What vitals can be split by. */
export type VitalKey = 'all' | 'release' | 'page' | 'device' | 'browser';

const KEYS: Readonly<Record<VitalKey, string>> = {
  all: `''`,
  release: 'toString(any(Release))',
  page: `any(if(VitalPage = '', toString(UrlTemplate), toString(VitalPage)))`,
  device: 'toString(any(Device))',
  browser: 'toString(any(Browser))',
};

const threshold = (side: 'good' | 'poor'): string =>
  `[${WEB_VITALS.map((name) => THRESHOLDS[name][side])}][vital]`;

interface Row {
  vital: number;
  key: string;
  loads: number;
  censored: number;
  sum: number;
  squares: number;
  good: number;
  poor: number;
  quantiles: number[];
}

/**
 * The web vitals of page loads, or of changes of route, by the last report of each, censored ones left out: the 75th percentile with its 95 %
 * order-statistic interval, rated by web.dev's thresholds, and the shares of good, middling and poor page loads.
 * Weighted: where a sampler kept one in ten, each load counts ten times in the shares and once in the interval's width.
 *
 * @returns a row for each vital and key that occurs, the 500 keys with the most page loads, these first
 */
export const vitals = async (
  store: Store,
  filter: EventFilter,
  by: VitalKey = 'all',
  scope: VitalScope = 'loads',
): Promise<VitalSummary[]> => {
  const { sql, bindings } = matching(filter);
  const levels = quantileGrid();
  const rows = await store.query<Row>(
    `SELECT
       vital, key,
       countIf(NOT late) AS loads,
       countIf(late) AS censored,
       sumIf(weight, NOT late) AS sum,
       sumIf(weight * weight, NOT late) AS squares,
       sumIf(weight, NOT late AND value <= ${threshold('good')}) AS good,
       sumIf(weight, NOT late AND value > ${threshold('poor')}) AS poor,
       quantilesExactWeightedIf(${levels})(value, toUInt64(round(weight * 1000)), NOT late) AS quantiles
     FROM (${vitalReports(sql, KEYS[by], scope)})
     GROUP BY vital, key
     ORDER BY vital, loads DESC, key
     LIMIT {most:UInt32} BY vital`,
    { ...bindings, most: MOST_LISTED },
  );
  return rows.map(({ vital, key, loads, censored, sum, squares, good, poor, quantiles }) => {
    const name = WEB_VITALS[vital - 1] as WebVital;
    const size = effectiveSize(sum, squares);
    const interval = intervalOnGrid(levels, quantiles, size);
    return {
      name,
      thresholds: THRESHOLDS[name],
      key,
      loads,
      censored,
      p75: loads === 0 ? null : { ...interval, rating: ratingOf(name, interval.estimate), size },
      good: sum > 0 ? good / sum : 0,
      poor: sum > 0 ? poor / sum : 0,
      needsImprovement: sum > 0 ? Math.max(0, sum - good - poor) / sum : 0,
    };
  });
};
