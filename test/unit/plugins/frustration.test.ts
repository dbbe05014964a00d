// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest';
import { frustration } from '../../../src/plugins/frustration.js';
import { setUp } from './taps.js';

let undo: () => void;
afterEach(() => undo());

test('pages are remembered without their queries, which hold what links hand over', async () => {
  const page = setUp(frustration());
  undo = page.undo;
  for (const path of ['reset?token=s3cret', 'login', 'reset?token=s3cret'])
    page.emit('page_view', { 'url.full': `https://shop.example/${path}` });
  expect(localStorage['sonde.shop.pages']).toContain('https://shop.example/login');
  expect(JSON.stringify(localStorage)).not.toContain('s3cret');
  page.emit('page_view', { 'url.full': 'https://shop.example/login' });
  await Promise.resolve();
  expect(page.told.map(({ name }) => name)).toContain('frustration');
  expect(localStorage['sonde.shop.pages']).toBeUndefined();
});
