/**
 * An estimate with the bounds of its confidence interval. A bound is `null` where the data are too few to give one
 * (an order statistic beyond the sample), never infinite, so that it survives JSON.
 */
export interface Interval {
  readonly estimate: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The level of every interval that the dashboard shows, unless a caller says otherwise. */
export const CONFIDENCE = 0.95;
