import { expect } from 'vitest';
import { eventually } from '../../helpers/eventually.js';
import type { Outcome } from '../../helpers/front.js';
import { startSieve } from '../../helpers/sieve.js';
import type { Fault } from './fault.js';
import type { Client, Numbered } from './page.js';
import type { Tally } from './tally.js';
import type { Trial } from './trial.js';

/** What the receiver, or something before it, may answer. */

declare const sonde: Client;
declare const numbered: Numbered;

const HTML = '<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>';

/** In the words of `flush()`; of an answer without a header for other origins the browser tells nothing. */
const reasonOf = (outcome: Outcome): string =>
  outcome.kind === 'answer' && outcome.cors !== false ? `status ${outcome.status}` : 'no answer';

/** Every answer is this one while a page tracks; then it is mended, and the same page delivers. */
const answered =
  (outcome: Outcome, endpoint?: (trial: Trial) => string) =>
  async (trial: Trial): Promise<Tally> => {
    if (endpoint) trial.serve({ endpoint: endpoint(trial) });
    trial.front.otherwise(outcome);
    const page = await trial.open();
    await trial.track(page);
    // Who asks is told how much is kept, and why.
    const told = await page.evaluate(async () => [await sonde.flush(), await sonde.diagnose()] as const);
    for (const state of told) expect(state).toMatchObject({ kept: trial.events, reason: reasonOf(outcome) });
    expect(await page.evaluate(() => numbered.stored())).toBe(trial.events);
    expect(trial.front.seen.length).toBeGreaterThan(0);
    expect(trial.front.seen.every(({ stored }) => stored === undefined)).toBe(true);
    const tally = await trial.recover(page);
    expect(await page.evaluate(() => sonde.diagnose())).toMatchObject({ kept: 0 });
    return tally;
  };

/** Refuses bodies by what is in them while a page tracks, until the page has nothing left to send. */
const sieved = async (
  trial: Trial,
  judge: Parameters<typeof startSieve>[1],
  more?: () => void,
): Promise<undefined> => {
  const sieve = await startSieve(trial.collector.address, judge);
  try {
    trial.front.target(sieve.address);
    const page = await trial.open();
    await trial.track(page);
    if (more) {
      await page.evaluate(more);
      await trial.track(page);
    }
    await page.waitFor(async () => (await sonde.flush()).kept === 0, undefined, 60_000);
    expect(sieve.refused()).toBeGreaterThan(0);
    await trial.readCounts(page);
    // What was dropped is told when the page is left.
    await page.close();
  } finally {
    trial.front.target(trial.collector.address);
    await sieve.close();
  }
};

/** Milliseconds between the first two requests that the front sees, read often enough to tell a tenth of a second. */
const gapAfterFirst = async ({ front }: Trial): Promise<number> => {
  const arrived = async (count: number): Promise<number> => {
    await eventually(
      () => front.seen.length,
      (seen) => seen >= count,
      `request ${count}`,
    );
    return performance.now();
  };
  const first = await arrived(1);
  return (await arrived(2)) - first;
};

const any = (trial: Trial): Outcome => {
  const status = [500, 501, 502, 503, 504, 408, 425, 404, 405][Math.floor(trial.random() * 9)] as number;
  const outcomes: Outcome[] = [
    { kind: 'forward' },
    { kind: 'store and destroy' },
    { kind: 'store and cut' },
    { kind: 'reset' },
    { kind: 'hang' },
    { kind: 'forward', delay: 300 },
    { kind: 'answer', status },
    { kind: 'answer', status: 200, body: HTML },
    { kind: 'answer', status, body: HTML, cors: false },
  ];
  return outcomes[Math.floor(trial.random() * outcomes.length)] as Outcome;
};

export const answers: readonly Fault[] = [
  {
    name: '503, mended later',
    quick: true,
    once: true,
    async run(trial) {
      trial.front.next({ kind: 'answer', status: 503 });
      const page = await trial.open();
      await trial.track(page);
      // By the client's own back-off: nobody asks it to flush.
      await eventually(
        () => trial.front.seen.map(({ stored }) => stored),
        (stored) => stored.includes(200),
        'a request that is stored',
      );
      expect(trial.front.seen[0]?.stored).toBe(undefined);
      return trial.recover(page);
    },
  },
  {
    name: '429 with a delay',
    async run(trial) {
      trial.front.next({ kind: 'answer', status: 429, retryAfter: 5 });
      const page = await trial.open();
      const gap = gapAfterFirst(trial);
      await trial.track(page);
      // More to send is no reason to send sooner.
      for (let burst = 0; burst < 4; burst++) {
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
        await trial.track(page, Math.ceil(trial.events / 10));
      }
      expect(await gap).toBeGreaterThan(4_800);
      return trial.recover(page);
    },
  },
  { name: '500', run: answered({ kind: 'answer', status: 500 }) },
  {
    name: '502 with HTML, from something that knows nothing of other origins',
    run: answered({ kind: 'answer', status: 502, body: HTML, cors: false }, ({ front }) => front.address),
  },
  {
    name: '200 with HTML (captive portal)',
    quick: true,
    once: true,
    run: answered({ kind: 'answer', status: 200, body: HTML }),
  },
  { name: '404', run: answered({ kind: 'answer', status: 404, body: HTML }) },
  {
    name: '401, mended later',
    async run(trial) {
      trial.front.otherwise({ kind: 'answer', status: 401 });
      const page = await trial.open();
      await trial.track(page);
      await eventually(
        () => trial.front.seen.length,
        (seen) => seen > 0,
        'a request',
      );
      // Somebody has to mend the key; asking every few seconds would not help.
      const seen = trial.front.seen.length;
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 4_000)));
      expect(trial.front.seen.length).toBe(seen);
      return trial.recover(page);
    },
  },
  {
    name: '413 above 4,000 characters',
    most: 1000,
    quick: true,
    once: true,
    run: (trial) => sieved(trial, ({ text }) => (text.length > 4_000 ? 413 : 0)),
  },
  {
    name: '400 twice',
    async run(trial) {
      // Once, and the client thinks that it is the compression; twice, and it tries halves.
      const refusal = { kind: 'answer', status: 400 } as const;
      trial.front.next(refusal, refusal);
      const page = await trial.open();
      await trial.track(page);
      return trial.recover(page);
    },
  },
  {
    name: '400 for one poisonous record',
    most: 500,
    quick: true,
    once: true,
    dropped: { refused: 1 },
    async run(trial) {
      trial.forfeit([trial.events + 1]);
      await sieved(
        trial,
        ({ text }) => (text.includes('test.poison') ? 400 : 0),
        () => void numbered.trackOne('test.event', { 'test.poison': true }),
      );
    },
  },
  {
    name: 'forty answers at random',
    quick: 'alone',
    once: true,
    finds: ['renumbered'],
    async run(trial) {
      trial.serve({ hurry: 10 });
      trial.front.next(...Array.from({ length: 40 }, () => any(trial)));
      const page = await trial.open();
      const part = Math.ceil(trial.events / 20);
      for (let round = 0; round < 20; round++) {
        await trial.track(page, part);
        await page.evaluate(() => sonde.flush());
      }
      return trial.recover(page);
    },
  },
];
