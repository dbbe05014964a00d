import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, launch, type Page } from '../helpers/browser.js';
import { startCollector, type TestCollector } from '../helpers/collector.js';
import { eventually } from '../helpers/eventually.js';
import { buildApplication, type NextServer, startApplication } from './next-process.js';

/** A real application of Next.js, in which a visitor goes about, before the real collector. */

let collector: TestCollector;
let site: NextServer;
let browser: Browser;
let page: Page;
/** What the console was told and should not have been, and uncaught errors. */
let complaints: string[];
/** Requests to the collector. */
let sent: string[];
let began: number;

/** A visitor whom the site does not know. */
async function arrive(path = '/'): Promise<void> {
  began = Date.now();
  browser = await launch('chromium');
  page = await browser.newPage();
  complaints = [];
  sent = [];
  page.playwright?.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text().split('\n')[0] ?? '');
  });
  page.playwright?.on('pageerror', (error) => complaints.push(`uncaught ${error.message}`));
  page.playwright?.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/telemetry')) sent.push(`${request.method()} ${pathname}`);
  });
  await page.goto(site.origin + path);
  await shown('nav');
}

const shown = (selector: string, text?: string): Promise<unknown> =>
  page.waitFor(
    ([wanted, content]) => {
      const found = document.querySelector(wanted as string);
      return found !== null && (content === undefined || found.textContent === content);
    },
    [selector, text],
  );

/** Clicks a link, and waits for the page that it leads to. */
const follow = async (link: string, selector: string, text?: string): Promise<void> => {
  await page.click(link);
  await shown(selector, text);
};

interface Row {
  name: string;
  template: string;
  attributes: Record<string, string>;
}

/** What is in the store of this visitor, as soon as the last of it is: the use of a feature that nothing else uses. */
async function stored(): Promise<Row[]> {
  // What the page before had yet to tell, it told when it was left.
  await page.goto(`${site.origin}/orders/99`);
  await page.click('#cancel');
  const read = (): Promise<Row[]> =>
    collector.query<Row>(
      `SELECT EventName AS name, ResourceAttributes['url.template'] AS template, LogAttributes AS attributes
       FROM otel_logs WHERE ServiceName = 'nextjs' AND Timestamp >= fromUnixTimestamp64Milli({began:Int64})
       ORDER BY Timestamp, toUInt32OrZero(splitByChar('-', LogAttributes['log.record.uid'])[-1])`,
      { began },
    );
  return eventually(
    read,
    (found) => found.some((row) => row.attributes['feature.id'] === 'cancel' && row.name === 'feature.used'),
    'the use of the last feature',
  );
}

/** `type path ← referrer's path (template)` of each page view but the last, which is this test's own. */
const viewsIn = (rows: readonly Row[]): string[] =>
  rows
    .filter(({ name }) => name === 'page_view')
    .map(({ attributes, template }) => {
      const [url, before] = [attributes['url.full'], attributes['sonde.referrer']].map((address) =>
        address?.replace(site.origin, ''),
      );
      return `${attributes['sonde.navigation.type']} ${url}${before ? ` ← ${before}` : ''} (${template})`;
    })
    .slice(0, -1);

const exceptionsIn = (rows: readonly Row[]): string[] =>
  rows
    .filter(({ name }) => name === 'exception')
    .map(
      ({ attributes }) =>
        `${attributes['exception.type']}: ${attributes['exception.message']?.split(';')[0]} (${attributes['sonde.exception.source']}${attributes['sonde.exception.count'] ? `, ${attributes['sonde.exception.count']} times` : ''})`,
    );

const featuresIn = (rows: readonly Row[]): string[] =>
  rows
    .filter(({ name, attributes }) => name.startsWith('feature.') && attributes['feature.id'] !== 'cancel')
    .map(({ name, attributes }) => `${name} ${attributes['feature.id']}`);

const kept = () =>
  page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    cookies: document.cookie,
  }));
const NOTHING = { local: [], session: [], databases: [], cookies: '' };

beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector?.close());
afterEach(() => browser?.close());

describe('built, and served', () => {
  beforeAll(async () => {
    await buildApplication(collector.address);
    site = await startApplication('start', collector.address);
  });
  afterAll(async () => site?.close());

  test('the server renders it as if Sonde were not there, and it starts once, before a page is hydrated', async () => {
    const response = await fetch(site.origin);
    const html = await response.text();
    expect(html).toContain('>undefined function function function function<');
    expect(html).not.toContain('sonde-consent');
    await arrive();
    await shown('[data-is-one=true]');
    expect(await page.evaluate(() => document.body.firstElementChild?.localName)).toBe('sonde-consent');
    expect(complaints).toEqual([]);
    expect(site.printed()).not.toMatch(/error|warn|⨯|⚠/i);
  });

  test('before the visitor’s answer, and after a no, nothing is kept or sent', async () => {
    await arrive();
    await shown('[data-is-one]');
    await follow('#order-1', '#order', 'Order 1');
    await follow('#home', '#export');
    await page.click('#export');
    await page.click('#throw');
    await follow('#about', '#about-page');
    expect(await kept()).toEqual(NOTHING);
    await page.click('.equal + .equal');
    await follow('#item-5', '#item', 'Item 5');
    await page.reload();
    await follow('#about', '#about-page');
    expect(await page.evaluate(() => document.querySelector('sonde-consent') === null)).toBe(true);
    expect(await kept()).toEqual({ ...NOTHING, local: ['sonde.consent'] });
    expect(sent).toEqual([]);
    expect(complaints).toEqual(['uncaught the handler broke']);
  });

  test('each page is one view, however it is reached', async () => {
    await arrive('/orders/1');
    await page.click('.equal');
    await follow('#order-22', '#order', 'Order 22');
    await page.click('#filter');
    await page.waitFor(() => location.search === '?open=true');
    await page.click('#refresh');
    await page.back();
    await shown('#order', 'Order 1');
    await page.forward();
    await shown('#order', 'Order 22');
    await follow('#static', '#static-page');
    await page.reload();
    await shown('#static-page');
    await follow('#home', '#export');
    await follow('#no-order', '#not-found');
    const rows = await stored();
    expect(viewsIn(rows)).toEqual([
      'navigate /orders/1 (/orders/:id)',
      'route /orders/22 ← /orders/1 (/orders/:id)',
      'route /orders/1 ← /orders/22 (/orders/:id)',
      'route /orders/22 ← /orders/1 (/orders/:id)',
      'route /static ← /orders/22 (/static)',
      'reload /static (/static)',
      'route / ← /static (/)',
      'route /orders/404 ← / (/orders/:id)',
    ]);
    expect(exceptionsIn(rows)).toEqual([]);
    expect(complaints).toEqual([]);
    const vitals = rows.filter(({ name }) => name === 'browser.web_vital');
    expect([...new Set(vitals.map(({ attributes }) => attributes['browser.web_vital.name']))].sort()).toEqual(
      ['cls', 'fcp', 'inp', 'lcp', 'ttfb'],
    );
  });

  test('redirects pass a boundary, in a route and in a load', async () => {
    await arrive();
    await page.click('.equal');
    await follow('#moved', '#order', 'Order 7');
    await follow('#old', '#order', 'Order 8');
    await page.goto(`${site.origin}/old`);
    await shown('#order', 'Order 8');
    await page.goto(`${site.origin}/orders/404`);
    await shown('#not-found');
    const rows = await stored();
    // The address of what redirects is shown for a moment where a route leads there.
    expect(viewsIn(rows)).toEqual([
      'navigate / (/)',
      'route /moved ← / (/moved)',
      'route /orders/7 ← /moved (/orders/:id)',
      'route /old ← /orders/7 (/old)',
      'route /orders/8 ← /old (/orders/:id)',
      'navigate /orders/8 (/orders/:id)',
      'navigate /orders/404 (/orders/:id)',
    ]);
    expect(exceptionsIn(rows)).toEqual([]);
  });

  test('features, clicks, and requests: a server action, and what a route asks for', async () => {
    await arrive();
    await page.click('.equal');
    await page.click('#export');
    await page.click('#export');
    await shown('#export', 'Exported 2 times');
    await page.click('[data-feature=share]');
    await follow('#order-1', '#order', 'Order 1');
    const rows = await stored();
    expect(featuresIn(rows).filter((feature) => feature !== 'feature.exposed share')).toEqual([
      'feature.completed export-csv',
      'feature.completed export-csv',
      'feature.used share',
    ]);
    expect(
      rows.filter(({ name }) => name === 'click').map(({ attributes }) => attributes['sonde.target.name']),
    ).toEqual(['export', 'export', 'button', 'order-1', 'cancel']);
    const spans = await eventually(
      () =>
        collector.query<{ name: string }>(
          "SELECT DISTINCT SpanName AS name FROM otel_traces WHERE ServiceName = 'nextjs' AND Timestamp >= fromUnixTimestamp64Milli({began:Int64})",
          { began },
        ),
      (found) => found.some(({ name }) => name === 'POST /orders/:id'),
      'the span of the server action',
    );
    expect(spans.map(({ name }) => name)).toContain('GET /orders/:id');
  });

  test('every error is recorded once, and a server’s with what its log calls it', async () => {
    await arrive();
    await page.click('.equal');
    await page.click('#throw');
    await page.click('#reject');
    await follow('#break-inside', '#again', 'RangeError: the basket broke');
    await follow('#again', '#break-inside');
    await follow('#order-1', '#order', 'Order 1');
    await follow('#break-page', '#retry');
    await follow('#broken-order', '#retry');
    await page.goto(`${site.origin}/orders/500`);
    await shown('#retry');
    await follow('#break-layout', '#global');
    const rows = await stored();
    expect(exceptionsIn(rows)).toEqual([
      'TypeError: the handler broke (error)',
      'TypeError: the promise broke (unhandledrejection)',
      'RangeError: the basket broke (captured)',
      'RangeError: the page broke (captured)',
      'Error: Minified React error #441 (captured)',
      'Error: Minified React error #441 (captured)',
      'RangeError: the layout broke (captured)',
    ]);
    const stacks = rows
      .filter(({ name }) => name === 'exception')
      .map(({ attributes }) => attributes['exception.stacktrace'] ?? '');
    expect(stacks[2]).toContain('Caused by: Components: in\n');
    const logged = [...site.printed().matchAll(/digest: '(\d+)'/g)].map(([, digest]) => digest);
    for (const stack of [stacks[4], stacks[5]])
      expect(logged).toContain(/Caused by: Server: digest (\d+)\n/.exec(stack ?? '')?.[1]);
  });

  test('the Pages Router, in the same application', async () => {
    await arrive();
    await page.click('.equal');
    await follow('#about', '#about-page');
    await follow('#item-5', '#item', 'Item 5');
    await page.back();
    await shown('#about-page');
    await follow('#item-5', '#item', 'Item 5');
    await follow('#break-inside', '#again', 'RangeError: the item broke');
    const rows = await stored();
    expect(viewsIn(rows)).toEqual([
      'navigate / (/)',
      'navigate /about ← / (/about)',
      'route /items/5 ← /about (/items/:id)',
      'route /about ← /items/5 (/about)',
      'route /items/5 ← /about (/items/:id)',
    ]);
    expect(exceptionsIn(rows)).toEqual(['RangeError: the item broke (captured)']);
    expect(complaints).toEqual(['RangeError: the item broke']);
  });
});

describe('in development, where React does everything twice', () => {
  beforeAll(async () => {
    site = await startApplication('dev', collector.address);
    // It compiles what is asked for, when it is asked for.
    for (const path of ['/', '/orders/1']) await (await fetch(site.origin + path)).text();
  });
  afterAll(async () => site?.close());

  test('nothing is recorded twice, and nothing complained about', async () => {
    await arrive();
    await shown('[data-is-one=true]');
    await page.click('.equal');
    await page.click('#export');
    await shown('#export', 'Exported 1 times');
    await follow('#order-1', '#order', 'Order 1');
    expect(complaints).toEqual([]);
    await follow('#break-page', '#retry');
    const rows = await stored();
    expect(viewsIn(rows)).toEqual(['navigate / (/)', 'route /orders/1 ← / (/orders/:id)']);
    expect(featuresIn(rows).filter((feature) => feature !== 'feature.exposed share')).toEqual([
      'feature.completed export-csv',
    ]);
    expect(exceptionsIn(rows)).toEqual(['RangeError: the page broke (captured)']);
  });
});
