import { afterEach, expect, test } from 'vitest';
import { MAX_ATTRIBUTES, MAX_VALUE_LENGTH } from '../../../src/event.js';
import { encodeAttributes, encodeRecord } from '../../../src/pipeline/encode.js';

/** What a receiver reads: by key, OTLP's value. */
const read = (attributes: object, scrub?: (text: string) => string): Record<string, unknown> =>
  Object.fromEntries(
    JSON.parse(`[${encodeAttributes(attributes, scrub).slice(1)}]`).map(
      ({ key, value }: { key: string; value: unknown }) => [key, value],
    ),
  );

afterEach(() => {
  delete (Array.prototype as { toJSON?: unknown }).toJSON;
  delete (Object.prototype as { polluted?: unknown }).polluted;
});

test('writes values as OTLP has them', () => {
  expect(
    read({
      text: 'a "b"\n\u2028',
      whole: -7,
      real: 1.5,
      yes: true,
      no: false,
      list: ['a', 1, true],
      big: 10n ** 30n,
    }),
  ).toEqual({
    text: { stringValue: 'a "b"\n\u2028' },
    // 64-bit integers are strings in OTLP's JSON.
    whole: { intValue: '-7' },
    real: { doubleValue: 1.5 },
    yes: { boolValue: true },
    no: { boolValue: false },
    list: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: '1' }, { stringValue: 'true' }] } },
    big: { stringValue: `1${'0'.repeat(30)}` },
  });
});

test('writes numbers that JSON does not know as texts', () => {
  expect(read({ none: Number.NaN, most: Number.POSITIVE_INFINITY, large: 2 ** 60 })).toEqual({
    none: { stringValue: 'NaN' },
    most: { stringValue: 'Infinity' },
    large: { doubleValue: 2 ** 60 },
  });
});

test('leaves out what is nothing or not flat', () => {
  expect(read({ a: undefined, b: null, c: {}, d: () => 1, e: Symbol('s'), f: new Map(), g: 'kept' })).toEqual(
    {
      g: { stringValue: 'kept' },
    },
  );
});

const circular: Record<string, unknown> = { a: 1 };
circular.self = circular;
const { proxy: revoked, revoke } = Proxy.revocable([], {});
revoke();

test.each<[string, unknown]>([
  ['a circle', circular],
  ['an array in a circle', [circular]],
  ['a revoked Proxy', revoked],
  ['an array of what has no text', [Object.create(null), Symbol('s')]],
  ['a throwing toString', [{ toString: () => { throw new Error('no'); } }]], // biome-ignore format: one line each
  ['a throwing toJSON', { toJSON: () => { throw new Error('no'); } }], // biome-ignore format: one line each
  ['globalThis', globalThis],
  ['a Date', new Date()],
])('survives %s', (_, value) => {
  const written = read({ before: 1, value, after: 2 });
  expect(written.before).toEqual({ intValue: '1' });
  expect(written.after).toEqual({ intValue: '2' });
});

test('survives attributes that are no object', () => {
  for (const attributes of [null, undefined, 7, 'text', Symbol('s')])
    expect(() => JSON.parse(`[${encodeAttributes(attributes as never).slice(1)}]`)).not.toThrow();
});

test('closes the holes of sparse arrays', () => {
  expect(read({ list: new Array(3) })).toEqual({
    list: { arrayValue: { values: Array(3).fill({ stringValue: 'undefined' }) } },
  });
});

test('cuts what is too long or too many', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n]));
  expect(Object.keys(read(many))).toHaveLength(MAX_ATTRIBUTES);
  expect(read({ text: 'x'.repeat(10_000_000) })).toEqual({
    text: { stringValue: 'x'.repeat(MAX_VALUE_LENGTH) },
  });
  expect(
    (read({ list: new Array(1e6).fill('x') }).list as { arrayValue: { values: [] } }).arrayValue.values,
  ).toHaveLength(MAX_ATTRIBUTES);
});

test('is out of reach of a patched toJSON and of a polluted prototype', () => {
  Object.defineProperty(Array.prototype, 'toJSON', { value: () => 'corrupt', configurable: true });
  (Object.prototype as { polluted?: unknown }).polluted = 'x';
  expect(read({ list: ['a'], ['__proto__']: 'own' })).toMatchObject({
    list: { arrayValue: { values: [{ stringValue: 'a' }] } },
  });
  expect(encodeAttributes({ a: 1 })).not.toContain('polluted');
});

test('cleans texts, in arrays too, and keys never', () => {
  const scrub = (text: string): string => text.replace('secret', '…');
  expect(read({ secret: 'a secret', list: ['secret'] }, scrub)).toEqual({
    secret: { stringValue: 'a …' },
    list: { arrayValue: { values: [{ stringValue: '…' }] } },
  });
});

test('writes an event as a log record', () => {
  const record = (severity?: number): unknown =>
    JSON.parse(
      encodeRecord({ name: 'a "b"', time: 1_800_000_000_000.4, severity, attributes: { n: 1 } }, 'ab-1'),
    );
  expect(record(17)).toEqual({
    timeUnixNano: '1800000000000000000',
    severityNumber: 17,
    eventName: 'a "b"',
    attributes: [
      { key: 'log.record.uid', value: { stringValue: 'ab-1' } },
      { key: 'n', value: { intValue: '1' } },
    ],
  });
  expect(record()).not.toHaveProperty('severityNumber');
});
