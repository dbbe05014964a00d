import { afterEach, beforeEach, expect, test } from 'vitest';
import { campaigns } from '../../src/collector/metrics/campaigns.js';
import type { Page } from '../helpers/browser.js';
import { eventually } from '../helpers/eventually.js';
import { type PageServer, startPageServer } from '../helpers/page-server.js';
import { storedEvents } from '../helpers/stored-events.js';
import { useCollectedSite } from './use-collected-site.js';

/** Visitors who come by a campaign's link, from the landing page to the collector's figures. */

const APPLICATION = `
import { audienceMeasurement, campaign, clicks, errors, init, pageViews, sessions } from 'sonde';

const { service, profile } = document.documentElement.dataset;
const options = { endpoint: '/telemetry', service, plugins: [campaign(), pageViews(), sessions(), clicks(), errors()] };
window.sonde = init(profile === undefined ? options : audienceMeasurement(options));
document.querySelector('#next').addEventListener('click', () => history.pushState({}, '', '/orders/1234567'));
document.querySelector('#fail').addEventListener('click', () => { throw new TypeError('Ann’s order failed'); });`;

declare const sonde: import('../../src/sonde.js').Sonde;

const QUERY = 'utm_source=news%20letter&token=secret&utm_medium=email&utm_campaign=spring';

const pageOf = (attributes: string): string =>
  `<!doctype html><html lang="en" ${attributes}><link rel="icon" href="data:,"><title>Sale</title>
<button id="next">Next</button><button id="fail">Fail</button><script type="module" src="/application.js"></script></html>`;

const { collector, site, browser } = useCollectedSite(
  'test',
  { '/sale': pageOf('data-service="campaign"'), '/exempt': pageOf('data-service="exempt" data-profile') },
  APPLICATION,
);
let elsewhere: PageServer;
beforeEach(async () => {
  elsewhere = await startPageServer();
  elsewhere.serve(
    '/mail',
    `<!doctype html><meta name="referrer" content="unsafe-url"><link rel="icon" href="data:,"><title>Mail</title>
     ${['sale', 'exempt'].map((path) => `<a id="${path}" href="${site.origin}/${path}?${QUERY}">to ${path}</a>`).join(' ')}`,
  );
});
afterEach(() => elsewhere?.close());

/** Follows the link in a mail, that names a person in its own address. */
const arrive = async (path: string): Promise<Page> => {
  const page = await browser.newPage(`${elsewhere.origin}/mail?to=ann`);
  await page.click(`#${path}`);
  await page.waitFor(() => typeof sonde === 'object');
  return page;
};

const delivered = (page: Page): Promise<unknown> =>
  eventually(
    () => page.evaluate(() => sonde.flush()),
    ({ kept }) => kept === 0,
    'all is acknowledged',
  );

const CAMPAIGN = {
  'sonde.campaign.source': 'news letter',
  'sonde.campaign.medium': 'email',
  'sonde.campaign.name': 'spring',
};

test('the page that was landed on and the session bear the campaign, and the collector counts by it', async () => {
  const page = await arrive('sale');
  await page.evaluate(() => sonde.consent.grant());
  await page.click('#next');
  await delivered(page);
  const events = await storedEvents(collector, 'campaign');
  const of = (name: string) => events.filter(({ EventName }) => EventName === name);
  const [landing, route] = of('page_view').map(({ LogAttributes }) => LogAttributes);
  expect(landing).toMatchObject({ ...CAMPAIGN, 'sonde.navigation.type': 'navigate' });
  expect(JSON.stringify(events)).not.toContain('secret');
  expect(Object.keys(route ?? {}).filter((name) => name.startsWith('sonde.campaign'))).toEqual([]);
  expect(of('session.start').map(({ LogAttributes }) => LogAttributes)).toMatchObject([CAMPAIGN]);
  const now = Date.now();
  const filter = { from: now - 3_600_000, to: now + 60_000, service: 'campaign' };
  expect(await campaigns(collector as never, filter)).toMatchObject({
    all: 1,
    campaigns: [
      { source: 'news letter', medium: 'email', name: 'spring', sessions: 1, bounced: { estimate: 0 } },
    ],
  });
});

test('under the exemption for audience measurement nobody is asked, and no campaign, error or mail is told', async () => {
  const page = await arrive('exempt');
  await page.click('#fail');
  await page.click('#next');
  await delivered(page);
  const events = await storedEvents(collector, 'exempt');
  const names = new Set(events.map(({ EventName }) => EventName));
  expect([...names].sort()).toEqual(['click', 'exception', 'page_view', 'session.start']);
  expect(JSON.stringify(events)).not.toMatch(/Ann|ann|spring|letter|secret|breadcrumbs|stacktrace|\/mail/);
  const of = (name: string) => events.find(({ EventName }) => EventName === name)?.LogAttributes;
  expect(of('page_view')).toMatchObject({
    'url.full': `${site.origin}/exempt`,
    'sonde.referrer': `${elsewhere.origin}/`,
  });
  expect(of('exception')).toMatchObject({ 'exception.type': 'TypeError' });
  await page.evaluate(() => sonde.optOut());
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['sonde.out']);
});
