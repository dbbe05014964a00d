import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { SDK_VERSION } from '../../src/event.js';
import type { Browser, Page } from '../helpers/browser.js';
import { startCollector, type TestCollector, type TestCollectorOptions } from '../helpers/collector.js';
import { engine } from '../helpers/engine.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { hasten, open, textOf, watchBreaches } from './dashboard-site.js';

/** The dashboard before it has anything to show, and behind a token. */

let browser: Browser;
let page: Page;
let collector: TestCollector;
beforeAll(async () => {
  browser = await borrowBrowser(engine);
});
afterAll(() => browser?.close());
afterEach(async () => {
  await page?.close();
  await collector?.close();
});

const start = async (options: TestCollectorOptions = {}): Promise<string[]> => {
  collector = await startCollector({ dashboard: true, ...options });
  page = await browser.newPage();
  await hasten(page);
  return watchBreaches(page);
};

const sendOne = (): Promise<Response> =>
  fetch(`${collector.address}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceLogs: [
        {
          resource: {
            attributes: [
              { key: 'service.name', value: { stringValue: 'shop' } },
              { key: 'session.id', value: { stringValue: '0'.repeat(32) } },
            ],
          },
          scopeLogs: [
            {
              scope: { name: 'sonde' },
              logRecords: [
                {
                  timeUnixNano: `${Date.now()}000000`,
                  eventName: 'page_view',
                  attributes: [{ key: 'log.record.uid', value: { stringValue: `${'a'.repeat(24)}-1` } }],
                },
              ],
            },
          ],
        },
      ],
    }),
  });

test('an empty store says what to do, with this collector’s address, and gives way to the first event', async () => {
  const breaches = await start();
  await open(page, `${collector.address}/`);
  expect(await textOf(page, 'h1')).toBe('No events yet');
  const [tag = '', module = ''] = await page.evaluate(() =>
    [...document.querySelectorAll('.code')].map(({ textContent }) => textContent),
  );
  expect(tag).toContain(`data-endpoint="${collector.address}"`);
  const [, script = ''] = /src="([^"]+)"/.exec(tag) ?? [];
  expect(script).toBe(`${collector.address}/sonde.js?service=shop&release=1.0.0`);
  expect((await fetch(script)).headers.get('content-type')).toContain('javascript');
  expect(module).toContain(`endpoint: '${collector.address}'`);
  expect(await textOf(page, '.welcome')).toContain(`npm install ./sonde-${SDK_VERSION}.tgz`);
  expect((await sendOne()).status).toBe(200);
  await page.waitFor(() => document.querySelector('.tile-value')?.textContent === '1', undefined, 50_000);
  expect(breaches).toEqual([]);

  // Questions that make no sense are refused in a sentence.
  const ask = async (path: string): Promise<[number, string]> => {
    const response = await fetch(`${collector.address}/api/${path}`);
    return [response.status, ((await response.json()) as { error: string }).error];
  };
  expect(await ask('totals?range=1y')).toEqual([400, '"range" must be one of 15m, 1h, 6h, 24h, 7d, 30d.']);
  expect(await ask('totals?from=x&to=1')).toEqual([
    400,
    '"from" must be milliseconds since 1970 or a date such as 2026-03-04T12:00:00Z.',
  ]);
  expect(await ask('totals?from=2&to=1')).toEqual([400, '"from" must lie before "to".']);
  expect(await ask('vitals?by=moon')).toEqual([
    400,
    '"by" must be one of all, release, page, device, browser.',
  ]);
  expect((await ask('exception'))[1]).toContain('"fingerprint" is missing');
  expect((await ask(`totals?service=${'x'.repeat(2_000)}`))[0]).toBe(400);
  expect(
    (await fetch(`${collector.address}/api/totals?service=${encodeURIComponent("'; DROP TABLE otel_logs")}`))
      .status,
  ).toBe(200);
});

test('a token is asked for, refused and taken; figures and live tail then come', async () => {
  const breaches = await start({ adminToken: 'the right one' });
  await sendOne();
  await page.goto(`${collector.address}/`);
  await page.waitFor(() => document.querySelector('input[type=password]') !== null);
  expect(await page.evaluate(() => document.querySelectorAll('.tile, .filters').length)).toBe(0);
  await page.type('input[type=password]', 'a wrong one');
  await page.press('Enter');
  await page.waitFor(() => document.querySelector('form .problem') !== null);
  expect(await textOf(page, 'form .problem')).toBe('The collector did not accept that token.');
  await page.evaluate(() => {
    (document.querySelector('input[type=password]') as HTMLInputElement).value = '';
  });
  await page.type('input[type=password]', 'the right one');
  await page.press('Enter');
  await page.waitFor(() => document.querySelector('.tile-value')?.textContent === '1');
  await page.click('.side nav li[data-screen="live"] a');
  await page.waitFor(() => document.querySelector('.live-open') !== null);
  await page.reload();
  await page.waitFor(() => document.querySelector('.live-open') !== null);
  expect(breaches.filter((breach) => !breach.includes('401'))).toEqual([]);
});
