import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type Happening, happenings, live } from './history.js';
import { bundleClient, type Client } from './page.js';

/**
 * The whole client in a simulated browser, before a network and a collector that fail in every way, with tabs that die at
 * any step: whatever was committed to the device arrives once. SONDE_RUNS sets how many histories are tried, SONDE_SEED
 * repeats those of a failure; fast-check shrinks a failure to the shortest history.
 */

const numRuns = Number(process.env.SONDE_RUNS || 300);
const seed = Number(process.env.SONDE_SEED || Date.now() % 2 ** 31);

let client: Client;
beforeAll(async () => {
  client = await bundleClient();
});

test(
  `loses nothing and doubles nothing (SONDE_SEED=${seed} SONDE_RUNS=${numRuns})`,
  async () => {
    let durable = 0;
    let stored = 0;
    await fc.assert(
      fc.asyncProperty(happenings, async (history) => {
        const result = await live(client, history);
        durable += result.durable;
        stored += result.stored;
        expect({ ...result, durable: 0, stored: 0 }).toEqual({
          lost: [],
          doubled: [],
          faults: [],
          durable: 0,
          stored: 0,
        });
      }),
      { numRuns, seed, endOnFailure: false },
    );
    console.info(`${numRuns} histories with seed ${seed}: ${durable} events durable, ${stored} stored`);
    expect(stored).toBeGreaterThanOrEqual(durable * 0.5);
    expect(durable).toBeGreaterThan(numRuns);
  },
  60_000 + numRuns * 200,
);

/** That the same property fails is what makes it worth something. One seed in some dozens has no history that shows it. */
const failing = (subject: () => Promise<Client>, forgetful: boolean) => async (): Promise<void> => {
  const other = await subject();
  const outcome = await fc.check(
    fc.asyncProperty(happenings, async (history: Happening[]) => {
      expect((await live(other, history, forgetful)).lost).toEqual([]);
    }),
    { numRuns: 300, seed: 1 },
  );
  expect(outcome.failed).toBe(true);
};

test(
  'would notice a client that deletes before it sends',
  failing(() => bundleClient(deleteFirst), false),
  60_000,
);

test(
  'would notice a client that keeps everything in memory',
  failing(() => bundleClient(), true),
  60_000,
);

const deleteFirst = (code: string): string => {
  const changed = code.replace(
    /if \(rows\[0\] && await deliver\(recordsOf\(rows\)\)\) \{\s*await remove\(sending\);/,
    'await remove(sending);\nif (rows[0] && await deliver(recordsOf(rows))) {',
  );
  expect(changed).not.toBe(code);
  return changed;
};
