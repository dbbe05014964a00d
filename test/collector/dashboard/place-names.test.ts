import { expect, it } from 'vitest';
import { placeNames } from '../../../src/collector/dashboard/client/chart/place-names.js';

const chart = { left: 50, right: 350, gap: 5 };
const at = (x: number, width = 40) => ({ x, width });

it('sets a name towards the middle of the chart', () => {
  expect(placeNames([at(60), at(340)], chart)).toEqual(['right', 'left']);
  expect(placeNames([], chart)).toEqual([]);
});

it('sets two that are near each other apart, and leaves out the older where there is no room', () => {
  // The newer takes the side towards the middle, where the older's name would be.
  expect(placeNames([at(190), at(200)], chart)).toEqual(['left', 'right']);
  expect(placeNames([at(60), at(70)], chart)).toEqual([undefined, 'right']);
  expect(placeNames([at(100), at(105), at(110)], chart)).toEqual(['left', undefined, 'right']);
  // The order in which they are given says nothing.
  expect(placeNames([at(70), at(60)], chart)).toEqual(['right', undefined]);
});

it('sets none beyond the edge, and across another mark only where there is no other place', () => {
  expect(placeNames([at(200, 400)], chart)).toEqual([undefined]);
  expect(placeNames([at(100), at(130)], chart)).toEqual(['left', 'right']);
  expect(placeNames([at(60, 20), at(75, 250)], chart)).toEqual([undefined, 'right']);
  expect(placeNames([at(300), at(345)], chart)).toEqual(['left', 'left']);
  expect(placeNames([at(320), at(348)], chart)).toEqual(['left', undefined]);
});

it('lets no two names overlap, however many there are', () => {
  const marks = Array.from({ length: 40 }, (_, index) =>
    at(50 + ((index * 37) % 300), 20 + (index % 5) * 12),
  );
  const spans = placeNames(marks, chart).flatMap((side, index) => {
    const { x, width } = marks[index] as (typeof marks)[number];
    return side === undefined ? [] : [side === 'left' ? [x - 5 - width, x - 5] : [x + 5, x + 5 + width]];
  }) as [number, number][];
  expect(spans.length).toBeGreaterThan(0);
  spans.sort(([one], [other]) => one - other);
  spans.slice(1).forEach(([from], index) => {
    expect(from).toBeGreaterThanOrEqual((spans[index] as [number, number])[1]);
  });
});
