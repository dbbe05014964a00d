import type { TimeRange } from '../../metrics/time-range.js';

/** Whether a range cuts its last bucket short, which then is still filling. */
export const isFilling = ({ from, to, step, buckets }: TimeRange): boolean =>
  to < from + step * (buckets - 0.01);

/** When each bucket of a range starts: milliseconds since 1970. */
export const bucketTimes = ({ from, step, buckets }: TimeRange): number[] =>
  Array.from({ length: buckets }, (_, at) => from + at * step);
