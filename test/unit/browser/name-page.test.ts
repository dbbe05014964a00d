import { expect, test } from 'vitest';
import { namePage } from '../../../src/browser/name-page.js';

test.each<[string, ((url: URL) => string) | undefined]>([
  ['/orders/[id]', () => '/orders/[id]'],
  ['/orders/:id', undefined],
  ['/orders/:id', () => ''],
  [
    '/orders/:id',
    () => {
      throw new Error('own');
    },
  ],
])('%s', (name, template) => {
  expect(namePage(new URL('https://shop.example/orders/81234?a=1'), template)).toBe(name);
});
