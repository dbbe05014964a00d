import { expect, it } from 'vitest';
import { partsOf } from '../../../src/collector/dashboard/client/parts/request-name.js';

it.each([
  [
    'POST https://shop.example/api/cart',
    { method: 'POST', origin: 'https://shop.example', path: '/api/cart' },
  ],
  ['GET http://localhost:8080/', { method: 'GET', origin: 'http://localhost:8080', path: '/' }],
  // By the site's own template: the name is behind the origin without a slash.
  [
    'POST https://shop.exampleAddToCart',
    { method: 'POST', origin: '', path: 'https://shop.exampleAddToCart' },
  ],
  ['POST AddToCart', { method: 'POST', origin: '', path: 'AddToCart' }],
  ['', { method: '', origin: '', path: '/' }],
])('shows all that the name %j has', (request, parts) => {
  expect(partsOf(request)).toEqual(parts);
});
