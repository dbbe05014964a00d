import { describe, expect, test } from 'vitest';
import { exceptionFingerprint } from '../../../src/collector/ingest/exception-fingerprint.js';

describe('the fingerprint', () => {
  const of = (message: string, stack: string, type = 'TypeError') =>
    exceptionFingerprint(type, message, stack);

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
