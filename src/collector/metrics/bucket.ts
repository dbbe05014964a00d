import type { Binding } from '../store/store.js';
import type { TimeRange } from './time-range.js';

/**
 * A range's bucket as an expression: 0 for the first. Rows of the range before have negative numbers, so that one scan
 * from `previousRange(range).from` serves both. The start is moved a whole range back, for `intDiv` rounds towards zero.
 */
export const BUCKET =
  '(intDiv(toUnixTimestamp64Milli(Timestamp) - {firstBucket:Int64} + {step:Int64} * {buckets:Int64}, {step:Int64}) - {buckets:Int64})';

/** What `BUCKET` is bound to. */
export const bucketBindings = ({ from, step, buckets }: TimeRange): Readonly<Record<string, Binding>> => ({
  firstBucket: from,
  step,
  buckets,
});

/** Spreads rows with a bucket over a dense list, `empty` where there is no row. */
export const dense = <Row extends { readonly bucket: number }, Value>(
  rows: readonly Row[],
  { buckets }: TimeRange,
  value: (row: Row) => Value,
  empty: Value,
  shift = 0,
): Value[] => {
  const spread = new Array<Value>(buckets).fill(empty);
  for (const row of rows) {
    const at = row.bucket + shift;
    if (at >= 0 && at < buckets) spread[at] = value(row);
  }
  return spread;
};
