import { expect, test } from 'vitest';
import { createScrub } from '../../../src/pipeline/scrub.js';

const scrub = createScrub(['page']);

test.each([
  ['mail to ann@example.org now', 'mail to [redacted] now'],
  ['ann.o+x%40example.co.uk', '[redacted]'],
  ['https://ann:secret@example.org/a', 'https://[redacted]/a'],
  ['Authorization: Bearer abcdefghijklmnop', 'Authorization: [redacted]'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig-nature_1', '[redacted]'],
  ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', '[redacted]'],
  ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', '[redacted]'],
  ['AKIAIOSFODNN7EXAMPLE', '[redacted]'],
  ['xoxb-123456789012-abcdef', '[redacted]'],
  ['card 4111 1111 1111 1111 declined', 'card [redacted] declined'],
  ['card 4111-1111-1111-1111', 'card [redacted]'],
  ['4111111111111111', '[redacted]'],
  ['GET /a?token=1&b=2 failed', 'GET /a failed'],
  ['https://x.example/s?q=lump(breast)&name=Ann&pin=1234', 'https://x.example/s'],
  ['https://x.example/l?$filter=contains(name,%27Ann%20Smith%27)&top=1', 'https://x.example/l'],
  ['https://x.example/?_g=(user:(name:ann))', 'https://x.example/'],
  ['/a?at=12:30:45&name=Ann', '/a'],
  ['at f (https://x.example/app.js?v=12:10:5)', 'at f (https://x.example/app.js:10:5)'],
  ['f@https://x.example/app.js?v=1:10:5', 'f@https://x.example/app.js:10:5'],
  [
    'https://shop.test/a?utm_source=x&token=1&page=2#access_token=abc',
    'https://shop.test/a?utm_source=x&page=2',
  ],
  ['/a#id_token=abc', '/a'],
  ['https://shop.test/reset?Zk3-secret-token', 'https://shop.test/reset'],
  ['/reset?ann.smith', '/reset'],
])('hides what is in %j', (text, clean) => {
  expect(scrub(text)).toBe(clean);
});

test.each([
  'https://cdn.test/npm/vue@3.2.1/dist/vue.js:12:34',
  'at render (webpack:///./src/App.vue?:5:3)',
  'https://shop.test/app.js?v12:5:3',
  'https://shop.test/#/cart',
  'what?ever',
  'order 20261121',
  '/orders/8123/lines',
  'Is it 5 > 3? Yes = true',
  'ResizeObserver loop completed with undelivered notifications.',
  'a1b2c3d4e5f60718293a4b5c6d7e8f90',
  '#/cart/items',
  'C:\\Users\\app\\main.js',
  '2026-11-21T10:00:00.000Z',
])('leaves %j as it is', (text) => {
  expect(scrub(text)).toBe(text);
});

/**
 * Time cannot be asserted on a shared machine, but work can: a regular expression that goes back and forth takes four
 * times as long for twice the text, whatever the machine; the fastest of some runs is compared.
 */
test.each([
  ['word characters', 'a'],
  ['dots', 'a.'],
  ['an address that never ends', 'a@a.'],
  ['digits', '4111 '],
  ['question marks', '?a'],
  ['parameters', '?a=b&'],
  ['percent signs', '%40'],
  ['parentheses', '?a=('],
  ['places in a script', ':1'],
  ['keys', 'sk_'],
  ['dashes', '-a'],
])('takes time in proportion to the length: %s', (_, part) => {
  const fastest = (length: number): number => {
    const text = part.repeat(length / part.length);
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 7; run++) {
      // Processor time: what others do on the machine is not in it.
      const begin = process.cpuUsage();
      scrub(text);
      least = Math.min(least, process.cpuUsage(begin).user / 1_000);
    }
    return least;
  };
  fastest(4_096);
  // Sixteen times the length: sixteen times the work, not 256 times; half a millisecond is the clock's grain.
  expect(fastest(65_536)).toBeLessThan(80 * Math.max(fastest(4_096), 0.5));
});
