import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, type Engine, launch } from '../../helpers/browser.js';
import { startCollector, type TestCollector } from '../../helpers/collector.js';
import { engine } from '../../helpers/engine.js';
import type { Control } from './controls/index.js';
import { noteResult, runsStoredTwice, type Tally } from './tally.js';
import { startTrial, type Trial } from './trial.js';

/** One fault: what is done to a page, its network or its collector. Afterwards everything is mended and counted. */
export interface Fault {
  readonly name: string;
  /** Engines that cannot express it, and why. */
  readonly cannot?: Partial<Record<Engine, string>>;
  /** The wrong clients that must fail it. */
  readonly finds?: readonly Control[];
  /** Events in the quick form. */
  readonly events?: number;
  /** What `telemetry.dropped` must say; nothing, unless told. */
  readonly dropped?: Readonly<Record<string, number>>;
  /** For the long form only: it takes long by its nature. */
  readonly slow?: boolean;
  /** Does it. May return the tally where recovery is part of the fault. */
  run(trial: Trial): Promise<Tally | undefined>;
}

const seeds = (process.env.SONDE_FAULTS_SEEDS ?? '1').split(',').map(Number);
const events = Number(process.env.SONDE_FAULTS_EVENTS ?? 0);
const isLong = events > 0;
/** The long form tries many events, and its machine is busy. */
const TIMEOUT = isLong ? 600_000 : 90_000;

const readme = readFileSync('test/e2e/faults/README.md', 'utf8');

/** Makes tests of faults: each on this engine, with each seed, and with the controls that it must find out. */
export function matrix(family: string, faults: readonly Fault[]): void {
  describe(family, () => {
    let collector: TestCollector;
    let browser: Browser;
    const doubled = new Set<string>();

    beforeAll(async () => {
      [collector, browser] = await Promise.all([startCollector(), launch(engine)]);
    });
    afterAll(async () => {
      await browser?.close();
      const again = collector ? await runsStoredTwice(collector) : [];
      await collector?.close();
      // What arrived after its run was counted.
      expect(again.filter((run) => !doubled.has(run))).toEqual([]);
    });

    const tryOne = async (fault: Fault, client: 'sonde' | Control, seed: number): Promise<Tally> => {
      const trial = await startTrial(
        { collector, browser },
        { client, seed, events: events || fault.events || 60 },
      );
      try {
        const tally = (await fault.run(trial)) ?? (await trial.recover());
        noteResult({
          fault: fault.name,
          engine,
          client,
          seed,
          events: tally.events,
          lost: tally.lost.length,
          twice: tally.twice.length,
        });
        if (tally.twice.length > 0) doubled.add(trial.run);
        return tally;
      } finally {
        await trial.end();
      }
    };

    for (const fault of faults) {
      const can = fault.cannot?.[engine] === undefined && (isLong || !fault.slow);
      for (const seed of seeds) {
        const of = isLong ? ` (seed ${seed}, ${events} events)` : '';
        test.runIf(can)(
          `${fault.name}${of}`,
          async () => {
            const tally = await tryOne(fault, 'sonde', seed);
            expect(tally.events).toBeGreaterThan(0);
            expect(tally).toMatchObject({ lost: [], twice: [], unknown: [] });
            expect(tally.dropped).toEqual(fault.dropped ?? {});
          },
          TIMEOUT,
        );
      }
      for (const control of fault.finds ?? [])
        test.runIf(can && engine === 'chromium')(
          `${fault.name}: finds a client that is ${control}`,
          async () => {
            const tally = await tryOne(fault, control, seeds[0] ?? 1);
            expect(tally.events).toBeGreaterThan(0);
            expect(tally.lost.length + tally.twice.length).toBeGreaterThan(0);
          },
          TIMEOUT,
        );
    }

    test('the table knows each of them', () => {
      const rows = readme.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
      for (const { name } of faults)
        expect(
          rows.filter((cells) => cells[1] === name && cells.length === 6),
          `the row of "${name}" in README.md`,
        ).toHaveLength(1);
    });
  });
}
