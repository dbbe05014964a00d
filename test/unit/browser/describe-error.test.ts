import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeError } from '../../../src/browser/describe-error.js';

const throwing = (): never => {
  throw new Error('trap');
};

describe('what is said of a thrown value', () => {
  test.each([
    [new TypeError('no'), 'TypeError', 'no'],
    [Object.assign(new Error('no'), { name: 'Custom' }), 'Custom', 'no'],
    [new Error(), 'Error', ''],
    ['text', 'String', 'text'],
    [42n, 'BigInt', '42'],
    [undefined, 'Undefined', 'undefined'],
    [null, 'Null', 'null'],
    [Symbol('s'), 'Symbol', 'Symbol(s)'],
    [{ code: 1, secret: 'x' }, 'Object', '{code,secret}'],
    [{ message: 'like an error' }, 'Object', 'like an error'],
    [['a', 'b'], 'Array', '{0,1}'],
  ])('%o', (value, type, message) => {
    expect(describeError(value)).toMatchObject({ type, message });
  });

  test.each([
    ['a Proxy of traps', new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing }), 'object', ''],
    [
      'an object that is no text',
      { [Symbol.toPrimitive]: throwing, toString: throwing },
      'Object',
      '{toString}',
    ],
  ])('%s', (_, value, type, message) => {
    expect(describeError(value)).toMatchObject({ type, message });
  });

  test('holds its causes, six links at most, in circles and in aggregates too', () => {
    const root = new RangeError('root');
    const middle = new Error('middle', { cause: root });
    root.cause = middle;
    expect(describeError(middle).stack.match(/Caused by: .*/g)).toEqual(['Caused by: RangeError: root']);
    let deep: unknown = 'the first';
    for (let depth = 0; depth < 50; depth++) deep = new Error(`level ${depth}`, { cause: deep });
    expect(describeError(deep).stack.match(/Caused by/g)).toHaveLength(5);
    const many = new AggregateError(
      Array.from({ length: 1000 }, (_, index) => index + 1),
      'all',
    );
    expect(describeError(many).stack.match(/Caused by: Number: \d/g)).toHaveLength(5);
  });

  test('never throws and takes no more than a moment, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }),
        (value) => {
          expect(describeError(value).fingerprint).toMatch(/^[\da-f]{8}$/);
        },
      ),
    );
    for (const part of ['a', '1', ' ', '/', '@', '<', '-', 'a1 ', 'a(', '\n', ':1\n', 'at a (']) {
      const text = part.repeat(1_000_000);
      const begin = performance.now();
      describeError(Object.assign(new Error(text), { stack: text, name: text }));
      expect(performance.now() - begin, JSON.stringify(part)).toBeLessThan(50);
    }
  });
});

describe('the fingerprint', () => {
  const of = (message: string, stack: string, type = 'TypeError') =>
    describeError({ name: type, message, stack }).fingerprint;

  const V8 = `TypeError: x is undefined
    at checkOut (https://shop.example/assets/cart-BX3fa9c1.js:1:2345)
    at Object.onClick [as handler] (https://shop.example/assets/cart-BX3fa9c1.js:7:11)
    at t (https://shop.example/assets/vendor-0a1b2c3d.js:99:1)
    at e.n (https://shop.example/assets/vendor-0a1b2c3d.js:99:2)`;

  test('stays where positions, hashes, hosts, folders, minified names and deeper frames change', () => {
    const next = V8.replaceAll('BX3fa9c1', 'QkWbQzXe')
      .replaceAll('0a1b2c3d', 'ffff0000')
      .replaceAll('shop.example/assets', 'cdn.example/v2/build')
      .replace(/:\d+:\d+/g, ':3:14')
      .replace('at t (', 'at q (')
      .replace('at e.n (', 'at other.thing (');
    expect(of('x is undefined', next)).toBe(of('x is undefined', V8));
  });

  test('stays in Firefox’s and Safari’s way of writing, too', () => {
    const gecko = `checkOut@https://shop.example/assets/cart-BX3fa9c1.js:1:2345
onClick/<@https://shop.example/assets/cart-BX3fa9c1.js:7:11
async*t@https://shop.example/assets/vendor-0a1b2c3d.js:99:1
`;
    expect(of('x', gecko.replace(/-\w+\.js:\d+:\d+/g, '-Zz9.js:1:1'))).toBe(of('x', gecko));
    expect(of('x', gecko.replace('checkOut', 'checkIn'))).not.toBe(of('x', gecko));
    expect(of('x', gecko.replace('cart', 'search'))).not.toBe(of('x', gecko));
  });

  test('stays where the message names another id, number or address', () => {
    expect(of('Order 17 of 9c1d-44 failed: https://a.example/orders/17?t=1', '')).toBe(
      of('Order 4096 of 77aa-01 failed: https://a.example/orders/18?t=22', ''),
    );
  });

  test('differs by type, by the words of the message, by function and by file', () => {
    const all = [
      of('x is undefined', V8),
      of('x is undefined', V8, 'RangeError'),
      of('y is undefined', V8),
      of('x is undefined', V8.replace('checkOut', 'payNow')),
      of('x is undefined', V8.replaceAll('cart-', 'search-')),
      of('x is undefined', ''),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
