const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of time cut into equal buckets; the last may still be filling. */
export interface TimeRange {
  /** Milliseconds since 1970, included; the start of the first bucket. */
  readonly from: number;
  /** Milliseconds since 1970, excluded. */
  readonly to: number;
  /** The length of a bucket in milliseconds. */
  readonly step: number;
  readonly buckets: number;
}

/** The name of a range that ends now. */
export type RangeName = '15m' | '1h' | '6h' | '24h' | '7d' | '30d';

/** The ranges that end now, by the name they have in an address, with their bucket's length. */
export const RANGES: Readonly<Record<RangeName, { readonly length: number; readonly step: number }>> = {
  '15m': { length: 15 * MINUTE, step: 30 * SECOND },
  '1h': { length: HOUR, step: MINUTE },
  '6h': { length: 6 * HOUR, step: 10 * MINUTE },
  '24h': { length: DAY, step: 30 * MINUTE },
  '7d': { length: 7 * DAY, step: 3 * HOUR },
  '30d': { length: 30 * DAY, step: 12 * HOUR },
};

const STEPS = [
  SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
  30 * DAY,
];
const MOST_BUCKETS = 75;

/**
 * A range that ends now. It starts on a bucket's edge, and the last bucket is the one that `now` falls into, so that a
 * chart keeps still between two refreshes.
 *
 * @param offset minutes that the reader's clock is ahead of UTC: buckets of hours start on the reader's hours
 */
export const rangeEndingNow = (name: RangeName, now: number, offset = 0): TimeRange => {
  const { length, step } = RANGES[name];
  const ahead = offset * MINUTE;
  const end = Math.floor((now + ahead) / step) * step + step - ahead;
  return { from: end - length, to: now + 1, step, buckets: length / step };
};

/** The range between two moments, widened to the edges of buckets, at most 75 of them. */
export const rangeBetween = (from: number, to: number, offset = 0): TimeRange => {
  const step =
    STEPS.find((candidate) => (to - from) / candidate <= MOST_BUCKETS) ??
    Math.ceil((to - from) / MOST_BUCKETS);
  const ahead = offset * MINUTE;
  const start = Math.floor((from + ahead) / step) * step - ahead;
  return { from: start, to, step, buckets: Math.max(1, Math.ceil((to - start) / step)) };
};

/** The span of the same buckets immediately before: what a figure is compared with. */
export const previousRange = ({ from, to, step, buckets }: TimeRange): TimeRange => ({
  from: from - step * buckets,
  to: to - step * buckets,
  step,
  buckets,
});

/** When each bucket starts, in milliseconds since 1970. */
export const bucketStarts = ({ from, step, buckets }: TimeRange): number[] =>
  Array.from({ length: buckets }, (_, at) => from + at * step);
