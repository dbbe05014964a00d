import { afterEach, expect, test, vi } from 'vitest';
import { pageView } from '../../../src/plugins/page-view.js';

afterEach(() => vi.unstubAllGlobals());

test.each([
  [undefined, 'https://shop.example/a?b=c'],
  ['/checkout/payment', 'https://shop.example/checkout/payment'],
  ['https://shop.example/#/orders', 'https://shop.example/#/orders'],
  ['#!/orders', 'https://shop.example/a?b=c#!/orders'],
])('names the page by %s', (url, expected) => {
  vi.stubGlobal('location', { href: 'https://shop.example/a?b=c#part' });
  const tracked: unknown[] = [];
  pageView({ track: (...event) => tracked.push(event) }, url);
  expect(tracked).toEqual([['page_view', { 'url.full': expected, 'sonde.navigation.type': 'by_hand' }]]);
});

test('an address that is none is not recorded, and throws nothing into the page', () => {
  vi.stubGlobal('location', { href: 'https://shop.example/' });
  const tracked: unknown[] = [];
  pageView({ track: (...event) => tracked.push(event) }, 'https://');
  expect(tracked).toEqual([]);
});
