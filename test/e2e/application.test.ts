import { beforeAll, expect, test } from 'vitest';
import type { Page } from '../helpers/browser.js';
import { expectExactlyOnce, storedEvents } from '../helpers/stored-events.js';
import { useCollectedSite } from './use-collected-site.js';

/** A single-page application that bundles the package: its own consent, single plugins, routes of its own. */

const APPLICATION = `
import { captureException } from 'sonde';
import { clicks } from 'sonde/clicks';
import { init } from 'sonde/init';
import { pageViews } from 'sonde/page-views';

const sonde = init({ endpoint: '/telemetry', service: 'application', release: '2.0.0', plugins: [pageViews(), clicks()] });
const again = init({ endpoint: '/elsewhere', service: 'application' });
let number = 0;
Object.assign(window, {
  sonde,
  isSame: sonde === again,
  track: () => sonde.track('test.event', { 'test.run': 'application', 'test.number': ++number }),
  capture: () => captureException(sonde, new RangeError('caught')),
});
document.querySelector('#orders')!.addEventListener('click', () => history.pushState({}, '', '/orders/1234567?token=secret&utm_source=mail'));`;

/** Whatever can be left out by sampling is. */
const FAILING = `
import { captureException } from 'sonde';
import { init } from 'sonde/init';

const sonde = init({ endpoint: '/telemetry', service: 'failing', sample: { exception: 0, 'checkout.broken': 0 } });
Object.assign(window, {
  sonde,
  fail() {
    sonde.consent.grant();
    for (const severity of [17, 20, 21]) sonde.track('checkout.broken', {}, { severity });
    for (const severity of ['handled', 'unhandled', 'fatal'] as const) captureException(sonde, new Error(severity), severity);
  },
});`;

declare const fail: () => void;
declare const sonde: import('../../src/sonde.js').Sonde;
declare const isSame: boolean;
declare const track: () => void;
declare const capture: () => void;

const { collector, front, site, browser } = useCollectedSite(
  'file',
  {
    '/': `<!doctype html><link rel="icon" href="data:,"><title>application</title><button id="orders">Orders</button>
      <script type="module" src="/application.js"></script>`,
  },
  APPLICATION,
);
let page: Page;
beforeAll(async () => {
  page = await browser.newPage(site.origin);
  await page.waitFor(() => typeof sonde === 'object');
});

test('a second init for the same service is the first', async () => {
  expect(await page.evaluate(() => isSame)).toBe(true);
});

test('is silent until consent is granted, then records routes, clicks and its own events', async () => {
  await page.evaluate(() => track());
  await page.click('#orders');
  expect(await page.evaluate(() => sonde.flush())).toMatchObject({ kept: 0 });
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  await page.evaluate(() => history.replaceState({}, '', '/'));

  await page.evaluate(() => sonde.consent.grant('analytics'));
  await page.evaluate(() => track());
  await page.evaluate(() => capture()); // Of diagnostics, which were not granted.
  await page.click('#orders');
  await page.evaluate(() => track());
  expect(await page.evaluate(() => sonde.flush())).toMatchObject({ kept: 0 });
  await expectExactlyOnce(collector, 'application', [2, 3]);

  const events = await storedEvents(collector, 'application');
  expect(
    events.map(({ EventName, ResourceAttributes }) => [EventName, ResourceAttributes['url.template']]),
  ).toEqual([
    ['page_view', '/'],
    ['test.event', '/'],
    ['click', '/'],
    ['page_view', '/orders/:id'],
    ['test.event', '/orders/:id'],
  ]);
  const route = events[3]?.LogAttributes;
  expect(route?.['sonde.navigation.type']).toBe('route');
  expect(route?.['url.full']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/orders\/.*\?utm_source=mail$/);
  expect(JSON.stringify(events)).not.toContain('secret');
});

test('stop ends capturing and undoes what was patched', async () => {
  const before = front.seen.length;
  await page.evaluate(() => sonde.stop());
  await page.click('#orders');
  await page.evaluate(() => track());
  expect(await page.evaluate(() => /native code/.test(String(history.pushState)))).toBe(true);
  await page.close();
  expect(front.seen.length).toBe(before);
});

test('errors and what is fatal are told with their severity, and never sampled', async () => {
  await site.serveBundle('/failing.js', FAILING);
  site.serve(
    '/failing',
    '<!doctype html><link rel="icon" href="data:,"><title>failing</title><script type="module" src="/failing.js"></script>',
  );
  const failing = await browser.newPage(`${site.origin}/failing`);
  await failing.waitFor(() => typeof fail === 'function');
  await failing.evaluate(() => fail());
  expect(await failing.evaluate(() => sonde.flush())).toMatchObject({ kept: 0 });
  const rows = await collector.query<{ name: string; severity: number; told: string; weight: string }>(
    `SELECT EventName AS name, toUInt8(SeverityNumber) AS severity, LogAttributes['exception.message'] AS told,
       LogAttributes['sonde.weight'] AS weight
     FROM otel_logs WHERE ServiceName = 'failing' ORDER BY name, severity`,
  );
  expect(rows).toEqual([
    { name: 'checkout.broken', severity: 21, told: '', weight: '' },
    { name: 'exception', severity: 13, told: 'handled', weight: '' },
    { name: 'exception', severity: 17, told: 'unhandled', weight: '' },
    { name: 'exception', severity: 21, told: 'fatal', weight: '' },
  ]);
  await failing.close();
});
