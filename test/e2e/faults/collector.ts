import { gunzipSync } from 'node:zlib';
import { startCollector, type TestCollector } from '../../helpers/collector.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import type { Fault } from './fault.js';
import type { Client } from './page.js';
import type { Tally } from './tally.js';
import type { Trial } from './trial.js';

/** A collector that dies, comes back, and is told everything again. */

declare const sonde: Client;

/** A collector of the trial's own, on a folder that outlives it; `again` starts another one on it. */
const onOwnCollector =
  (run: (trial: Trial, own: () => TestCollector, again: () => Promise<void>) => Promise<Tally>) =>
  async (trial: Trial): Promise<Tally> => {
    const folder = temporaryFolder('own-collector');
    let own: TestCollector | undefined;
    const again = async (): Promise<void> => {
      own = await startCollector({ folder: folder.path });
      trial.collector = own;
      trial.front.target(own.address);
    };
    try {
      await again();
      return await run(trial, () => own as TestCollector, again);
    } finally {
      await own?.close();
      folder.remove();
    }
  };

/** Sends every body that the front has seen to the collector, so many times, as a proxy or an attacker would. */
const replay = async ({ front, collector }: Trial, times: number): Promise<void> => {
  const bodies = front.seen.filter(({ stored }) => stored === 200);
  for (let time = 0; time < times; time++)
    await Promise.all(
      bodies.map(async ({ headers, body }) => {
        const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
        const answer = await fetch(`${collector.address}/v1/logs`, {
          method: 'POST',
          body: plain.toString(),
          headers: { 'content-type': 'application/json' },
        });
        if (answer.status !== 200) throw new Error(`The collector answers ${answer.status} to a replay.`);
      }),
    );
};

export const collector: readonly Fault[] = [
  {
    name: 'the collector is killed under load, and started again on its folder, three times',
    run: onOwnCollector(async (trial, own, again) => {
      trial.serve({ flushEvery: 20 });
      const pages = await Promise.all([trial.open(), trial.open()]);
      const each = Math.ceil(trial.events / 6);
      for (let time = 0; time < 3; time++) {
        const tracking = Promise.all(pages.map((page) => trial.track(page, each)));
        // Half way through a request, whatever its state is.
        await new Promise((resolve) => setTimeout(resolve, 20 + 100 * trial.random()));
        await own().kill();
        await tracking;
        await again();
        await Promise.all(pages.map((page) => page.evaluate(() => sonde.flush())));
      }
      await pages[1]?.close();
      return trial.recover(pages[0]);
    }),
  },
  {
    name: 'every batch is sent twenty times more, also after a restart',
    most: 500,
    run: onOwnCollector(async (trial, own, again) => {
      const page = await trial.open();
      await trial.track(page);
      await page.waitFor(async () => (await sonde.flush()).kept === 0);
      await replay(trial, 20);
      await own().close();
      await again();
      await replay(trial, 20);
      return trial.recover(page);
    }),
  },
];
