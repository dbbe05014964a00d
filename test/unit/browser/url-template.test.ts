import { expect, test } from 'vitest';
import { urlTemplate } from '../../../src/browser/url-template.js';

test.each([
  ['/', '/'],
  ['/orders/8123/lines/4f0c9d1e', '/orders/:id/lines/:id'],
  ['/users/0b0f1d3e-7a55-4e1c-9d0a-1f2e3d4c5b6a/', '/users/:id/'],
  ['/by/ann@example.org', '/by/:id'],
  ['/by/ann%40example.org', '/by/:id'],
  ['/2026-11-21/report', '/:id/report'],
  ['/t/a8Fk29dkq0Zxm3Pq7', '/t/:id'],
  // A fragment that is a route may have a query.
  ['/#/orders/123456?x=secret', '/#/orders/:id'],
  // Words and slugs stay.
  ['/phones/pixel-9-pro', '/phones/pixel-9-pro'],
  ['/face/feed', '/face/feed'],
  ['/internationalization', '/internationalization'],
])('%s → %s', (path, template) => {
  expect(urlTemplate(path)).toBe(template);
});
