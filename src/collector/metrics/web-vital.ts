import type { EventAttributes, Rating } from '../../event.js';

/** The name of a web vital, in capitals, as people write them; on the wire it is in small letters. */
export type WebVital = Uppercase<EventAttributes['browser.web_vital']['browser.web_vital.name']>;

/** Where a vital turns from good, and where to poor. */
export interface Thresholds {
  readonly good: number;
  readonly poor: number;
}

/**
 * Up to `good` a value is good, above `poor` it is poor; milliseconds, CLS without unit.
 *
 * @see https://web.dev/articles/vitals#core-web-vitals and https://web.dev/articles/fcp, /ttfb
 */
export const THRESHOLDS: Readonly<Record<WebVital, Thresholds>> = {
  LCP: { good: 2_500, poor: 4_000 },
  INP: { good: 200, poor: 500 },
  CLS: { good: 0.1, poor: 0.25 },
  FCP: { good: 1_800, poor: 3_000 },
  TTFB: { good: 800, poor: 1_800 },
};

/** The vitals, the three core ones first. */
export const WEB_VITALS = Object.keys(THRESHOLDS) as readonly WebVital[];

/** How a value rates. */
export const ratingOf = (name: WebVital, value: number): Rating =>
  value <= THRESHOLDS[name].good ? 'good' : value <= THRESHOLDS[name].poor ? 'needs-improvement' : 'poor';
