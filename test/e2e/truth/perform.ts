import type { Browser, Page } from '../../helpers/browser.js';
import { ROOT, type Shop } from './shop.js';
import { pageOf, type ShopServer } from './shop-server.js';
import { FEATURES, type Step, type Visit, type Visitor } from './visitors.js';

declare const sonde: import('../../../src/sonde.js').Sonde;
declare const shop: Shop;
declare const passed: { clock: number; stay: number };
declare const pass: () => void;
declare const isPressed: true | undefined;

const HOUR = 3_600_000;
/** Visitors who are there at the same time. */
const AT_ONCE = 3;

/** A visitor's browser: the tabs that are open, the last one is looked at. */
export interface Seat extends Omit<Visitor, 'visits'> {
  readonly tabs: Page[];
}

/** Waits until what a document tells of its start by the answer that there is has been told. */
const begun = (page: Page): Promise<unknown> =>
  page.waitFor(() => {
    const { diagnostics, analytics } = sonde.consent.state();
    // What is sampled may be left out.
    const isSampled = (name: string) => name in JSON.parse(document.documentElement.dataset.sample as string);
    const wanted = [
      ...(diagnostics === 'granted' &&
      document.querySelector('[data-told]') === null &&
      !isSampled('browser.web_vital')
        ? ['ttfb', 'fcp']
        : []),
      ...(analytics === 'granted' ? [isSampled('page_view') ? 'session.start' : 'page_view'] : []),
    ];
    if (!wanted.every((name) => shop.told.includes(name))) return false;
    if (diagnostics === 'granted') document.body.dataset.told = '';
    return true;
  });

/** Does one step. */
const perform = async (
  browser: Browser,
  server: ShopServer,
  { name, tabs }: Seat,
  step: Step,
): Promise<void> => {
  const origin = server.originOf(name);
  const page = tabs.at(-1) as Page;
  switch (step[0]) {
    case 'open':
    case 'tab': {
      const tab = step[0] === 'open' && page ? page : await browser.newPage();
      if (tab !== page) tabs.push(tab);
      await tab.goto(origin + ROOT + step[1]);
      return void (await begun(tab));
    }
    case 'close':
      for (const tab of tabs.splice(0)) await tab.close();
      return;
    case 'back':
      return page.back();
    case 'forward':
      return page.forward();
    case 'grant':
      // Told anew of a later grant.
      await page.evaluate((purposes) => {
        shop.told.length = 0;
        sonde.consent.grant(...(purposes as []));
      }, step.slice(1));
      return void (await begun(page));
    case 'deny':
      return page.evaluate((purposes) => sonde.consent.deny(...(purposes as [])), step.slice(1));
    case 'send':
      return void (await page.evaluate(() => sonde.flush()));
    case 'offline':
    case 'online':
      return server.reach(name, step[0] === 'online');
    case 'click':
    case 'feature':
      await page.click(`#${step[1] ?? 'plain'}`);
      // The browser has measured it.
      return void (await page.waitFor(() => isPressed));
    case 'look':
      return void (await page.waitFor((features) => {
        pass();
        const since = shop.told.slice(shop.told.lastIndexOf('page_view') + 1);
        return since.filter((one) => one === 'feature.exposed').length === features.length;
      }, FEATURES));
    case 'read':
      for (let time = 0; time < 4; time++) {
        await page.playwright?.mouse.move(10 + time, 10);
        await page.evaluate(() => {
          passed.stay += 4_000;
        });
      }
      return;
    default: {
      const [deed, value, times] = step as readonly [string, string?, number?];
      const isPath = /^(route|view|request)$/.test(deed);
      await page.evaluate(
        // The task after it, in which an error is thrown.
        async ([one, what, often]) => {
          await shop.does(one, what, often);
          await new Promise((resolve) => setTimeout(resolve));
        },
        [deed, isPath ? ROOT + value : (value ?? ''), times ?? 0] as const,
      );
    }
  }
};

/** Does what a visitor does in a visit, `shift` milliseconds from now. */
const performVisit = async (
  browser: Browser,
  server: ShopServer,
  seat: Seat,
  { release, steps }: Visit,
  shift: number,
): Promise<void> => {
  server.show(seat.name, pageOf(release, shift, seat));
  for (const tab of seat.tabs)
    await tab.evaluate((clock) => {
      passed.clock = clock;
    }, shift);
  for (const step of steps) await perform(browser, server, seat, step);
  // The timer that sends is held.
  for (const tab of seat.tabs) await tab.evaluate(() => sonde.flush());
};

/** Does something for each, some at once. */
const each = async <One>(all: readonly One[], work: (one: One) => Promise<void>): Promise<void> => {
  const waiting = [...all];
  const next = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
};

/** Does what all visitors do, hour by hour. The last of the hours is so long ago that nothing is on its way any more. */
export const performAll = async (
  browser: Browser,
  server: ShopServer,
  visitors: readonly Visitor[],
): Promise<void> => {
  const begun = Date.now();
  // Well within one of the charts' buckets.
  const start = Math.floor(begun / HOUR) * HOUR - 4 * HOUR + HOUR / 12;
  const seats = new Map(
    visitors.map(({ visits: _, ...visitor }) => [visitor.name, { ...visitor, tabs: [] }]),
  );
  const hours = [...new Set(visitors.flatMap(({ visits }) => visits.map(({ hour }) => hour)))].sort();
  for (const hour of hours)
    await each(visitors, async ({ name, visits }) => {
      for (const visit of visits.filter((one) => one.hour === hour))
        await performVisit(
          browser,
          server,
          seats.get(name) as Seat,
          visit,
          start + hour * HOUR - begun,
        ).catch((error) => {
          throw new Error(`${name} in hour ${hour}: ${error}`);
        });
    });
};

/** How many records visitors' origins have kept for sending, in all their documents. */
export const keptBy = async (
  browser: Browser,
  server: ShopServer,
  visitors: readonly Visitor[],
): Promise<number> => {
  const page = await browser.newPage();
  let kept = 0;
  for (const { name } of visitors) {
    await page.goto(`${server.originOf(name)}/kept`);
    kept += await page.evaluate(() =>
      Object.entries(localStorage)
        .filter(([key]) => key.startsWith('kept.'))
        .reduce((sum, [, count]) => sum + Number(count), 0),
    );
  }
  await page.close();
  return kept;
};
