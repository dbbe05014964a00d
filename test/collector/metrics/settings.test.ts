import { afterAll, beforeAll, expect, it } from 'vitest';
import { settings } from '../../../src/collector/metrics/settings.js';
import { wilson } from '../../../src/collector/statistics/wilson.js';
import type { Store } from '../../../src/collector/store/store.js';
import { HOSTILE, minute, openFilled } from './open-filled.js';
import { type EventSketch, rowOf } from './seed/row.js';

const range = { from: minute(0), to: minute(60) };

const told = (
  id: string,
  value: string | number | boolean,
  visitor: string,
  at: number,
  more: Partial<EventSketch> = {},
): EventSketch => ({
  name: 'setting.current',
  visitor,
  session: `of ${visitor} at ${at}`,
  time: minute(at),
  attributes: { 'setting.id': id, 'setting.value': value },
  ...more,
});
const changed = { name: 'setting.changed' };

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    // Ann changes to dark and back, Ben to dark in another session, Cleo never; Dan's is of before.
    told('theme', 'light', 'ann', 1),
    told('theme', 'dark', 'ann', 2, changed),
    told('theme', 'light', 'ann', 3, changed),
    told('theme', 'light', 'ben', 50, { device: 'mobile' }),
    told('theme', 'dark', 'ben', 51, { ...changed, device: 'mobile', release: '2.0' }),
    told('theme', 'light', 'cleo', 1),
    told('theme', 'dark', 'dan', -5),
    told('theme', 'dark', 'late', 61),
    // Within one millisecond the number tells which was the last.
    told('order', 'first', 'ann', 5, { ...changed, stream: 'a', number: 9, session: 'a' }),
    told('order', 'second', 'ann', 5, { ...changed, stream: 'a', number: 10, session: 'a' }),
    // Without a visitor each session is one; without either nobody is.
    told('sound', true, '', 1, { session: 's1' }),
    told('sound', false, '', 2, { session: 's1' }),
    told('sound', true, '', 1, { session: 's2' }),
    told('sound', true, '', 1, { session: '' }),
    // One of ten who have it as it is was kept, all of those who changed it.
    told('font', 'small', 'e1', 1, { weight: 10 }),
    told('font', 'small', 'e2', 1, { weight: 10 }),
    ...['f1', 'f2', 'f3', 'f4', 'f5'].map((visitor) => told('font', 'large', visitor, 1, changed)),
    // Anything as a value.
    ...Array.from({ length: 20 }, (_, at) => told('size', at, `g${at}`, 1)),
    ...Array.from({ length: 5 }, (_, at) => told('size', 3, `h${at}`, 1)),
    told('theme', 'dark', 'other', 1, { service: 'blog' }),
    // No setting.
    told('', 'x', 'ann', 1),
    told('click', 'x', 'ann', 1, { name: 'click' }),
  ]);
});
afterAll(() => store.close());

const shop = { ...range, service: 'shop' };
const of = async (id: string, filter = {}) =>
  (await settings(store, { ...shop, ...filter })).settings.find(({ setting }) => setting === id);
const values = async (id: string, filter = {}) =>
  (await of(id, filter))?.values.map(({ value, visitors }) => [value, visitors]);

it('tells what a setting stands at by the last that each visitor told, and who changed it', async () => {
  const theme = await of('theme');
  expect(theme).toMatchObject({ visitors: 3, others: 0, otherVisitors: 0 });
  expect(theme?.changed).toMatchObject(wilson(2, 3) ?? {});
  expect(theme?.values.map(({ value, visitors }) => [value, visitors])).toEqual([
    ['light', 2],
    ['dark', 1],
  ]);
  expect(theme?.values[0]?.share).toMatchObject(wilson(2, 3) ?? {});
  expect(await values('order')).toEqual([['second', 1]]);
});

it('counts a session where there is no visitor, and nobody where there is neither', async () => {
  expect(await values('sound')).toEqual([
    ['false', 1],
    ['true', 1],
  ]);
  expect((await of('sound'))?.changed?.estimate).toBe(0);
});

it('weighs who was kept by chance: who changes is not told more often than there are', async () => {
  const font = await of('font');
  expect(font).toMatchObject({ visitors: 25 });
  expect(font?.changed?.estimate).toBeCloseTo(1 / 5, 12);
  expect(await values('font')).toEqual([
    ['small', 20],
    ['large', 5],
  ]);
  expect(font?.values[0]?.share?.size).toBeLessThan(7);
});

it('lists eight values of a setting, and counts the others', async () => {
  const size = await of('size');
  expect(size).toMatchObject({ visitors: 25, others: 12, otherVisitors: 12 });
  expect(size?.values).toHaveLength(8);
  expect(size?.values[0]).toMatchObject({ value: '3', visitors: 6 });
});

it.each([
  ['a device', { device: 'mobile' }, [['dark', 1]]],
  ['a release', { release: '2.0' }, [['dark', 1]]],
  ['a service', { service: 'blog' }, [['dark', 1]]],
  [
    'a range',
    { from: minute(0), to: minute(3) },
    [
      ['dark', 1],
      ['light', 1],
    ],
  ],
])('holds the filter of %s', async (_, filter, expected) => {
  expect(await values('theme', filter)).toEqual(expected);
});

it('lists no more settings than are asked for, and says how many there are', async () => {
  const { settings: rows, all } = await settings(store, shop, 2);
  expect([rows.map(({ setting }) => setting), all]).toEqual([['font', 'size'], 5]);
  expect(await settings(store, { ...shop, service: 'nowhere' })).toEqual({ settings: [], all: 0 });
});

it('is broken by no name and no value', async () => {
  await store.insert(
    HOSTILE.map((hostile) => rowOf(told(hostile, hostile.repeat(400), hostile, 1, { service: 'hostile' }))),
  );
  const { settings: rows } = await settings(store, { ...range, service: 'hostile' });
  expect(rows.map(({ setting }) => setting).sort()).toEqual([...HOSTILE].sort());
  for (const { values: own } of rows) expect([...(own[0]?.value ?? '')].length).toBeLessThanOrEqual(200);
});
