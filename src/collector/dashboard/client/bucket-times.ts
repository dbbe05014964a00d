import type { TimeRange } from '../../metrics/time-range.js';

/** When each bucket of a range starts: milliseconds since 1970. */
export const bucketTimes = ({ from, step, buckets }: TimeRange): number[] =>
  Array.from({ length: buckets }, (_, at) => from + at * step);
