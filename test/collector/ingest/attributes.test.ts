import { expect, test } from 'vitest';
import { readAttributes } from '../../../src/collector/ingest/attributes.js';

const one = (value: unknown): string | undefined => readAttributes([{ key: 'k', value }]).k;

test.each([
  [{ stringValue: 'a' }, 'a'],
  [{ stringValue: '' }, ''],
  [{ boolValue: false }, 'false'],
  [{ intValue: '9223372036854775807' }, '9223372036854775807'],
  [{ intValue: -5 }, '-5'],
  [{ doubleValue: 0.25 }, '0.25'],
  [{ doubleValue: 'NaN' }, 'NaN'],
  [{ doubleValue: '-Infinity' }, '-Infinity'],
  [{ bytesValue: 'AQI=' }, 'AQI='],
  [{ arrayValue: { values: [{ intValue: '1' }, { stringValue: 'b' }, {}] } }, '[1,"b",null]'],
  [{ arrayValue: {} }, '[]'],
  [
    { arrayValue: { values: [{ kvlistValue: { values: [{ key: 'x', value: { doubleValue: 1.5 } }] } }] } },
    '[{"x":1.5}]',
  ],
])('%j reads as %j', (value, text) => {
  expect(one(value)).toBe(text);
});

test.each([
  [undefined],
  [null],
  ['a'],
  [{}],
  [{ stringValue: 5 }],
  [{ intValue: '1.5' }],
  [{ intValue: 1e30 }],
  [{ doubleValue: 'ten' }],
  [{ boolValue: 'true' }],
  [{ somethingNew: 1 }],
])('%j is left out', (value) => {
  expect(one(value)).toBeUndefined();
});

test('maps are flattened, and __proto__ is a name like any other', () => {
  const attributes = readAttributes([
    {
      key: 'a',
      value: {
        kvlistValue: {
          values: [
            { key: 'b', value: { intValue: 1 } },
            { key: 'c', value: { kvlistValue: { values: [{ key: 'd', value: { boolValue: true } }] } } },
          ],
        },
      },
    },
    { key: '__proto__', value: { stringValue: 'x' } },
  ]);
  expect(Object.entries(attributes)).toEqual([
    ['a.b', '1'],
    ['a.c.d', 'true'],
    ['__proto__', 'x'],
  ]);
});

test('what is malformed is passed over', () => {
  expect(readAttributes('nonsense')).toEqual({});
  expect({
    ...readAttributes([null, 1, {}, { key: 5 }, { key: '' }, { key: 'a', value: { stringValue: 'b' } }]),
  }).toEqual({ a: 'b' });
});

test('half a surrogate pair becomes the replacement character', () => {
  expect(one({ stringValue: 'a\ud800b' })).toBe('a\ufffdb');
  expect(one({ stringValue: '🙂' })).toBe('🙂');
});

test('depth, count and length are bounded', () => {
  let deep: unknown = { stringValue: 'x' };
  for (let level = 0; level < 10_000; level += 1)
    deep = { kvlistValue: { values: [{ key: 'a', value: deep }] } };
  expect(one(deep)).toBeUndefined();
  let list: unknown = { stringValue: 'x' };
  for (let level = 0; level < 10_000; level += 1) list = { arrayValue: { values: [list] } };
  expect(one(list)?.length).toBeLessThan(100);
  const many = Array.from({ length: 1000 }, (_, index) => ({ key: `k${index}`, value: { intValue: index } }));
  expect(Object.keys(readAttributes(many))).toHaveLength(256);
  expect(one({ stringValue: 'x'.repeat(100_000) })?.length).toBe(32_768);
});

test('addresses of devices are dropped', () => {
  expect(readAttributes([{ key: 'client.address', value: { stringValue: '203.0.113.9' } }])).toEqual({});
});
