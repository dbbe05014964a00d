import { expect } from 'vitest';
import { eventually } from '../../helpers/eventually.js';
import type { Fault } from './fault.js';
import type { Client, Numbered } from './page.js';
import { trackAtEnd } from './track-at-end.js';
import type { Trial } from './trial.js';

/** How a page may be left. */

declare const sonde: Client;
declare const numbered: Numbered;

/** Whether the front has a request of this page. */
const underWay = ({ front }: Trial): Promise<unknown> =>
  eventually(
    () => front.seen.length,
    (seen) => seen > 0,
    'a request',
  );

/** A page's own code: while the tab has a list of addresses, tracks and goes on to the next one, early or late. */
const storm = (): void => {
  const go = (): void => {
    const { addresses, each } = JSON.parse(sessionStorage.storm) as { addresses: string[]; each: number };
    const next = addresses.shift();
    sessionStorage.storm = JSON.stringify({ addresses, each });
    numbered.trackAtOnce(each);
    if (next) location.href = next;
  };
  const way = numbered.from % 4;
  if (!sessionStorage.storm) return;
  if (way === 0) go();
  else if (way === 1) addEventListener('DOMContentLoaded', go);
  else if (way === 2) addEventListener('load', () => setTimeout(go));
  else setTimeout(go, 120);
};

const atEnd = {
  /** Registered before the client has started, and after. */
  before: { before: trackAtEnd },
  after: { after: trackAtEnd },
};

export const leaving: readonly Fault[] = [
  {
    name: 'ten navigations, one after the other',
    quick: true,
    async run(trial) {
      trial.serve({}, { after: storm });
      const page = await trial.open();
      const addresses = Array.from({ length: 10 }, () => trial.address());
      const each = Math.ceil(trial.events / 11);
      await trial.trackAtOnce(page, each);
      const last = new URL(addresses.at(-1) as string).search;
      await page.evaluate(
        ([list, count]) => {
          sessionStorage.storm = JSON.stringify({ addresses: list.slice(1), each: count });
          setTimeout(() => {
            location.href = list[0] as string;
          });
        },
        [addresses, each] as const,
      );
      await page.waitFor((search) => location.search === search && numbered.count() > 0, last, 60_000);
      await page.evaluate(() => sessionStorage.clear());
      await trial.readCounts(page);
      expect(trial.acknowledged().size).toBe(each * 11);
      await page.close();
      return undefined;
    },
  },
  {
    name: 'a click that tracks and follows a link in the same task',
    quick: true,
    async run(trial) {
      trial.serve();
      const next = trial.address();
      trial.serve({}, { body: `<a id="link" href="${next}">next</a>` });
      const page = await trial.open();
      await page.evaluate((count) => {
        document.querySelector('#link')?.addEventListener('click', () => numbered.trackAtOnce(count));
      }, trial.events);
      await page.click('#link');
      await page.waitFor((address) => location.href === address, next);
      await trial.readCounts(page);
      expect(trial.acknowledged().size).toBe(trial.events);
      await page.close();
      return undefined;
    },
  },
  {
    name: 'a tab closed with a request under way that fails',
    quick: true,
    finds: ['delete-before-send'],
    async run(trial) {
      let answer = (): void => {};
      const after = new Promise<void>((resolve) => {
        answer = resolve;
      });
      trial.front.otherwise({ kind: 'answer', status: 503, after });
      const page = await trial.open();
      await trial.track(page);
      await underWay(trial);
      await page.close();
      answer();
      return undefined;
    },
  },
  {
    name: 'a tab closed with a request under way that is stored later',
    quick: 'alone',
    finds: ['renumbered'],
    async run(trial) {
      trial.front.otherwise({ kind: 'hang', storeAfter: 800 });
      const page = await trial.open();
      await trial.track(page);
      await underWay(trial);
      const held = [...trial.front.seen];
      await page.close();
      await eventually(
        () => held.filter(({ stored }) => stored === undefined),
        (open) => open.length === 0,
        'what was under way is stored',
      );
      return undefined;
    },
  },
  {
    name: 'a request under way, navigation, and the lease of the page before',
    async run(trial) {
      trial.front.otherwise({ kind: 'answer', status: 503, delay: 800 });
      const page = await trial.open();
      await trial.track(page);
      await underWay(trial);
      // The next page waits until the lease has run out, at the clock's own pace.
      await page.goto(trial.address());
      return trial.recover(page);
    },
  },
  {
    name: '300 events of 100 KB and more at tab close, the visitor returns',
    most: 1000,
    quick: true,
    events: 300,
    finds: ['memory-only'],
    async run(trial) {
      trial.serve({ flushEvery: 5_000 });
      const page = await trial.open();
      await page.evaluate((count) => {
        for (let left = count; left > 0; left--)
          numbered.trackOne('test.event', { 'test.more': 'x'.repeat(300) });
      }, trial.events);
      await page.close();
      return undefined;
    },
  },
  ...(['before', 'after'] as const).map((when) => ({
    name: `tracked while the tab is closed, by listeners from ${when} the start`,
    most: 500,
    finds: ['memory-only'] as const,
    async run(trial: Trial) {
      trial.serve({ endpoint: trial.front.address }, atEnd[when]);
      for (let tab = 0; tab < Math.ceil(trial.events / 50); tab++) {
        const page = await trial.open();
        await trial.track(page, 40);
        if (tab % 2) await trial.front.refuse();
        await page.close();
        if (tab % 2) await trial.front.accept();
      }
      return expectEnds(trial);
    },
  })),
  {
    name: 'tracked while the page is left for another',
    most: 500,
    quick: true,
    async run(trial) {
      trial.serve({}, { before: trackAtEnd, after: trackAtEnd });
      const page = await trial.open();
      for (let visit = 0; visit < Math.ceil(trial.events / 50); visit++) {
        await trial.track(page, 40);
        await page.goto(trial.address());
      }
      await page.close();
      return expectEnds(trial);
    },
  },
];

/** The page's own listeners have run: more is counted than the test asked for. */
const expectEnds = async (trial: Trial): Promise<undefined> => {
  const asked = trial.acknowledged().size;
  const page = await trial.open();
  await trial.readCounts(page);
  await page.evaluate(() => sonde.flush());
  expect(trial.acknowledged().size).toBeGreaterThan(asked);
  return undefined;
};
