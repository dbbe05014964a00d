import { expect } from 'vitest';
import { can } from '../../helpers/can.js';
import { engine } from '../../helpers/engine.js';
import { eventually } from '../../helpers/eventually.js';
import type { Outcome } from '../../helpers/front.js';
import type { Fault } from './fault.js';
import type { Client } from './page.js';
import type { Tally } from './tally.js';
import type { Trial } from './trial.js';

/** What may become of a connection. */

declare const sonde: Client;

/** Something is under way: the front has a request of this page. */
const underWay = ({ front }: Trial): Promise<unknown> =>
  eventually(
    () => front.seen.length,
    (seen) => seen > 0,
    'a request',
  );

/** The first requests end like this; the page goes on, and delivers. */
const broken =
  (...outcomes: readonly Outcome[]) =>
  async (trial: Trial): Promise<Tally> => {
    trial.serve({ hurry: 10 });
    trial.front.next(...outcomes);
    const page = await trial.open();
    await trial.track(page);
    await underWay(trial);
    await page.evaluate(() => sonde.flush());
    const tally = await trial.recover(page);
    const storing = trial.front.seen.filter(({ outcome }) => outcome.kind !== 'reset');
    // What was stored after the browser had given up counts as well.
    await eventually(
      () => storing.filter(({ stored }) => stored === undefined),
      (open) => open.length === 0,
      'every request stored',
    );
    return tally.lost.length > 0 ? tally : trial.recover(page);
  };

const cut = async (trial: Trial, isCut: boolean): Promise<void> => {
  if (!can(engine, 'offline')) return isCut ? trial.front.refuse() : trial.front.accept();
  const page = await trial.browser.newPage();
  await page.setOffline(isCut);
  // Beside one that stays open Firefox would give every later page a window of its own.
  await page.close();
};

export const connection: readonly Fault[] = [
  {
    name: 'stored, but the socket is destroyed',
    quick: true,
    finds: ['renumbered'],
    run: broken({ kind: 'store and destroy' }, { kind: 'store and destroy' }),
  },
  {
    name: 'stored, but the answer is cut',
    run: broken({ kind: 'store and cut' }, { kind: 'store and cut' }),
  },
  {
    name: 'no answer until the client gives up, then stored',
    run: broken({ kind: 'hang', storeAfter: 2_000 }),
  },
  {
    name: 'no answer, stored after the second copy',
    run: broken({ kind: 'hang', storeAfter: 5_000 }),
  },
  {
    name: 'no answer for 15 seconds, at the clock’s own pace',
    async run(trial) {
      trial.front.next({ kind: 'hang', storeAfter: 16_000 });
      const page = await trial.open();
      await trial.track(page);
      await eventually(
        () => trial.front.seen.map(({ stored }) => stored),
        (stored) => stored[0] === 200 && stored[1] === 200,
        'both copies',
        60_000,
      );
      return trial.recover(page);
    },
  },
  { name: 'reset while the body is sent', run: broken({ kind: 'reset' }, { kind: 'reset' }) },
  {
    name: 'the collector is down, and comes back',
    async run(trial) {
      trial.serve({ endpoint: trial.front.address });
      await trial.front.refuse();
      const page = await trial.open();
      await trial.track(page);
      expect(await page.evaluate(() => sonde.flush())).toMatchObject({ kept: expect.any(Number) });
      await trial.front.accept();
      return trial.recover(page);
    },
  },
  {
    name: 'the collector is down, the tab is closed, the visitor returns',
    quick: true,
    events: 50,
    finds: ['memory-only'],
    async run(trial) {
      trial.serve({ endpoint: trial.front.address });
      await trial.front.refuse();
      const page = await trial.open();
      await trial.track(page);
      await trial.close(page);
      await trial.front.accept();
      return undefined;
    },
  },
  {
    name: 'offline, the tab is closed, online again, the visitor returns',
    quick: 'alone',
    events: 50,
    finds: ['memory-only'],
    async run(trial) {
      const page = await trial.open();
      await cut(trial, true);
      await trial.track(page);
      await page.close();
      await cut(trial, false);
      return undefined;
    },
  },
  {
    name: 'offline, the tab is closed, online again while it closes, the visitor returns at once',
    quick: 'alone',
    events: 50,
    cannot: { webkit: 'WebDriver cannot cut the network' },
    async run(trial) {
      const other = await trial.browser.newPage();
      const page = await trial.open();
      await other.setOffline(true);
      await trial.track(page);
      await page.close();
      await other.setOffline(false);
      await other.close();
      const returned = await trial.open();
      // Where the closing page had taken the lease, this would wait until that has run out.
      expect(await returned.evaluate(async () => (await sonde.flush()).kept)).toBe(0);
      return trial.recover(returned);
    },
  },
  {
    name: 'offline and online again, five times, in one page',
    async run(trial) {
      const page = await trial.open();
      for (let time = 0; time < 5; time++) {
        await cut(trial, true);
        await trial.track(page, Math.ceil(trial.events / 10));
        await cut(trial, false);
        await trial.track(page, Math.ceil(trial.events / 10));
      }
      return trial.recover(page);
    },
  },
  {
    name: 'every answer takes 400 ms, and the tab is closed',
    async run(trial) {
      trial.front.otherwise({ kind: 'forward', delay: 400 });
      const page = await trial.open();
      await trial.track(page);
      await page.close();
      return undefined;
    },
  },
  {
    name: '3G',
    cannot: {
      firefox: 'WebDriver BiDi has no throttling',
      webkit: 'WebDriver has no throttling',
    },
    async run(trial) {
      const page = await trial.open();
      const session = await page.playwright?.context().newCDPSession(page.playwright);
      // DevTools' "Slow 3G": https://github.com/ChromeDevTools/devtools-frontend/blob/main/front_end/core/sdk/NetworkManager.ts
      await session?.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 2_000,
        downloadThroughput: 50_000,
        uploadThroughput: 50_000,
      });
      await trial.track(page);
      await underWay(trial);
      await page.close();
      return undefined;
    },
  },
];
