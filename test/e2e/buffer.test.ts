import { expect, test } from 'vitest';
import type { Page } from '../helpers/browser.js';
import { deviceState, NOTHING } from '../helpers/device-state.js';
import { eventually } from '../helpers/eventually.js';
import { storedEvents } from '../helpers/stored-events.js';
import { useCollectedSite } from './use-collected-site.js';

/** An application that lets what happens before the answer wait for it, with all of the main plugins. */

const APPLICATION = `
import { clicks, errors, features, init, pageViews, sessions, vitals } from 'sonde';

const sonde = init({
  endpoint: '/telemetry', service: location.pathname.slice(1), buffer: true,
  plugins: [pageViews(), clicks(), features(), vitals(), errors(), sessions()],
});
Object.assign(window, { sonde });
document.querySelector('#route').addEventListener('click', () => history.pushState({}, '', '/orders/1234567'));
document.querySelector('#throw').addEventListener('click', () => { throw new RangeError('too early'); });`;

declare const sonde: import('../../src/sonde.js').Sonde;

const HTML = `<!doctype html><link rel="icon" href="data:,"><title>application</title><button id="route">Route</button>
<button id="throw">Throw</button><button id="export" data-feature="export-csv">Export</button>
<script type="module" src="/application.js"></script>`;

const { collector, front, site, browser } = useCollectedSite(
  'test',
  { '/granted': HTML, '/refused': HTML },
  APPLICATION,
);

/** Does what a visitor may do before answering. */
const hesitate = async (path: string): Promise<Page> => {
  const page = await browser.newPage(site.origin + path);
  await page.waitFor(() => typeof sonde === 'object');
  await page.click('#export');
  await page.click('#throw');
  await page.click('#route');
  await page.evaluate(() => sonde.track('plan.selected', { tier: 'pro' }));
  expect(await deviceState(page)).toEqual(NOTHING);
  expect(front.seen.filter(({ path }) => path.startsWith('/v1'))).toEqual([]);
  return page;
};

test('a refusal leaves nothing, and nothing that happened before it is ever sent', async () => {
  const page = await hesitate('/refused');
  await page.evaluate(() => sonde.consent.deny());
  expect(await deviceState(page)).toEqual({ ...NOTHING, local: ['sonde.consent'] });
  await page.click('#export');
  await page.evaluate(() => sonde.consent.grant());
  await page.evaluate(() => sonde.track('plan.kept'));
  await eventually(
    () => page.evaluate(() => sonde.flush()),
    ({ kept }) => kept === 0,
    'all is acknowledged',
  );
  const names = (await storedEvents(collector, 'refused')).map(({ EventName }) => EventName);
  expect(names).toContain('plan.kept');
  for (const early of ['click', 'exception', 'feature.used', 'plan.selected'])
    expect(names).not.toContain(early);
});

test('a grant hands over what waited, with its own time and page', async () => {
  const page = await hesitate('/granted');
  const before = await page.evaluate(() => {
    const now = Date.now();
    sonde.consent.grant();
    return now;
  });
  await eventually(
    () => page.evaluate(() => sonde.flush()),
    ({ kept }) => kept === 0,
    'all is acknowledged',
  );
  const stored = await storedEvents(collector, 'granted');
  const shown = stored
    .filter(({ EventName }) => EventName !== 'browser.web_vital')
    .map(({ EventName, ResourceAttributes }) => `${EventName} ${ResourceAttributes['url.template']}`);
  // What a click does is recorded after it or before it: only the pages are in order.
  expect(shown.filter((line) => line.startsWith('page_view'))).toEqual([
    'page_view /granted',
    'page_view /orders/:id',
  ]);
  // It began on the first page, and is told without waiting for another event.
  expect(shown.filter((line) => line.startsWith('session'))).toEqual(['session.start /granted']);
  expect(shown).toContain('feature.used /granted');
  expect(shown).toContain('click /granted');
  const times = await collector.query<{ time: number }>(
    `SELECT toUnixTimestamp64Milli(Timestamp) AS time FROM otel_logs WHERE ServiceName = 'granted' AND EventName = 'page_view'`,
  );
  for (const { time } of times) expect(Number(time)).toBeLessThanOrEqual(before);
  expect(new Set(stored.map(({ ResourceAttributes }) => ResourceAttributes['session.id'])).size).toBe(1);
});
