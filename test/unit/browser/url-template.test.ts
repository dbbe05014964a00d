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
  // As long as an id is at least: eight hexadecimal digits, sixteen letters and digits.
  ['/c/4F0C9D1E/4f0c9d1', '/c/:id/4f0c9d1'],
  ['/t/a8Fk29dkq0Zxm3Pq/a8Fk29dkq0Zxm3P', '/t/:id/a8Fk29dkq0Zxm3P'],
  ['/t/a8Fk29dk_0Zxm3Pq', '/t/:id'],
  // A fragment that is a route may have a query.
  ['/#/orders/123456?x=secret', '/#/orders/:id'],
  // Words and slugs stay.
  ['/phones/pixel-9-pro', '/phones/pixel-9-pro'],
  ['/100-ways/20260101-sale', '/100-ways/20260101-sale'],
  ['/face/feed', '/face/feed'],
  ['/internationalization', '/internationalization'],
])('%s → %s', (path, template) => {
  expect(urlTemplate(path)).toBe(template);
});
