import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EventSketch } from '../collector/metrics/seed/row.js';
import { type RequestSketch, spanRows } from '../collector/metrics/seed/span-row.js';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import {
  type DashboardSite,
  hasten,
  open,
  rowOfTable,
  settled,
  startDashboard,
  textOf,
  watchBreaches,
} from './dashboard-site.js';

/** The dashboard on the real collector, with events whose figures were worked out by hand. */

const MINUTE = 60_000;
const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

const chrome = {
  browser: 'Chrome',
  browserVersion: '141',
  os: 'Windows',
  device: 'desktop',
  environment: 'production',
};
/** On a minute's edge, so that what happens within seconds of it lies in one bucket. */
const now = Math.floor(Date.now() / MINUTE) * MINUTE;

/** A session of one page view; with its number it has a stream of its own. */
const session = (
  number: number,
  release: string,
  at: number,
  more: Partial<EventSketch> = {},
): EventSketch => ({
  name: 'page_view',
  session: `session-${number}`,
  visitor: `visitor-${number % 90}`,
  page: `page-${number}`,
  template: '/',
  stream: number.toString(16).padStart(8, 'f'),
  number: 1,
  release,
  time: at,
  ...chrome,
  ...more,
});

/**
 * 100 sessions of 1.4.0 of which 2 fail, 40 minutes ago; 80 of 1.5.0 of which 16 fail, 20 minutes ago, all of them in
 * the same minute; and one session of another service and device.
 */
const events: EventSketch[] = [
  ...Array.from({ length: 100 }, (_, at) => session(at, '1.4.0', now - 40 * MINUTE + at)),
  ...Array.from({ length: 80 }, (_, at) => session(100 + at, '1.5.0', now - 20 * MINUTE + at)),
  ...Array.from({ length: 2 }, (_, at) =>
    session(at, '1.4.0', now - 40 * MINUTE + 500, {
      name: 'exception',
      number: 2,
      attributes: {
        'exception.type': 'RangeError',
        'exception.message': 'too far',
        'sonde.exception.fingerprint': 'aaaa0000',
      },
    }),
  ),
  ...Array.from({ length: 16 }, (_, at) =>
    session(100 + at, '1.5.0', now - 20 * MINUTE + 500 + at, {
      name: 'exception',
      // Of the first failing session number 2 never arrived.
      number: at === 0 ? 3 : 2,
      attributes: {
        'exception.type': 'TypeError',
        'exception.message': HOSTILE,
        'exception.stacktrace': `TypeError: ${HOSTILE}\n    at pay (app.js:1:2)`,
        'sonde.exception.fingerprint': 'bbbb1111',
        'sonde.exception.handled': false,
        'sonde.breadcrumbs': JSON.stringify([
          [2_500, 'page_view', '/cart'],
          [300, 'click', HOSTILE],
        ]),
      },
    }),
  ),
  ...Array.from({ length: 40 }, (_, at) =>
    session(at, '1.4.0', now - 40 * MINUTE + 1_000, {
      name: 'browser.web_vital',
      number: at < 2 ? 3 : 2,
      attributes: {
        'browser.web_vital.name': 'LCP',
        'browser.web_vital.value': 100 * (at + 1),
        'browser.web_vital.id': `v6-${at}`,
      },
    }),
  ),
  ...Array.from({ length: 20 }, (_, at) =>
    session(100 + at, '1.5.0', now - 20 * MINUTE + 1_000, {
      name: 'feature.exposed',
      number: at === 0 ? 4 : at < 16 ? 3 : 2,
      attributes: { 'feature.id': 'export-csv' },
    }),
  ),
  ...Array.from({ length: 5 }, (_, at) =>
    session(100 + at, '1.5.0', now - 20 * MINUTE + 2_000, {
      name: 'feature.used',
      number: at === 0 ? 5 : 4,
      attributes: { 'feature.id': 'export-csv', 'sonde.pointer.type': 'keyboard' },
    }),
  ),
  // Half of those who have it by a flag use it.
  ...Array.from({ length: 10 }, (_, at) =>
    session(100 + at, '1.5.0', now - 20 * MINUTE + 3_000, {
      name: 'feature_flag.evaluation',
      number: at === 0 ? 6 : at < 5 ? 5 : 4,
      attributes: { 'feature_flag.key': 'export-csv', 'feature_flag.result.value': true },
    }),
  ),
  session(999, '7.0', now - 30 * MINUTE, {
    service: 'blog',
    device: 'mobile',
    browser: 'Mobile Safari',
    os: 'iOS',
    attributes: {
      'sonde.campaign.source': 'newsletter',
      'sonde.campaign.medium': 'email',
      'sonde.campaign.name': 'spring',
    },
  }),
];

let site: DashboardSite;
let browser: Browser;
let page: Page;
let breaches: string[];
beforeAll(async () => {
  site = await startDashboard();
  await site.insert(events);
  browser = await borrowBrowser(engine);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
  breaches = await watchBreaches(page);
});

const go = (view: string): Promise<void> => open(page, `${site.address}/${view}`);

/**
 * How high the first chart's line stands, from 0 to 1, in bands of its width, which are given from 0 to 1, too; 0 where
 * none is drawn.
 */
const peaksOf = (bands: readonly (readonly [number, number])[]): Promise<number[]> =>
  page.evaluate((asked) => {
    const canvas = document.querySelector('canvas') as HTMLCanvasElement;
    const area = (document.querySelector('.u-over') as HTMLElement).getBoundingClientRect();
    const frame = canvas.getBoundingClientRect();
    const scale = canvas.width / frame.width;
    const left = Math.round((area.left - frame.left) * scale);
    const top = Math.round((area.top - frame.top) * scale);
    const width = Math.round(area.width * scale);
    const height = Math.round(area.height * scale);
    const colour = getComputedStyle(canvas).getPropertyValue('--chart-primary').trim();
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [
      number,
      number,
      number,
    ];
    const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
      left,
      top,
      width,
      height,
    );
    return asked.map(([from, to]) => {
      for (let y = 0; y < height; y++)
        for (let x = Math.floor(from * width); x < Math.ceil(to * width); x++) {
          const at = (y * width + x) * 4;
          if (
            Math.abs((data[at] ?? 0) - red) < 12 &&
            Math.abs((data[at + 1] ?? 0) - green) < 12 &&
            Math.abs((data[at + 2] ?? 0) - blue) < 12
          )
            return 1 - y / height;
        }
      return 0;
    });
  }, bands);

describe('overview', () => {
  test('says how things stand, in figures and in a sentence', async () => {
    await go('?range=1h&service=shop');
    expect(await textOf(page, '.banner')).toContain(
      '1.5.0 is worse than 1.4.0: error-free sessions 80.0 % vs 98.0 %, difference −18.0 points, 95 % interval −28.',
    );
    const tiles = await page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('.tile')].map((tile) => [
          tile.querySelector('.tile-title')?.textContent,
          tile.querySelector('.tile-value')?.textContent,
        ]),
      ),
    );
    expect(tiles).toMatchObject({
      Sessions: '180',
      Visitors: '90',
      'Page views': '180',
      'Feature uses': '5',
      'Error-free sessions': '90.0\u202f%',
      'LCP p75': '3.00\u202fs',
      'INP p75': '–',
    });
    expect(await rowOfTable(page, 'The pages that were viewed most', '/')).toEqual(
      expect.arrayContaining(['180', '90.0 %']),
    );
    expect(await textOf(page, 'main')).toContain('so there may be more sessions than views');
    // Those that used a feature; Wilson for 5 of 180.
    expect(await rowOfTable(page, 'A session', 'Engaged')).toEqual([
      'Engaged',
      '2.8 % , 95 % interval 1.2 – 6.3 %',
    ]);
    expect(await rowOfTable(page, 'Landing pages', '/')).toEqual(['/', '180', '2.8 %']);
    expect(await textOf(page, 'main')).not.toContain('Campaigns');
    // 180 streams: 180 page views, 2 + 16 errors, 40 vitals, 20 exposures, 5 uses, 10 flags; one number is missing.
    expect(await textOf(page, 'main')).toMatch(/at least 0\.36 % ?of events never arrived/);
    expect(await rowOfTable(page, 'Loss by release', '1.5.0')).toEqual(['1.5.0', '0.76 %', '1 of 132']);
    expect(await rowOfTable(page, 'Loss by engine', 'Blink')).toEqual(['Blink', '0.36 %', '1 of 274']);
    expect(breaches).toEqual([]);
  });

  test('counts the sessions that came by campaigns, where there are any', async () => {
    await go('?range=1h&service=blog');
    expect(await rowOfTable(page, 'The campaigns that most sessions came by', 'newsletter')).toEqual([
      'newsletter / email',
      'spring',
      '1',
      '100.0 %',
    ]);
    expect(breaches).toEqual([]);
  });

  test('draws what the table beside the chart says', async () => {
    await go('?range=1h&service=shop');
    await page.evaluate(() => document.querySelector<HTMLElement>('.chart-table summary')?.click());
    const values = await page.waitFor(() => {
      const rows = [...document.querySelectorAll<HTMLTableRowElement>('.chart-table tbody tr')];
      return rows.length === 60 && rows.map((row) => Number(row.cells[1]?.textContent));
    });
    expect((values as number[]).filter((value) => value > 0)).toEqual([100, 80]);
    const peaks = await peaksOf([
      [0.28, 0.4],
      [0.6, 0.72],
      [0.45, 0.55],
    ]);
    // The scale ends 12 % above the highest value.
    expect(peaks[0]).toBeCloseTo(1 / 1.12, 1);
    expect(peaks[1]).toBeCloseTo(0.8 / 1.12, 1);
    expect(peaks[2]).toBeLessThan(0.05);
  });

  test('keeps filters in the address: a link shows the same view, and back goes back', async () => {
    await go('?range=1h');
    expect(await textOf(page, '.tile-value')).toBe('181');
    await page.evaluate(() => {
      const select = [
        ...document.querySelectorAll<HTMLSelectElement>('.filter select'),
      ][0] as HTMLSelectElement;
      select.value = 'blog';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await page.waitFor(() => document.querySelector('.tile-value')?.textContent === '1');
    expect(new URL(await page.url()).search).toBe('?service=blog&range=1h');
    await page.click('.side nav li[data-screen="errors"] a');
    await page.waitFor(() => document.querySelector('h1')?.textContent === 'Errors');
    expect(await page.url()).toContain('service=blog');
    await page.evaluate(() => history.back());
    await page.waitFor(() => document.querySelector('.tile-value')?.textContent === '1');
    await page.evaluate(() => history.back());
    await page.waitFor(() => document.querySelector('.tile-value')?.textContent === '181');
    await go('?range=1h&service=shop&release=1.5.0');
    expect(await textOf(page, '.tile-value')).toBe('80');
  });

  test('refreshes by itself, unless it is paused', async () => {
    await hasten(page);
    await go('?range=1h&service=news');
    await page.waitFor(() => document.body.textContent?.includes('No events here'));
    await site.insert([session(500, '1.0', Date.now(), { service: 'news' })]);
    await page.waitFor(() => document.querySelector('.tile-value')?.textContent === '1');
    await settled(page);
    await page.click('.refresh button');
    await page.waitFor(() => document.querySelector('.refresh-time')?.textContent?.startsWith('Paused'));
    const paused = await page.evaluate(() => performance.now());
    await site.insert([session(501, '1.0', Date.now(), { service: 'news' })]);
    await expect(
      page.waitFor(() => document.querySelector('.tile-value')?.textContent === '2', undefined, 1_500),
    ).rejects.toThrow();
    const asked = await page.evaluate(
      (since) =>
        performance
          .getEntriesByType('resource')
          .filter(({ startTime }) => startTime > since)
          .map(({ name }) => name),
      paused,
    );
    expect(asked).toEqual([]);
    await page.click('.refresh button');
    await page.waitFor(() => document.querySelector('.tile-value')?.textContent === '2');
  });
});

test.runIf(engine !== 'webkit')('the watch for breaches sees them', async () => {
  await go('live');
  expect(breaches).toEqual([]);
  await page.evaluate(() => {
    document.body.setAttribute('style', 'color: red');
    try {
      document.body.firstElementChild?.insertAdjacentHTML('beforeend', '<b>bold</b>');
    } catch {
      // Trusted Types refuse it, where there are any.
    }
  });
  await eventually(
    () => breaches.length,
    (count) => count > 0,
    'a breach of the policy',
  );
});

describe('releases', () => {
  test('compares the newest with the one before, figure by figure', async () => {
    await go('releases?range=1h&service=shop');
    const row = await rowOfTable(page, '1.5.0 beside 1.4.0', 'Error-free sessions');
    expect(row.slice(0, 3)).toEqual(['Error-free sessions', '98.0 %', '80.0 %']);
    expect(row[3]).toMatch(/^−18\.0 points/);
    expect(row[5]).toBe('Worse');
    const release = await rowOfTable(page, 'Releases', '1.5.0');
    // Wilson for 64 of 80.
    expect(release[2]).toBe('80.0 %, 95 % interval 70.0 – 87.3 %');
    expect(release[1]).toContain('44.4 %');
    expect(await textOf(page, 'main')).toContain('so shares can add up to more than 100 %');
  });

  test('admits where there is nothing to compare', async () => {
    await go('releases?range=1h&service=blog');
    expect(await textOf(page, '.banner')).toContain('nothing to compare');
  });
});

describe('features', () => {
  test('tells adoption with its interval, and what the feature is used with', async () => {
    await go('features?range=1h');
    const row = await rowOfTable(page, 'Features', 'export-csv');
    // 5 of 20: Wilson 11.2 … 46.9 %.
    expect(row.slice(0, 4)).toEqual(['export-csv', '20', '5', '25.0 %, 95 % interval 11.2 – 46.9 %']);
    await page.click('main tbody a');
    await page.waitFor(() => document.querySelector('main h2')?.textContent === 'export-csv');
    await settled(page);
    expect(await textOf(page, '.panel .note')).toContain('25.0 % of the sessions that could see it used it');
    expect(await rowOfTable(page, 'Uses by pointer', 'keyboard')).toEqual(['keyboard', '5', '100.0 %']);
    // Wilson for 5 of 10.
    expect(await rowOfTable(page, 'Adoption by flag', 'export-csv')).toEqual([
      'export-csv',
      'true',
      '10',
      '5',
      '50.0 %, 95 % interval 23.7 – 76.3 %',
      '50.0 %5 of 10',
    ]);
    expect(await textOf(page, 'main')).toContain(
      'with the plugin adoption(), which the script tag does not carry',
    );
  });

  test('tells who used it for the first time and who came back, and no exposure that nobody tells', async () => {
    const DAY = 1_440 * MINUTE;
    const used = (visitor: number, time: number, day: number) =>
      session(5_000 + visitor, '1.0', time, {
        service: 'apps',
        name: 'feature.used',
        number: day + 1,
        attributes: { 'feature.id': 'print', 'feature.first_use': day === 1, 'feature.use_day': day },
      });
    await site.insert([
      // Seven days ago twenty used it for the first time, five of them two days later again, and one of these just now.
      ...Array.from({ length: 20 }, (_, at) => used(at, now - 7 * DAY - 20 * MINUTE + at, 1)),
      ...Array.from({ length: 5 }, (_, at) => used(at, now - 5 * DAY + at, 2)),
      used(0, now - 10 * MINUTE, 3),
      ...Array.from({ length: 4 }, (_, at) => used(30 + at, now - 10 * MINUTE, 1)),
    ]);
    await go('features?range=1h&service=apps');
    expect((await rowOfTable(page, 'Features', 'print')).slice(0, 4)).toEqual(['print', '–', '5', '–']);
    expect(await textOf(page, '.panel .note')).toContain('it is not recorded: call exposed() beside used()');
    await go('features?range=1h&service=apps&feature=print');
    const said = await textOf(page, 'main');
    expect(said).toContain('How many could see it is not recorded');
    expect(said).toContain('Exposed– not recorded');
    // Wilson for 4 of 5 and for 5 of 20.
    expect(said).toMatch(
      /4 used it for the first time.*80\.0 % of 5 devices were new, 95 % interval 37\.6 – 96\.4 %/,
    );
    const [within, ...back] = await rowOfTable(page, 'Who came back', '7 days');
    expect(within).toMatch(/^7 days ?first used .+ to .+$/);
    expect(back).toEqual(['20', '25.0 %, 95 % interval 11.2 – 46.9 %']);
    expect((await rowOfTable(page, 'Who came back', '28 days')).slice(1)).toEqual(['0', '–']);
    expect(await rowOfTable(page, 'Days of use', '2 days')).toEqual([
      '2 days',
      '25.0 %, 95 % interval 11.2 – 46.9 %',
      '–',
    ]);
    expect(breaches).toEqual([]);
  });
});

describe('transactions', () => {
  beforeAll(() =>
    site.insert(
      // Of 1.0 ten succeed, of 1.1 two of six; one that was left before it was paid counts once.
      [...'++++++++++++---pl'].map((outcome, at) => ({
        name: 'transaction',
        service: 'till',
        release: at < 10 ? '1.0' : '1.1',
        time: now - (at < 10 ? 30 : 20) * MINUTE + at,
        attributes: {
          'transaction.name': HOSTILE,
          'transaction.id': `id-${outcome === 'l' ? 11 : at}`,
          'transaction.outcome': { '+': 'succeeded', '-': 'failed' }[outcome] ?? 'abandoned',
          'transaction.reason': { '-': HOSTILE, p: 'timeout', l: 'left' }[outcome] ?? '',
          'transaction.duration': 1_000 * (at + 1),
          'transaction.steps': outcome === 'p' ? '["cart"]' : '["cart","pay"]',
          'transaction.step_times': '["500","900"]',
        },
      })),
    ),
  );

  test('tell how many succeeded, how far the others came, why, and with which release', async () => {
    await go('transactions?range=1h&service=till');
    // Wilson for 12 of 16.
    const row = await rowOfTable(page, 'Transactions', HOSTILE);
    expect(row.slice(0, 3)).toEqual([HOSTILE, '16', '75.0 %, 95 % interval 50.5 – 89.8 %']);
    expect(row[6]).toBe('6.00 s');
    await page.click('main tbody a');
    await page.waitFor(() => document.querySelectorAll('main h2').length > 1);
    await settled(page);
    expect(await textOf(page, 'main h2')).toBe(HOSTILE);
    expect(await rowOfTable(page, 'Funnel', 'pay')).toEqual([
      'pay',
      '15',
      '93.8 %, 95 % interval 71.7 – 98.9 %',
      '900 ms',
      '0',
      '3',
    ]);
    expect(await rowOfTable(page, 'Why it failed', HOSTILE)).toEqual([HOSTILE, '3', '100.0 %']);
    expect(await rowOfTable(page, 'Why it was abandoned', 'timeout')).toContain('1');
    expect((await rowOfTable(page, `${HOSTILE} by release`, '1.1')).slice(0, 3)).toEqual([
      '1.1',
      '6',
      '33.3 %, 95 % interval 9.7 – 70.0 %',
    ]);
    expect(breaches).toEqual([]);
  });
});

describe('frustration', () => {
  beforeAll(() =>
    site.insert(
      ['', '', '', 'rage', 'dead'].flatMap((kind, at) => {
        const view = session(800 + at, '1.0', now - 20 * MINUTE, {
          service: 'desk',
          template: `/${HOSTILE}`,
        });
        const attributes = { 'sonde.frustration.kind': kind, 'sonde.target.name': HOSTILE };
        return kind ? [view, { ...view, name: 'frustration', number: 2, attributes }] : [view];
      }),
    ),
  );

  test('tells how many struggle, and where; a tile leaves one kind', async () => {
    await go('frustration?range=1h&service=desk');
    // Wilson for 2 and for 1 of 5.
    expect(await textOf(page, '.tile')).toMatch(/^Any sign of sessions ?40\.0 %.*11\.8 – 76\.9 %/);
    expect(await rowOfTable(page, 'Where visitors struggle', `/${HOSTILE}`)).toEqual([
      `/${HOSTILE}`,
      HOSTILE,
      'Dead click',
      '1',
      '20.0 %, 95 % interval 3.6 – 62.4 %',
      '1',
    ]);
    await page.click('.tile:nth-of-type(2)');
    await page.waitFor(() => document.querySelectorAll('main tbody tr').length === 1);
    expect(await textOf(page, 'main tbody tr')).toContain('Rage click');
    expect(await page.url()).toContain('kind=rage');
    await go('frustration?range=1h&service=blog');
    expect(await textOf(page, '.nothing')).toContain(
      'the plugin frustration(), which the script tag does not carry: bundle Sonde from npm with your pages',
    );
    expect(breaches).toEqual([]);
  });
});

describe('errors', () => {
  test('groups them, and marks what is new in the newest release', async () => {
    await go('errors?range=1h&service=shop');
    const row = await rowOfTable(page, 'Errors', 'TypeError');
    expect(row[0]).toContain(HOSTILE);
    expect(row[0]).toContain('New in 1.5.0');
    expect(row[0]).toContain('Unhandled');
    expect(row.slice(2, 5)).toEqual(['16', '16', '16']);
    expect((await rowOfTable(page, 'Errors', 'RangeError'))[0]).not.toContain('New');
  });

  test('shows what led to one, and takes hostile text for text', async () => {
    await go('errors?range=1h&service=shop&fingerprint=bbbb1111');
    await page.waitFor(() => document.querySelector('.crumbs') !== null);
    const crumbs = await page.evaluate(() =>
      [...document.querySelectorAll('.crumbs li')].map((one) =>
        [...one.children].map((part) => part.textContent),
      ),
    );
    expect(crumbs.slice(0, 2)).toEqual([
      ['−2.5\u202fs', 'page_view', '/cart'],
      ['−0.3\u202fs', 'click', HOSTILE],
    ]);
    expect(await textOf(page, '.code')).toBe(`TypeError: ${HOSTILE} at pay (app.js:1:2)`);
    expect(
      await page.evaluate(() => [document.title, document.querySelectorAll('img, main script').length]),
    ).toEqual(['Errors · Sonde', 0]);
    expect(breaches).toEqual([]);
  });
});

describe('requests', () => {
  test('tells which fails, and since which release', async () => {
    const at = (minutes: number, release: string, index: number, status: number): RequestSketch => ({
      time: now - minutes * MINUTE + index,
      session: `session-${index}`,
      release,
      method: 'POST',
      status,
    });
    await site.store.spans.insert(
      spanRows([
        ...Array.from({ length: 100 }, (_, index) => at(40, '1.4.0', index, index < 2 ? 502 : 201)),
        ...Array.from({ length: 80 }, (_, index) => at(20, '1.5.0', 100 + index, index < 16 ? 500 : 201)),
        { time: now - 20 * MINUTE, session: 'session-100', url: HOSTILE, error: HOSTILE },
      ]),
    );
    await go('requests?range=1h&service=blog');
    expect(await textOf(page, '.nothing')).toContain(
      'the plugin requests(), which the script tag does not carry: bundle Sonde from npm with your pages',
    );
    await go('requests?range=1h&service=shop');
    expect((await rowOfTable(page, 'Requests', `GET ${HOSTILE}`))[6]).toBe(`${HOSTILE} × 1`);
    // Wilson for 18 of 180.
    expect((await rowOfTable(page, 'Requests', 'POST /api/cart')).slice(1)).toEqual([
      '10.0 %, 95 % interval 6.4 – 15.3 %',
      '18of 180',
      '180',
      '100 ms',
      '100 ms',
      '500 × 16, 502 × 2',
    ]);
    await page.click('main tbody a');
    await page.waitFor(() => document.querySelector('main h2')?.textContent?.startsWith('POST /api/cart'));
    await settled(page);
    // Wilson for 16 of 80, and for 2 of 100.
    expect((await rowOfTable(page, 'By release', '1.5.0'))[1]).toBe('20.0 %, 95 % interval 12.7 – 30.0 %');
    expect((await rowOfTable(page, 'By release', '1.4.0'))[1]).toBe('2.0 %, 95 % interval 0.6 – 7.0 %');
    expect(await rowOfTable(page, 'How they ended', '500')).toEqual(['500', 'failed', '16', '8.9 %', '16']);
    expect(breaches).toEqual([]);
  });
});

describe('vitals', () => {
  test('rates the 75th percentile, and draws the distribution', async () => {
    await go('vitals?range=1h');
    // 100, 200, … 4000: 25 good, 15 in need of improvement.
    expect(await textOf(page, '.tile[aria-pressed=true]')).toMatch(/^LCP p75 ?3\.00 s ?Needs improvement/);
    expect(await textOf(page, '.panel .note')).toContain(
      '62.5 % are good (up to 2.50 s), 0.0 % poor (above 4.00 s), of 40 page loads.',
    );
    await page.evaluate(() => {
      for (const summary of document.querySelectorAll<HTMLElement>('.chart-table summary')) summary.click();
    });
    await page.waitFor(() => document.querySelectorAll('.chart-table table').length === 2);
    expect(
      await rowOfTable(
        page,
        'LCP: page loads by value',
        '250 ms to 500 ms'.replace(/ /g, '\u202f').replace('\u202fto\u202f', ' to '),
      ),
    ).toEqual(['250 ms to 500 ms', '3', '7.5 %']);
    expect(breaches).toEqual([]);
  });
});

describe('vitals of routes', () => {
  test('are shown apart from those of page loads', async () => {
    await site.insert(
      [3_000, 37, 39, 41].map((value, at) =>
        session(6_100 + at, '1.0', now - 20 * MINUTE, {
          service: 'spa',
          name: 'browser.web_vital',
          template: at === 0 ? '/' : '/cart',
          attributes: {
            'browser.web_vital.name': 'LCP',
            'browser.web_vital.value': value,
            'browser.web_vital.id': `v6-spa-${at}`,
            'browser.web_vital.navigation_type': at === 0 ? 'navigate' : 'soft-navigation',
          },
        }),
      ),
    );
    await go('vitals?range=1h&service=spa');
    expect(await textOf(page, '.tile[aria-pressed=true]')).toMatch(/^LCP p75 ?3\.00 s/);
    expect(await textOf(page, '.panel .note')).toMatch(/of 1 page loads\.$/);
    await page.waitFor(() => document.querySelector('.vital-scope') !== null);
    await page.click('.vital-scope label:nth-of-type(2)');
    await page.waitFor(() =>
      document.querySelector('.panel .note')?.textContent?.endsWith(' of 3 route changes.'),
    );
    await settled(page);
    expect(await textOf(page, '.tile[aria-pressed=true]')).toMatch(/^LCP p75 ?41 ms/);
    expect((await rowOfTable(page, 'LCP by page', '/cart')).at(-1)).toBe('3');
    expect(await page.url()).toContain('of=routes');
    expect(breaches).toEqual([]);
  });
});

describe('few visits', () => {
  beforeAll(() =>
    site.insert(
      [
        { minutes: 40, LCP: 1_500 },
        { minutes: 20, LCP: 3_000 },
      ].flatMap(({ minutes, LCP }) => {
        const view = session(600 + minutes, '1.0', now - minutes * MINUTE, { service: 'village' });
        const vital = {
          'browser.web_vital.name': 'LCP',
          'browser.web_vital.value': LCP,
          'browser.web_vital.id': `v6-village-${minutes}`,
        };
        return [view, { ...view, name: 'browser.web_vital', number: 2, attributes: vital }];
      }),
    ),
  );

  test('a value without a neighbour is a dot at its height, in the chart and in a tile', async () => {
    await go('?range=1h&service=village&figure=LCP');
    const [before, first, between, second] = await peaksOf([
      [0, 0.27],
      [0.28, 0.4],
      [0.41, 0.59],
      [0.6, 0.72],
    ]);
    expect(first).toBeCloseTo(1_500 / 3_000 / 1.12, 1);
    expect(second).toBeCloseTo(1 / 1.12, 1);
    expect([before, between]).toEqual([0, 0]);
    const [lines, dots] = await page.evaluate(() => {
      const tile = [...document.querySelectorAll('.tile')].find(
        (one) => one.querySelector('.tile-title')?.textContent === 'Error-free sessions',
      );
      const paths = [...(tile?.querySelectorAll('.sparkline path') ?? [])];
      return paths.map((path) => path.getAttribute('d') ?? '');
    });
    expect(lines).not.toContain('L');
    expect(dots?.match(/h0/g)).toHaveLength(2);
  });
});

describe('a bucket that is still filling', () => {
  test('is in the small lines, too, dotted', async () => {
    const fresh = { service: 'fresh', attributes: { 'feature.id': 'export-csv' } };
    await site.insert(
      Array.from({ length: 5 }, (_, at) => session(6_000 + at, '1.0', Date.now(), fresh)).flatMap((view) => [
        view,
        { ...view, name: 'feature.used', number: 2 },
      ]),
    );
    /** To its full height from the half day before, in which nothing was. */
    const rise = /^M98\.3\d*,30\.00L100,2\.00$/;
    const lastOf = (selector: string) =>
      page.waitFor(
        (wanted) => document.querySelector(`${wanted} .sparkline-filling`)?.getAttribute('d'),
        selector,
      );
    await go('?range=30d&service=fresh');
    expect(await lastOf('.tile')).toMatch(rise);
    expect(await textOf(page, 'main')).toContain('no page of fresh loaded the script from this collector');
    await go('features?range=30d&service=fresh');
    expect(await lastOf('main tbody')).toMatch(rise);
  });
});

describe.runIf(engine === 'chromium')('names of any length', () => {
  const COMMITS = ['9fceb02d0ae598e95dc970b74767f19372d61af8', '1d2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f'];
  const LONG = 'namewithoutabreak'.repeat(12);
  beforeAll(() =>
    site.insert(
      [
        ['hashes', COMMITS[0]],
        ['hashes', COMMITS[1]],
        ['names', COMMITS[0]],
        ['names', LONG],
      ].flatMap(([service, release = ''], at) => {
        const view = session(700 + at, release, now - (30 + at) * MINUTE, {
          service: service ?? '',
          template: `/${LONG}`,
        });
        const failure = {
          'exception.type': LONG,
          'exception.message': LONG,
          'sonde.exception.fingerprint': 'cccc2222',
        };
        return [view, { ...view, name: 'exception', number: 2, attributes: failure }];
      }),
    ),
  );

  test.each([
    ['releases?service=hashes', 'h2'],
    ['releases?service=names', 'h2'],
    ['errors?service=names&fingerprint=cccc2222', '.facts'],
  ])('%s does not scroll sideways on a phone', async (view, part) => {
    await page.resize(390, 844);
    await go(`${view}&range=1h`);
    expect(await textOf(page, `main ${part}`)).toMatch(/\w{40}/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  });
});

describe('colours', () => {
  test('a chosen theme stays, and the chart follows it', async () => {
    await go('?range=1h');
    await page.click('.themes label:nth-of-type(3)');
    await page.waitFor(() => document.documentElement.dataset.theme === 'dark');
    const back = () => getComputedStyle(document.body.parentElement as Element).backgroundColor;
    expect(await page.evaluate(back)).toBe('rgb(13, 17, 22)');
    await page.reload();
    await settled(page);
    expect(await page.evaluate(back)).toBe('rgb(13, 17, 22)');
    await page.click('.themes label:nth-of-type(1)');
    await page.waitFor(() => document.documentElement.dataset.theme === undefined);
  });
});

describe('live', () => {
  /** A batch as the SDK sends it. */
  const send = (name: string, count: number, first = 1): Promise<Response> =>
    fetch(`${site.address}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceLogs: [
          {
            resource: {
              attributes: [
                { key: 'service.name', value: { stringValue: 'live' } },
                { key: 'session.id', value: { stringValue: 'f'.repeat(32) } },
                { key: 'service.version', value: { stringValue: '3.1' } },
              ],
            },
            scopeLogs: [
              {
                scope: { name: 'sonde' },
                logRecords: Array.from({ length: count }, (_, at) => ({
                  timeUnixNano: `${Date.now()}000000`,
                  eventName: name,
                  attributes: [
                    { key: 'log.record.uid', value: { stringValue: `${'d'.repeat(24)}-${first + at}` } },
                    { key: 'sonde.target.name', value: { stringValue: `${HOSTILE} ${first + at}` } },
                  ],
                })),
              },
            ],
          },
        ],
      }),
    });
  const rows = (): Promise<number> =>
    page.evaluate(() => document.querySelectorAll('.live-list > li').length);

  test('shows what arrives, at most two hundred of it, finds, pauses and opens', async () => {
    await go('live?service=live');
    await page.waitFor(() => document.querySelector('.live-open') !== null);
    await send('click', 3);
    await page.waitFor(() => document.querySelectorAll('.live-list > li').length === 3);
    expect(await textOf(page, '.live-gist')).toBe(`${HOSTILE} 3`);
    expect(await page.evaluate(() => document.querySelectorAll('img, main script').length)).toBe(0);
    await page.click('.live-list summary');
    await page.waitFor(() => document.querySelector('.live-list details[open] dd') !== null);
    expect(await textOf(page, '.live-list details[open] dl')).toContain('f'.repeat(32));

    await page.click('.live-head button');
    await send('exception', 2, 100);
    await page.waitFor(() => document.querySelector('.live-head button')?.textContent?.includes('2 waiting'));
    expect(await rows()).toBe(3);
    await page.click('.live-head button');
    await page.waitFor(() => document.querySelectorAll('.live-list > li').length === 5);

    await page.type('.live-find input', 'exception');
    await page.waitFor(() => document.querySelectorAll('.live-list > li').length === 2);
    expect(await page.url()).toContain('find=exception');
    await page.evaluate(() => {
      const field = document.querySelector('.live-find input') as HTMLInputElement;
      field.value = '';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await send('click', 600, 1_000);
    await page.waitFor(() => document.querySelector('.live-gist')?.textContent?.endsWith(' 1599'));
    expect(await rows()).toBe(200);
    expect(breaches).toEqual([]);
  });
});

// Below this nothing looks at all services: its sessions would count there.
describe('crashes', () => {
  test('a release whose tabs crash is told, in a column that is there where anybody tells of crashes', async () => {
    const game = { service: 'game' };
    await site.insert([
      ...Array.from({ length: 200 }, (_, at) =>
        session(2_000 + at, at < 100 ? '1.0' : '2.0', now - (at < 100 ? 40 : 20) * MINUTE, game),
      ),
      // Told by the visitors' next pages.
      ...Array.from({ length: 25 }, (_, at) =>
        session(3_000 + at, '2.0', now - 20 * MINUTE, {
          ...game,
          name: 'crash',
          attributes: {
            'sonde.crash.estimated': true,
            'sonde.crash.session': `session-${2_100 + at}`,
            'sonde.crash.page': at < 20 ? '/cart' : '/',
          },
        }),
      ),
    ]);
    await go('releases?range=1h&service=shop');
    expect(await textOf(page, 'main')).not.toContain('Crash-free');
    await go('releases?range=1h&service=game');
    expect(await textOf(page, '.banner')).toMatch(
      /2\.0 is worse than 1\.0: crash-free sessions 75\.0 % vs 100\.0 %, difference −25\.0 points/,
    );
    const compared = await rowOfTable(page, '2.0 beside 1.0', 'Crash-free sessions');
    expect(compared.slice(0, 3)).toEqual(['Crash-free sessions', '100.0 %', '75.0 %']);
    // Wilson for 75 of 100.
    expect((await rowOfTable(page, 'Releases', '2.0'))[2]).toBe('75.0 %, 95 % interval 65.7 – 82.5 %');
    // No error, and the screen of errors says where they are.
    await go('errors?range=1h&service=game');
    await page.waitFor(() => document.body.textContent?.includes('Crashes by page, feature and reason'));
    expect((await rowOfTable(page, 'Crashes by page, feature and reason', '/cart')).slice(0, 5)).toEqual([
      '/cart',
      '–',
      '–',
      '20',
      '20',
    ]);
    expect(breaches).toEqual([]);
  });
});

describe('a stale page', () => {
  test('of an older version makes neither that the newest release nor its errors new', async () => {
    const cached = { service: 'cached' };
    const failure = (type: string) => ({
      ...cached,
      name: 'exception',
      number: 2,
      attributes: { 'exception.type': type, 'sonde.exception.fingerprint': `of ${type}` },
    });
    await site.insert([
      session(5_000, '1.5.0', now - 40 * MINUTE, cached),
      session(5_000, '1.5.0', now - 40 * MINUTE + 1, failure('RangeError')),
      session(5_001, '1.5.0', now - 40 * MINUTE + 2, failure('EvalError')),
      session(5_002, '1.4.1', now - 20 * MINUTE, cached),
      session(5_002, '1.4.1', now - 20 * MINUTE + 1, failure('EvalError')),
    ]);
    await go('?range=1h&service=cached');
    expect(await textOf(page, '.banner')).toContain('Not enough data yet to tell 1.5.0 from 1.4.1');
    await go('errors?range=1h&service=cached');
    expect((await rowOfTable(page, 'Errors', 'RangeError'))[0]).toContain('New in 1.5.0');
    const both = await rowOfTable(page, 'Errors', 'EvalError');
    expect(both[0]).not.toContain('New');
    expect(both.at(-1)).toBe('1.4.1, 1.5.0');
    expect(breaches).toEqual([]);
  });
});

describe('settings', () => {
  test('stand below the features, also where there are none', async () => {
    const prefs = { service: 'prefs' };
    await site.insert(
      Array.from({ length: 10 }, (_, at) =>
        session(4_000 + at, '1.0', now - 20 * MINUTE, {
          ...prefs,
          name: at < 2 ? 'setting.changed' : 'setting.current',
          attributes: { 'setting.id': 'theme', 'setting.value': at < 4 ? HOSTILE : 'light' },
        }),
      ),
    );
    await go('features?range=1h&service=prefs');
    await page.waitFor(() => document.querySelector('.setting-values') !== null);
    // Wilson for 6, 4 and 2 of 10.
    expect(await rowOfTable(page, 'Settings', 'theme')).toEqual([
      'theme',
      `light60.0 %, 95 % interval 31.3 – 83.2 %${HOSTILE}40.0 %, 95 % interval 16.8 – 68.7 %`,
      '10',
      '20.0 %, 95 % interval 5.7 – 51.0 %',
    ]);
    await go('features?range=1h&service=game');
    expect(await textOf(page, 'main')).not.toContain('Settings');
    expect(breaches).toEqual([]);
  });
});

describe('bad days', () => {
  test('a collector that stopped is told in a sentence, and the figures stay', async () => {
    await hasten(page);
    await go('?range=1h&service=shop');
    await site.silence();
    await page.waitFor(() => document.querySelector('.trouble') !== null);
    expect(await textOf(page, '.trouble')).toMatch(
      /^The collector cannot be reached\. Is it running\? These figures are from \d\d:\d\d:\d\d\. Trying again\.$/,
    );
    expect(await textOf(page, '.tile-value')).toBe('180');
    await eventually(
      () => page.evaluate(() => document.querySelectorAll('canvas').length),
      (count) => count === 1,
      'one chart',
    );
  });
});
