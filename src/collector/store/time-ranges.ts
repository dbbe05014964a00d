/** A stretch of time, both ends included, in milliseconds since 1970. */
export type TimeRange = readonly [from: number, to: number];

/** Nearer than this the engine reads the same block of rows anyway. */
const NEAR_MILLISECONDS = 60_000;

/**
 * Covers some moments by at most `limit` ranges, leaving out the widest gaps between them.
 *
 * @example timeRanges([1, 2, 9_000_000], 8) // [[1, 2], [9_000_000, 9_000_000]]
 */
export const timeRanges = (moments: readonly number[], limit: number): TimeRange[] => {
  const sorted = [...moments].sort((a, b) => a - b);
  const gap = (index: number): number => (sorted[index] as number) - (sorted[index - 1] as number);
  const starts = sorted
    .map((_, index) => index)
    .slice(1)
    .filter((index) => gap(index) > NEAR_MILLISECONDS)
    .sort((a, b) => gap(b) - gap(a))
    .slice(0, limit - 1)
    .sort((a, b) => a - b);
  return [0, ...starts]
    .filter((start) => start < sorted.length)
    .map((start, index) => [sorted[start] as number, sorted[(starts[index] ?? sorted.length) - 1] as number]);
};
