import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeRanges } from '../../../src/collector/store/time-ranges.js';

test('near moments share a range, the widest gaps are left out', () => {
  const minute = 60_000;
  expect(timeRanges([5, 1, 3], 8)).toEqual([[1, 5]]);
  expect(timeRanges([0, 100 * minute, 102 * minute, 500 * minute], 2)).toEqual([
    [0, 102 * minute],
    [500 * minute, 500 * minute],
  ]);
  expect(timeRanges([], 8)).toEqual([]);
});

test('every moment is covered by one of at most `limit` ranges, in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 16 }),
      (moments, limit) => {
        const ranges = timeRanges(moments, limit);
        expect(ranges.length).toBeLessThanOrEqual(limit);
        for (const moment of moments) {
          expect(ranges.filter(([from, to]) => from <= moment && moment <= to)).toHaveLength(1);
        }
        expect(ranges.flat()).toEqual([...ranges.flat()].sort((a, b) => a - b));
      },
    ),
  );
});
