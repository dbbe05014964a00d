import { expect } from 'vitest';
import { type BareChromium, openBareChromium } from '../../helpers/bare-chromium.js';
import { engine } from '../../helpers/engine.js';
import { eventually } from '../../helpers/eventually.js';
import { killRenderers } from '../../helpers/renderers.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import type { Fault } from './fault.js';
import type { Client, Numbered } from './page.js';
import type { Tally } from './tally.js';
import type { Trial } from './trial.js';

/** What a browser does with pages that nobody looks at. */

declare const sonde: Client;
declare const numbered: Numbered;
declare const shown: { persisted: boolean[]; reasons: unknown };

const noFreezing = {
  firefox: 'does not freeze tabs',
  webkit: 'WebKitGTK does not freeze tabs',
};

/** Whether the front has a request of this page. */
const underWay = ({ front }: Trial): Promise<unknown> =>
  eventually(
    () => front.seen.length,
    (seen) => seen > 0,
    'a request',
  );

/** Playwright keeps tabs visible and forbids prerendering; here they are as a person has them. */
const inBareChromium =
  (run: (trial: Trial, browser: BareChromium) => Promise<Tally | undefined>) =>
  async (trial: Trial): Promise<Tally | undefined> => {
    const profile = temporaryFolder('bare');
    const browser = await openBareChromium(profile.path);
    try {
      trial.browser = browser;
      return (await run(trial, browser)) ?? (await trial.recover());
    } finally {
      await browser.close();
      profile.remove();
    }
  };

/** Notes how the document was shown each time, and why it was not restored. */
const noteShown = (): void => {
  const persisted: boolean[] = [];
  const [entry] = performance.getEntriesByType('navigation') as (PerformanceNavigationTiming & {
    notRestoredReasons?: unknown;
  })[];
  Object.assign(window, { shown: { persisted, reasons: entry?.notRestoredReasons ?? null } });
  addEventListener('pageshow', (event) => persisted.push(event.persisted));
};

export const lifecycle: readonly Fault[] = [
  {
    name: 'restored from the back/forward cache, with a request under way when it was left',
    cannot: { firefox: 'keeps no page there that has a request under way' },
    async run(trial) {
      if (engine === 'chromium') await trial.launch({ backForwardCache: true });
      trial.serve({}, { before: noteShown });
      const page = await trial.open();
      const third = Math.ceil(trial.events / 3);
      await trial.track(page, third);
      await page.evaluate(() => sonde.flush());
      trial.front.next({ kind: 'forward', delay: 700 });
      await trial.track(page, third);
      await eventually(
        () => trial.front.seen.length,
        (seen) => seen > 1,
        'a request under way',
      );
      const origin = await page.evaluate(() => performance.timeOrigin);
      await page.goto(trial.address());
      await trial.track(page, third);
      await page.back();
      const restored = await page.evaluate(() => [performance.timeOrigin, shown] as const);
      expect(restored).toEqual([origin, { persisted: [false, true], reasons: null }]);
      await trial.track(page, third);
      return trial.recover(page);
    },
  },
  {
    name: 'frozen with a request under way, and thawed',
    cannot: noFreezing,
    run: inBareChromium(async (trial, browser) => {
      const page = await browser.newPage(trial.address());
      trial.front.next({ kind: 'forward', delay: 700 });
      await trial.track(page);
      await underWay(trial);
      await page.evaluate(() => {
        document.addEventListener('freeze', () => numbered.trackAtOnce(5));
        document.addEventListener('resume', () => numbered.trackAtOnce(5));
      });
      // Another tab in front: only a hidden one is frozen. It goes on meanwhile.
      const other = await browser.newPage(trial.address());
      await other.activate();
      await page.waitFor(() => document.visibilityState === 'hidden');
      await page.command('Page.setWebLifecycleState', { state: 'frozen' });
      await trial.track(other, Math.ceil(trial.events / 4));
      await page.command('Page.setWebLifecycleState', { state: 'active' });
      await page.activate();
      await page.waitFor((count) => numbered.count() === count, trial.events + 10);
      await trial.track(page, Math.ceil(trial.events / 4));
      await other.close();
      return trial.recover(page);
    }),
  },
  {
    name: 'frozen with a request under way, and discarded',
    cannot: noFreezing,
    finds: ['memory-only'],
    run: inBareChromium(async (trial, browser) => {
      trial.front.otherwise({ kind: 'answer', status: 503, delay: 700 });
      const page = await browser.newPage(trial.address());
      await trial.track(page);
      await underWay(trial);
      const other = await browser.newPage(trial.address());
      await other.activate();
      await page.waitFor(() => document.visibilityState === 'hidden');
      await page.command('Page.setWebLifecycleState', { state: 'frozen' });
      await trial.track(other, Math.ceil(trial.events / 4));
      // A tab that is discarded for want of memory is told nothing; its neighbours die with it here.
      await killRenderers(browser);
      return undefined;
    }),
  },
  {
    name: 'prerendered: nothing is sent until it is shown',
    cannot: { firefox: 'has no speculation rules', webkit: 'has no speculation rules' },
    run: inBareChromium(async (trial, browser) => {
      const next = trial.address();
      const page = await browser.newPage(trial.address());
      await page.evaluate((address) => {
        const rules = document.createElement('script');
        rules.type = 'speculationrules';
        rules.textContent = JSON.stringify({ prerender: [{ source: 'list', urls: [address] }] });
        document.head.append(rules);
      }, next);
      await eventually(
        () => trial.site.requests.filter((request) => request.includes('/faults.js')),
        (requests) => requests.length > 1,
        'the next page is prerendered',
      );
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)));
      expect(trial.front.seen).toEqual([]);
      await page.evaluate((address) => void setTimeout(() => location.assign(address)), next);
      await page.waitFor((address) => location.href === address && document.readyState === 'complete', next);
      const activationStart = await page.evaluate(() => {
        const [entry] = performance.getEntriesByType('navigation');
        return (entry as unknown as { activationStart: number }).activationStart;
      });
      expect(activationStart).toBeGreaterThan(0);
      await trial.track(page);
      return trial.recover(page);
    }),
  },
];
