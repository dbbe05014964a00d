import { expect } from 'vitest';
import type { Page } from '../../helpers/browser.js';
import { engine } from '../../helpers/engine.js';
import { eventually } from '../../helpers/eventually.js';
import { killRenderers } from '../../helpers/renderers.js';
import type { Fault } from './fault.js';
import type { Client, Numbered } from './page.js';
import type { Trial } from './trial.js';

/** Ends that nobody is told of: no listener runs, no beacon leaves. */

declare const sonde: Client;
declare const numbered: Numbered;

/** Whether the front has a request of this page. */
const underWay = ({ front }: Trial, more = 0): Promise<unknown> =>
  eventually(
    () => front.seen.length,
    (seen) => seen > more,
    'a request',
  );

/** With all pages the session of a driver ends, and WebKit's storage: these are started again, on a profile that stays. */
const HOLDER = engine === 'chromium' ? 'own' : 'kept';

const killPages = async (trial: Trial, { playwright }: Page): Promise<void> => {
  if (engine === 'chromium') {
    // Before the browser has noticed, it may give a tab to one of the dead, and that never opens.
    await Promise.all([playwright?.waitForEvent('crash'), killRenderers(trial.browser)]);
    return;
  }
  await killRenderers(trial.browser);
  await trial.browser.kill();
  await trial.launch({}, HOLDER);
};

export const crash: readonly Fault[] = [
  {
    name: 'the page’s process is killed with a request under way',
    finds: ['memory-only', 'delete-before-send'],
    async run(trial) {
      await trial.launch({}, HOLDER);
      trial.front.otherwise({ kind: 'answer', status: 503, delay: 10_000 });
      const page = await trial.open();
      await trial.track(page);
      await underWay(trial);
      await killPages(trial, page);
      return undefined;
    },
  },
  {
    name: 'the page hangs, and its process is killed',
    finds: ['memory-only'],
    async run(trial) {
      await trial.launch({}, HOLDER);
      trial.serve({ endpoint: trial.front.address });
      await trial.front.refuse();
      const page = await trial.open();
      await trial.track(page);
      // A page that hangs before its database has been opened cannot keep anything there.
      await page.waitFor(async () => (await sonde.flush()).kept > 0);
      await page.evaluate(() => {
        // Late enough for the answer to leave the page: WebKit's inspector waits for it.
        setTimeout(() => {
          numbered.trackAtOnce(5);
          setTimeout(() => {
            for (;;);
          });
        }, 500);
      });
      // The five are counted in localStorage, which outlives the page but is written by another process.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await killPages(trial, page);
      await trial.front.accept();
      return undefined;
    },
  },
  {
    name: 'the browser is killed while the collector is down, and started again: 50 of 50',
    most: 50,
    quick: 'alone',
    // Two starts of the browser, which in Firefox take longer than all else of the quick form.
    once: true,
    events: 50,
    finds: ['memory-only'],
    async run(trial) {
      trial.serve({ endpoint: trial.front.address });
      await trial.launch({}, 'kept');
      await trial.front.refuse();
      const page = await trial.open();
      await trial.track(page);
      // A busy machine may take longer to open the database than to track: what a kill in that moment costs is told below.
      await page.waitFor(async () => (await numbered.stored()) === numbered.count());
      await trial.browser.kill();
      await trial.front.accept();
      await trial.launch({}, 'kept');
      return undefined;
    },
  },
  {
    name: 'the browser is killed in the moment after the last event',
    most: 50,
    events: 50,
    async run(trial) {
      await trial.front.refuse();
      await trial.launch({}, 'kept');
      const page = await trial.open();
      await trial.trackAtOnce(page);
      await trial.browser.kill();
      await trial.front.accept();
      await trial.launch({}, 'kept');
      return undefined;
    },
  },
  {
    name: 'the browser is killed in the moment after the last of many events, 10 ms apart',
    most: 200,
    async run(trial) {
      trial.serve({ endpoint: trial.front.address });
      await trial.launch({}, 'kept');
      await trial.front.refuse();
      const page = await trial.open();
      await page.waitFor(async () => {
        numbered.trackOne();
        return (await sonde.flush()).kept > 0;
      });
      const [from, tracked] = await page.evaluate(
        (number: number) =>
          new Promise<readonly [number, number]>((resolve) => {
            const ticking = setInterval(() => {
              numbered.trackOne();
              if (numbered.count() < number) return;
              clearInterval(ticking);
              resolve([numbered.from, numbered.count()]);
            }, 10);
          }),
        trial.events,
      );
      trial.count(from, tracked);
      await trial.browser.kill();
      await trial.front.accept();
      await trial.launch({}, 'kept');
      return undefined;
    },
  },
  {
    name: 'the browser is killed again and again with requests under way',
    finds: ['delete-before-send'],
    async run(trial) {
      const times = 3;
      for (let time = 0; time < times; time++) {
        await trial.launch({}, 'kept');
        trial.front.otherwise(
          time % 2 ? { kind: 'hang', storeAfter: 100 } : { kind: 'answer', status: 503, delay: 10_000 },
        );
        const before = trial.front.seen.length;
        const page = await trial.open({ later: time * 25_000 });
        await trial.track(page, Math.ceil(trial.events / times));
        await underWay(trial, before);
        await trial.browser.kill();
      }
      await trial.launch({}, 'kept');
      const page = await trial.open({ later: times * 25_000 });
      expect(trial.acknowledged().size).toBeGreaterThanOrEqual(trial.events);
      return trial.recover(page);
    },
  },
];
