import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { spanRows } from '../collector/metrics/seed/span-row.js';
import { RELEASES, traffic } from '../collector/metrics/seed/traffic.js';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { isLong } from '../helpers/once.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import {
  type DashboardSite,
  open,
  settled,
  startDashboard,
  textOf,
  watchBreaches,
} from './dashboard-site.js';

/** Whether everybody can use the dashboard: axe on each view, the keyboard alone, a narrow phone. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const VIEWS = [
  '?range=7d',
  'releases?range=7d',
  'features?range=7d',
  'features?range=7d&feature=quick-view',
  'transactions?range=7d&transaction=checkout',
  'frustration?range=7d',
  'errors?range=7d',
  'errors?range=7d&fingerprint=45c48cce',
  'requests?range=7d',
  'vitals?range=7d',
  // Their parts are those of the others: a list, a screen without data, and the first with another chart.
  ...(isLong
    ? [
        'live',
        'features?range=7d&service=nowhere',
        '?range=7d&figure=LCP',
        'requests?range=7d&request=GET+https%3A%2F%2Fshop.example%2Fapi%2Fcart',
      ]
    : []),
];

let site: DashboardSite;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  site = await startDashboard();
  await site.insertRows(
    // Whatever the hour, so that the same errors are there.
    traffic({
      seed: 11,
      end: Math.floor(Date.now() / DAY) * DAY,
      length: 6 * DAY,
      sessions: 200,
      releases: RELEASES,
    }),
  );
  // Of a site's own rules and of releases named by commits, which are the widest.
  await site.store.addCounts(
    ['credentials', 'email', 'customer-number'].map((Name, at) => ({
      Hour: Math.floor(Date.now() / HOUR) * 3_600 - 86_400,
      Kind: 'scrub',
      ServiceName: 'shop',
      Release: at > 0 ? '1.5.0-canary.3' : '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
      Name,
      Count: 1_000 * at + 7,
    })),
  );
  await site.insert(
    ['rage', 'dead'].map((kind, at) => ({
      name: 'frustration',
      session: 'struggling',
      template: '/checkout',
      time: Date.now() - DAY + at,
      attributes: { 'sonde.frustration.kind': kind, 'sonde.target.name': 'pay' },
    })),
  );
  await site.insert(
    ['succeeded', 'failed', 'abandoned'].map((outcome, at) => ({
      name: 'transaction',
      release: '1.5.0',
      time: Date.now() - DAY + at,
      attributes: {
        'transaction.name': 'checkout',
        'transaction.id': outcome,
        'transaction.outcome': outcome,
        'transaction.reason': outcome === 'abandoned' ? 'left' : outcome === 'failed' ? 'declined' : '',
        'transaction.duration': 20_000,
        'transaction.steps': '["cart","payment"]',
        'transaction.step_times': '["5000","9000"]',
      },
    })),
  );
  await site.insert(
    [1, 2, 3].map((day) => ({
      name: 'feature.used',
      visitor: 'who-comes-back',
      session: `on-day-${day}`,
      time: Date.now() - (12 - day) * DAY,
      attributes: { 'feature.id': 'quick-view', 'feature.first_use': day === 1, 'feature.use_day': day },
    })),
  );
  await site.store.spans.insert(
    spanRows(
      Array.from({ length: 40 }, (_, at) => ({
        time: Date.now() - at * HOUR,
        session: `session-${at}`,
        release: '1.5.0',
        status: at % 4 ? 200 : 500,
        url: at % 2 ? `https://shop.example/${'withoutabreak'.repeat(12)}` : 'https://shop.example/api/cart',
      })),
    ),
  );
  browser = await borrowBrowser(engine);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
afterEach(() => page?.close());

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules that ask for colours, and those that ask for the layout. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];
const OF_LAYOUT = ['target-size', 'scrollable-region-focusable'];

/** What axe finds wrong with the page as it stands. */
const findings = async (rules: readonly string[]): Promise<string[]> => {
  if (!(await page.evaluate(() => 'axe' in window))) await page.playwright?.evaluate(AXE);
  const found = (await page.playwright?.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations)`,
  )) as Finding[];
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
};

/**
 * Each way to look at a view: the scheme of colours, the width in pixels, and the rules. In the dark nothing but the colours
 * is another, and on a phone nothing but the layout: the short form looks at both at once.
 */
const WAYS = [
  ['light', 1280, ALL],
  ...(isLong
    ? ([
        ['light', 360, ALL],
        ['dark', 1280, ALL],
      ] as const)
    : []),
  ['dark', 360, isLong ? ALL : [...OF_COLOURS, ...OF_LAYOUT]],
] as const;

describe.runIf(engine === 'chromium')('axe finds nothing, in light and dark, at 1280 and 360 pixels', () => {
  // Each view is asked for once: its figures cost more than axe does.
  test.each(VIEWS)('on %s', async (view) => {
    page = await browser.newPage();
    const breaches = await watchBreaches(page);
    await page.playwright?.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, `${site.address}/${view}`);
    for (const [scheme, width, rules] of WAYS) {
      await page.playwright?.emulateMedia({ colorScheme: scheme });
      await page.resize(width, 780);
      await page.waitFor(
        ([dark, wide]) => matchMedia('(prefers-color-scheme: dark)').matches === dark && innerWidth === wide,
        [scheme === 'dark', width] as const,
      );
      await settled(page);
      // What watches sizes has drawn anew two frames later.
      await page.evaluate(async () => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      });
      expect(breaches, `${scheme} ${width}`).toEqual([]);
      expect(await findings(rules), `${scheme} ${width}`).toEqual([]);
      // The page may not scroll sideways.
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        `${scheme} ${width}`,
      ).toBe(0);
      // axe itself may have broken the policy.
      breaches.length = 0;
    }
  });
});

describe('the keyboard alone', () => {
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      return (element.getAttribute('aria-label') ?? element.textContent ?? element.tagName)
        .replace(/\s+/g, ' ')
        .trim();
    });
  /** Tabs on until something with this text has the focus: once around where a refresh has taken it to the top. */
  const tabTo = async (text: string, most = 240): Promise<void> => {
    const stops: string[] = [];
    for (let at = 0; at < most; at++) {
      await page.press('Tab');
      stops.push((await focused()).slice(0, 40));
      if (stops.at(-1)?.startsWith(text)) return;
    }
    throw new Error(
      `Nothing that begins with "${text}" takes the focus, but ${[...new Set(stops)].join(', ')}.`,
    );
  };

  test('walks from the first link to a chart’s values, and every stop is seen', async () => {
    page = await browser.newPage();
    await open(page, `${site.address}/?range=7d`);
    await page.press('Tab');
    expect(await focused()).toBe('Skip to the figures');
    const stops: string[] = [];
    for (let at = 0; at < 40 && !stops.at(-1)?.startsWith('Sessions over time'); at++) {
      await page.press('Tab');
      stops.push(await focused());
      const outline = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const shown = element.closest('label') ?? element;
        return [element, shown].some((one) => getComputedStyle(one).outlineStyle !== 'none');
      });
      expect(outline, stops.at(-1)).toBe(true);
    }
    expect(stops).toEqual(expect.arrayContaining(['Releases', 'Live', 'Custom']));
    expect(stops.at(-1)).toMatch(/^Sessions over time/);

    const said = (): Promise<string> => textOf(page, '.chart [aria-live]');
    await page.press('Home');
    await page.waitFor(() => document.querySelector('.chart [aria-live]')?.textContent !== '');
    const first = await said();
    expect(first).toMatch(/^\d+ \w+, \d\d:\d\d: Sessions \d+, Period before \d+$/);
    expect(await textOf(page, '.tooltip strong')).toBe(first.replace(/: Sessions.*/, ''));
    await page.press('ArrowRight');
    await page.waitFor(
      (before) => document.querySelector('.chart [aria-live]')?.textContent !== before,
      first,
    );
    await page.press('ArrowLeft');
    await page.waitFor(
      (before) => document.querySelector('.chart [aria-live]')?.textContent === before,
      first,
    );
    await page.press('Escape');
    await page.waitFor(() => document.querySelector('.tooltip') === null);
  });

  test('chooses a figure, sorts a table, opens a group and comes back', async () => {
    page = await browser.newPage();
    await open(page, `${site.address}/?range=7d`);
    await tabTo('Error-free sessions');
    await page.press('Enter');
    await page.waitFor(
      () =>
        document.querySelector('.chart-canvas')?.getAttribute('aria-label') ===
        'Error-free sessions over time',
    );
    await open(page, `${site.address}/errors?range=7d`);
    await tabTo('Times');
    await page.press('Enter');
    await page.waitFor(() =>
      document.querySelector('th[aria-sort=descending]')?.textContent?.startsWith('Times'),
    );
    const order = await page.evaluate(() =>
      [...document.querySelectorAll('tbody tr')].map((row) =>
        Number((row as HTMLTableRowElement).cells[4]?.textContent),
      ),
    );
    expect(order.length).toBeGreaterThan(0);
    expect(order).toEqual([...order].sort((one, other) => other - one));
    // Which errors a week has had depends on its days.
    await tabTo(await textOf(page, 'tbody a'));
    await page.press('Enter');
    await page.waitFor(() => document.querySelector('.crumbs') !== null);
    await page.evaluate(() => history.back());
    await page.waitFor(() => document.querySelector('.crumbs') === null);
  });

  test('sets a time range of its own in a dialog, and Escape leaves it alone', async () => {
    page = await browser.newPage();
    await open(page, `${site.address}/?range=7d`);
    await tabTo('Custom');
    await page.press('Enter');
    await page.waitFor(() => document.querySelector('dialog')?.open);
    await page.press('Escape');
    await page.waitFor(() => !document.querySelector('dialog')?.open);
    expect(await focused()).toBe('Custom');
    await page.press('Enter');
    await page.waitFor(() => document.querySelector('dialog')?.open);
    await page.evaluate(() => {
      const [from, to] = document.querySelectorAll<HTMLInputElement>('dialog input');
      if (from && to) from.value = to.value;
    });
    await tabTo('Show');
    await page.press('Enter');
    expect(await textOf(page, 'dialog .problem')).toBe('The beginning must lie before the end.');
    await page.evaluate(() => {
      const [from] = document.querySelectorAll<HTMLInputElement>('dialog input');
      if (from) from.value = '2024-01-01T00:00';
    });
    await page.press('Enter');
    await page.waitFor(() => !document.querySelector('dialog')?.open && location.search.includes('from='));
    await settled(page);
  });
});

test('at every width every table stays in its panel', async () => {
  page = await browser.newPage();
  await open(page, `${site.address}/?range=7d`);
  expect(await textOf(page, 'main')).toContain('customer-number');
  for (const width of [1_440, 1_280, 1_100, 390]) {
    await page.resize(width, 900);
    await page.waitFor((wanted) => innerWidth === wanted, width);
    await settled(page);
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLTableElement>('.panel table')].flatMap((table) => {
        const panel = table.closest('.panel') as HTMLElement;
        const edge =
          panel.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(panel).paddingRight);
        const by = table.getBoundingClientRect().right - edge;
        return table.closest('.table-frame') || by < 1 ? [] : [`${table.caption?.textContent}: ${by}`];
      }),
    );
    expect(outside, `${width}`).toEqual([]);
  }
});

// Chromium alone is asked for a picture.
test.runIf(engine === 'chromium')(
  'a table that goes on beyond an edge of its frame has a shade there',
  async () => {
    page = await browser.newPage();
    await page.resize(390, 900);
    await open(page, `${site.address}/releases?range=7d`);
    /** How bright the first wide table's frame is in the middle and at its edges, where no text is: 0 to 765. */
    const brightness = async (): Promise<{ left: number; middle: number; right: number }> => {
      const [left, right, y] = await page.evaluate(() => {
        const frame = [...document.querySelectorAll('.table-frame')].find(
          ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 60,
        ) as HTMLElement;
        frame.scrollIntoView({ block: 'center' });
        const box = frame.getBoundingClientRect();
        const head = frame.querySelector('thead')?.getBoundingClientRect() as DOMRect;
        return [box.left, box.right, head.bottom - 3] as const;
      });
      const at = async (x: number): Promise<number> => {
        const picture = await page.playwright?.screenshot({ clip: { x, y, width: 1, height: 1 } });
        return page.evaluate(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const context = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
          context.drawImage(bitmap, 0, 0);
          const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
          return red + green + blue;
        }, picture?.toString('base64') ?? '');
      };
      return { left: await at(left + 2), middle: await at((left + right) / 2), right: await at(right - 3) };
    };
    const start = await brightness();
    expect(start.left).toBe(start.middle);
    expect(start.right).toBeLessThan(start.middle - 60);
    await page.evaluate(() => {
      for (const frame of document.querySelectorAll('.table-frame')) frame.scrollLeft = frame.scrollWidth;
    });
    const end = await brightness();
    expect(end.right).toBe(end.middle);
    expect(end.left).toBeLessThan(end.middle - 60);
  },
);

// Chromium alone measures layout shifts.
test.runIf(engine === 'chromium')('nothing moves while figures come in', async () => {
  page = await browser.newPage();
  await page.playwright?.addInitScript(() => {
    const shifts = { sum: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[])
        if (!entry.hadRecentInput) shifts.sum += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  for (const view of ['?range=7d', 'releases?range=7d', 'vitals?range=7d']) {
    await open(page, `${site.address}/${view}`);
    const shift = await page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum);
    expect(shift, view).toBeLessThan(0.1);
  }
});
