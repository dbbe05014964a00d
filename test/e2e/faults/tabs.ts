import type { Fault } from './fault.js';
import type { Client } from './page.js';
import type { Tally } from './tally.js';
import type { Trial } from './trial.js';

/** Several tabs of one origin have one outbox. */

declare const sonde: Client;

/** Fills the outbox without a collector; then so many tabs come at once, and all send. */
const reopened =
  (tabs: number) =>
  async (trial: Trial): Promise<Tally> => {
    await trial.front.refuse();
    const page = await trial.open();
    await trial.track(page);
    await page.close();
    await trial.front.accept();
    // Slow enough that the others come while the first one is sending.
    trial.front.otherwise({ kind: 'forward', delay: 200 });
    const pages = await Promise.all(Array.from({ length: tabs }, () => trial.open({ later: 25_000 })));
    await Promise.all(pages.map((tab) => tab.evaluate(() => sonde.flush())));
    await trial.readCounts(pages[0] as (typeof pages)[0]);
    return trial.recover(pages[0]);
  };

export const tabs: readonly Fault[] = [
  {
    name: 'two tabs reopened at once',
    quick: 'alone',
    once: true,
    events: 50,
    finds: ['renumbered'],
    run: reopened(2),
  },
  { name: 'five tabs reopened at once', events: 50, run: reopened(5) },
  {
    name: 'five tabs track at once, and answers fail at random',
    async run(trial) {
      trial.serve({ hurry: 10 });
      const outcomes = Array.from({ length: 30 }, () => trial.random());
      trial.front.next(
        ...outcomes.map((chance) =>
          chance < 0.3
            ? ({ kind: 'answer', status: 503 } as const)
            : chance < 0.5
              ? ({ kind: 'store and destroy' } as const)
              : chance < 0.6
                ? ({ kind: 'reset' } as const)
                : ({ kind: 'forward', delay: 200 * chance } as const),
        ),
      );
      const pages = await Promise.all(Array.from({ length: 5 }, () => trial.open()));
      const each = Math.ceil(trial.events / 5);
      await Promise.all(pages.map((page) => trial.track(page, each)));
      await Promise.all(pages.slice(1).map((page) => page.close()));
      return undefined;
    },
  },
  {
    name: 'a tab dies with the lease, and the next one waits for it to run out',
    async run(trial) {
      trial.front.next({ kind: 'hang', storeAfter: 30_000 });
      const page = await trial.open();
      await trial.track(page);
      await page.close();
      // At the clock's own pace: nothing is put forward.
      return trial.recover(await trial.open());
    },
  },
];
