import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, launch } from '../../helpers/browser.js';
import { startCollector, type TestCollector } from '../../helpers/collector.js';
import { engine } from '../../helpers/engine.js';
import { once } from '../../helpers/once.js';
import { borrowBrowser } from '../../helpers/shared-browser.js';
import { borrowCollector } from '../../helpers/shared-collector.js';
import type { Control } from './controls/index.js';
import type { Fault } from './fault.js';
import { note } from './note.js';
import { runsStoredTwice, type Tally } from './tally.js';
import { type Ground, startTrial } from './trial.js';

/** Whether every fault is tried, with many events: `npm run test:faults` says so. */
export const isLong = process.env.SONDE_FAULTS === 'long';

const seeds = (process.env.SONDE_FAULTS_SEEDS ?? '1').split(',').map(Number);
const events = Number(process.env.SONDE_FAULTS_EVENTS ?? 0);
/** The long form tries many events, and its machine is busy. */
const TIMEOUT = isLong ? 300_000 : 120_000;

const readme = readFileSync('test/e2e/faults/README.md', 'utf8');

/** Makes tests of faults: each on this engine, with each seed, and with the controls that it must find out. */
export function matrix(family: string, faults: readonly Fault[]): void {
  describe(family, () => {
    let own: TestCollector | undefined;
    let collector: Ground['collector'];
    let browser: Browser;
    const doubled = new Set<string>();

    beforeAll(async () => {
      if (isLong) [own, browser] = await Promise.all([startCollector(), launch(engine)]);
      else browser = await borrowBrowser(engine);
      collector = own ?? (await borrowCollector());
    });
    afterAll(async () => {
      await browser?.close();
      const again = collector ? await runsStoredTwice(collector) : [];
      await own?.close();
      // What arrived after its run was counted.
      expect(again.filter((run) => !doubled.has(run))).toEqual([]);
    });

    const tryOne = async (fault: Fault, client: 'sonde' | Control, seed: number): Promise<Tally> => {
      const one = { fault: fault.name, engine, client, seed };
      const wanted = Math.min(events || fault.events || 60, fault.most ?? Number.POSITIVE_INFINITY);
      const trial = await startTrial({ collector, browser }, { client, seed, events: wanted });
      try {
        const tally = (await fault.run(trial)) ?? (await trial.recover());
        note({ ...one, events: tally.events, lost: tally.lost.length, twice: tally.twice.length });
        if (tally.twice.length > 0) doubled.add(trial.run);
        return tally;
      } catch (error) {
        note({ ...one, failed: String(error) });
        throw error;
      } finally {
        await trial.end();
      }
    };

    for (const fault of faults) {
      const cannot = fault.cannot?.[engine];
      note({ fault: fault.name, engine, quick: fault.quick !== undefined, cannot });
      const isTried = isLong || once || !fault.once;
      for (const seed of seeds)
        test.runIf(cannot === undefined && isTried)(
          `${fault.name}${seeds.length > 1 ? ` (seed ${seed})` : ''}`,
          async () => {
            const tally = await tryOne(fault, 'sonde', seed);
            expect(tally.events).toBeGreaterThan(0);
            expect(tally).toMatchObject({ lost: [], twice: [], unknown: [] });
            expect(tally.dropped).toEqual(fault.dropped ?? {});
          },
          TIMEOUT,
        );
      for (const control of fault.finds ?? [])
        test.runIf(cannot === undefined && engine === 'chromium' && (isLong || fault.quick !== 'alone'))(
          `${fault.name}: finds a client that is ${control}`,
          async () => {
            // A beacon of a tab that is closed may come after the network was mended, and save a wrong client: once.
            const caught = async (seed: number): Promise<boolean> => {
              const { events: tracked, lost, twice } = await tryOne(fault, control, seed);
              expect(tracked).toBeGreaterThan(0);
              return lost.length + twice.length > 0;
            };
            const seed = seeds[0] ?? 1;
            expect((await caught(seed)) || (await caught(seed + 1))).toBe(true);
          },
          TIMEOUT,
        );
    }

    test('the table has a row for each of them: npm run test:faults writes it', () => {
      const names = readme.split('\n').map((line) => line.split('|')[1]?.trim());
      expect(faults.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([]);
    });
  });
}
