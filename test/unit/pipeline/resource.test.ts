// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createResource } from '../../../src/pipeline/resource.js';

const options = { service: 'shop', release: '1.4.2', environment: 'production' };
const scrub = (text: string): string => text.replace('ann', '…');
const event = (name: string, attributes = {}) => ({ name, attributes });
const read = (text: string): Record<string, unknown> =>
  Object.fromEntries(
    JSON.parse(`[${text}]`).map(({ key, value }: { key: string; value: object }) => [
      key,
      Object.values(value)[0],
    ]),
  );

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, '', '/orders/8123/ann');
});
afterEach(() => void vi.restoreAllMocks());

test('says what is the same for all events of a page', () => {
  const resourceOf = createResource(options, scrub)('sonde.shop.', () => true);
  expect(read(resourceOf(event('click'), 'f'.repeat(32)))).toEqual({
    'service.name': 'shop',
    'service.version': '1.4.2',
    'deployment.environment.name': 'production',
    'telemetry.sdk.name': 'sonde',
    'telemetry.sdk.language': 'webjs',
    'telemetry.sdk.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
    'session.id': 'f'.repeat(32),
    'app.installation.id': expect.stringMatching(/^[0-9a-f]{32}$/),
    'sonde.page.id': expect.stringMatching(/^[0-9a-f]{16}$/),
    'url.template': '/orders/:id/…',
  });
});

test('leaves out what it was not told', () => {
  const resourceOf = createResource({ service: 'shop' }, scrub)('sonde.shop.', () => true);
  expect(read(resourceOf(event('click'), 's'))).not.toHaveProperty('service.version');
});

test('knows the visitor only with consent to analytics', () => {
  let granted = false;
  const resourceOf = createResource(options, scrub)(
    'sonde.shop.',
    (purpose) => purpose !== 'analytics' || granted,
  );
  expect(read(resourceOf(event('exception'), 's'))).not.toHaveProperty('app.installation.id');
  expect(localStorage).toHaveLength(0);
  granted = true;
  const visitor = read(resourceOf(event('click'), 's'))['app.installation.id'];
  expect(visitor).toMatch(/^[0-9a-f]{32}$/);
  // The next page load is the same visitor.
  expect(
    read(createResource(options, scrub)('sonde.shop.', () => true)(event('click'), 's'))[
      'app.installation.id'
    ],
  ).toBe(visitor);
});

test('takes a visitor for another after thirteen months, however often there was one', () => {
  const now = vi.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000);
  const visitor = (later: number): unknown => {
    now.mockReturnValue(1_800_000_000_000 + later);
    const resourceOf = createResource(options, scrub)('sonde.shop.', () => true);
    return read(resourceOf(event('click'), 's'))['app.installation.id'];
  };
  const THIRTEEN_MONTHS = 393 * 86_400_000;
  const first = visitor(0);
  expect([THIRTEEN_MONTHS / 2, THIRTEEN_MONTHS - 1].map(visitor)).toEqual([first, first]);
  expect(visitor(THIRTEEN_MONTHS)).not.toBe(first);
});

test('begins a page with each view but the first, which earlier events share', () => {
  const resourceOf = createResource(options, scrub)('sonde.shop.', () => true);
  const pageOf = (name: string): unknown => read(resourceOf(event(name), 's'))['sonde.page.id'];
  const first = pageOf('exception');
  expect(pageOf('page_view')).toBe(first);
  expect(pageOf('click')).toBe(first);
  history.pushState(null, '', '/cart');
  expect(pageOf('click')).toBe(first);
  const second = pageOf('page_view');
  expect(second).not.toBe(first);
  expect(read(resourceOf(event('click'), 's'))).toMatchObject({
    'sonde.page.id': second,
    'url.template': '/cart',
  });
});

test('names a page by the site’s own routes, cleaned too', () => {
  const urlTemplate = ({ pathname }: URL): string => `route:${pathname.split('/')[1]}/ann`;
  const resourceOf = createResource({ ...options, urlTemplate }, scrub)('sonde.shop.', () => true);
  expect(read(resourceOf(event('click'), 's'))['url.template']).toBe('route:orders/…');
});

test('takes the path from what a view names: the fragment that is a route, the address by hand', () => {
  history.replaceState(null, '', '/shop#section');
  const resourceOf = createResource(options, scrub)('sonde.shop.', () => true);
  const of = (name: string, url?: string) =>
    read(resourceOf(event(name, url === undefined ? {} : { 'url.full': url }), 's'));
  const early = of('exception', 'https://elsewhere.example/file.js');
  expect(early['url.template']).toBe('/shop');
  expect(of('page_view', 'https://shop.example/#/orders/8123')).toMatchObject({
    'url.template': '/#/orders/:id',
    'sonde.page.id': early['sonde.page.id'],
  });
  expect(of('click')['url.template']).toBe('/#/orders/:id');
  const second = of('page_view', '/checkout/payment');
  expect(second['url.template']).toBe('/checkout/payment');
  expect(second['sonde.page.id']).not.toBe(early['sonde.page.id']);
  expect(of('page_view')['url.template']).toBe('/shop');
});

test('hands the site’s own routes the view’s URL', () => {
  const urlTemplate = ({ pathname, search, hash }: URL): string => `${pathname} ${search} ${hash}`;
  history.replaceState(null, '', '/app?page=cart#section');
  const resourceOf = createResource({ ...options, urlTemplate }, scrub)('sonde.shop.', () => true);
  expect(read(resourceOf(event('exception'), 's'))['url.template']).toBe('/app ?page=cart ');
  const view = event('page_view', { 'url.full': 'https://shop.example/app#/cart' });
  expect(read(resourceOf(view, 's'))['url.template']).toBe('/app  #/cart');
});

test.each([
  ['the site’s own naming throws', {}, () => null as unknown as string],
  ['a view names what is no address', { 'url.full': 'http://' }, ({ pathname }: URL) => pathname],
])('where %s, tells of the page without it, and says why', (_, attributes, urlTemplate) => {
  const errors: unknown[] = [];
  const resourceOf = createResource({ ...options, urlTemplate }, scrub, (error) => errors.push(error))(
    'sonde.shop.',
    () => true,
  );
  const told = read(resourceOf(event('page_view', attributes), 's'));
  expect(told).toMatchObject({ 'service.name': 'shop', 'sonde.page.id': expect.any(String) });
  expect(told).not.toHaveProperty('url.template');
  expect(errors).toEqual([expect.any(TypeError)]);
});
