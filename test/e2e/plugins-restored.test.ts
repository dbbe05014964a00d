import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { type Emitted, emitted, emittedUntil, type Site, serve } from './plugins-site.js';

/** What plugins make of a page that comes back from the real back/forward cache. Page views: `plugins-page-views.test.ts`. */

declare const begin: (name: string) => import('../../src/plugins/transaction.js').Transaction;

const TRANSACTIONS = `<script>
  start(sonde.transactions());
  const begin = (name) => sonde.transaction({ track: telemetry.emit }, name);
</script><a id="next" href="/next">next</a>`;
const VITALS = `<h1>Something large to paint</h1><a id="next" href="/next">next</a>
<script>start(sonde.vitals()); start(sonde.vitalsAttribution())</script>`;

let site: Site;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  site = await serve({ '/': TRANSACTIONS, '/next': TRANSACTIONS, '/vitals': VITALS });
  browser = await borrowBrowser(engine, { backForwardCache: true });
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});
// A tab of its own: sessionStorage is what one goes on with.
beforeEach(async () => {
  page = await browser.newPage();
});

const document = (): Promise<number> => page.evaluate(() => performance.timeOrigin);

/** Follows the link, does what is to be done there, and comes back. WebKitGTK may give the page up: then nothing is said. */
async function leaveAndReturn(meanwhile: () => unknown = () => {}): Promise<void> {
  const first = await document();
  const from = await page.evaluate(() => location.pathname);
  await page.click('#next');
  await page.waitFor(() => location.pathname === '/next' && window.document.readyState === 'complete');
  await page.evaluate(meanwhile);
  await page.back();
  await page.waitFor(
    (path: string) => location.pathname === path && window.document.readyState === 'complete',
    from,
  );
  if (engine !== 'webkit') expect(await document()).toBe(first);
}

const transactions = (events: Emitted[]): Record<string, unknown>[] =>
  events.map(({ attributes }) => attributes).filter((told) => told['transaction.outcome'] !== 'abandoned');

test('a transaction that goes on after the return is the same, with the steps from before', async () => {
  await page.goto(`${site.origin}/`);
  await page.evaluate(() => begin('checkout').step('cart'));
  await leaveAndReturn();
  await page.evaluate(() => {
    const checkout = begin('checkout');
    checkout.step('pay');
    checkout.succeeded();
  });
  const events = await emitted(page);
  expect(transactions(events)).toMatchObject([{ 'transaction.steps': ['cart', 'pay'] }]);
  expect(new Set(events.map(({ attributes }) => attributes['transaction.id'])).size).toBe(1);
});

test('a transaction that another page of the tab has ended is over; what begins on the return is another', async () => {
  await page.goto(`${site.origin}/`);
  await page.evaluate(() => begin('checkout').step('cart'));
  await leaveAndReturn(() => begin('checkout').succeeded());
  await page.evaluate(() => begin('checkout').succeeded());
  const [first, second, ...more] = transactions(await emitted(page));
  expect(more).toEqual([]);
  expect(first?.['transaction.steps']).toEqual(['cart']);
  expect(second?.['transaction.steps']).toEqual([]);
  expect(second?.['transaction.id']).not.toBe(first?.['transaction.id']);
});

test.skipIf(engine === 'webkit')('a vital of the return is not explained by the load before', async () => {
  await page.goto(`${site.origin}/vitals`);
  const named = (type: string) => (events: Emitted[]) =>
    events.filter(
      ({ attributes }) =>
        attributes['browser.web_vital.name'] === 'lcp' &&
        attributes['browser.web_vital.navigation_type'] === type,
    );
  await page.waitFor(() => performance.getEntriesByType('paint').length > 0);
  await leaveAndReturn();
  const events = await emittedUntil(
    page,
    (all) => named('back-forward-cache')(all).length > 0,
    'the LCP of the return',
  );
  const [load] = named('navigate')(events);
  const [restored] = named('back-forward-cache')(events);
  expect(load?.attributes['browser.web_vital.target']).toMatch(/ h1$/);
  expect(Object.keys(restored?.attributes ?? {}).filter((name) => /target|phase|url/.test(name))).toEqual([]);
});
