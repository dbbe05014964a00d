import { expect } from 'vitest';
import { engine } from '../../helpers/engine.js';
import { eventually } from '../../helpers/eventually.js';
import { storedEvents } from '../../helpers/stored-events.js';
import type { Fault } from './fault.js';
import type { Client, Numbered } from './page.js';
import type { Tally } from './tally.js';
import type { Trial } from './trial.js';

/** What callers hand over, what clocks say, and how often code fails. */

declare const sonde: Client;
declare const numbered: Numbered;

/** Page code: an event for each value that no one would send on purpose. Returns what was thrown into the page. */
const trackHostile = (): string[] => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const refuse = (): never => {
    throw new Error('hostile');
  };
  const throwing = new Proxy({}, { get: refuse, ownKeys: refuse, has: refuse, getPrototypeOf: refuse });
  const values: unknown[] = [
    circular,
    [circular],
    10n ** 400n,
    [10n, Symbol('in a list')],
    Symbol('s'),
    () => 'f',
    { toJSON: refuse },
    { toString: refuse, valueOf: refuse },
    [{ toString: refuse }],
    revoked.proxy,
    throwing,
    [throwing],
    window,
    document,
    new Array(1_000),
    Object.assign(new Array(3), { 2: 1 }),
    'x'.repeat(10_000_000),
    new Array(100_000).fill('x'),
    new Date(Number.NaN),
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    -0,
    1e308,
    2 ** 60,
    '\ud800 lone \udfff',
    'zero \0 line\n return\r tab\t separators \u2028\u2029 quotes " \\ </script>',
    new Map([[1, 2]]),
    new Uint8Array(1_000),
    new Error('e'),
    Object.create(null),
    undefined,
    null,
    '',
  ];
  const builds: ((base: Record<string, unknown>) => unknown)[] = [
    ...values.map((value) => (base: Record<string, unknown>) => ({ ...base, hostile: value })),
    (base) => JSON.parse(`{"__proto__":{"polluted":true},${JSON.stringify(base).slice(1)}`),
    (base) => ({
      ...base,
      __proto__: { inherited: true },
      constructor: 'c',
      toString: 't',
      hasOwnProperty: 'h',
    }),
    (base) => ({ ...base, ['k'.repeat(100_000)]: 'long key', '': 'no key', '\n\t\0': 'odd key' }),
    (base) => ({
      ...base,
      ...Object.fromEntries(Array.from({ length: 2_000 }, (_, key) => [`key${key}`, key])),
    }),
    (base) => Object.freeze(Object.assign(Object.create(null), base)),
    (base) => new Proxy(base, {}),
    (base) => Object.assign(() => {}, base),
    (base) => Object.assign([], base),
  ];
  const thrown: string[] = [];
  for (const build of builds)
    try {
      numbered.trackBuilt('test.event', build);
    } catch (error) {
      thrown.push(`${builds.indexOf(build)}: ${error}`);
    }
  for (const name of ['\ud800', 'n'.repeat(100_000), '"},{"', '__proto__', 'constructor', 'toString'])
    numbered.trackBuilt(name, (base) => base);
  // Its attributes cannot be read, so that it bears no number: it is counted by its name.
  sonde.track('test.getter', Object.defineProperty({}, 'getter', { get: refuse, enumerable: true }));
  // What cannot be counted: nothing is to be read, or it has no name.
  for (const attributes of [revoked.proxy, throwing, window, 'text', 5, [1, 2], null, Symbol('s')])
    sonde.track('test.uncounted', attributes as never);
  for (const name of ['', undefined, null, 5, Symbol('s'), throwing, { toString: refuse }])
    sonde.track(name as never, { 'test.uncounted': true });
  return thrown;
};

const YEAR = 365 * 86_400_000;

/** The device's clock is wrong, before and after. */
const ahead = (): void => {
  const now = Date.now.bind(Date);
  Date.now = () => now() + 365 * 86_400_000;
};
const behind = (): void => {
  const now = Date.now.bind(Date);
  Date.now = () => now() - 365 * 86_400_000;
};

/** With a second copy of what is sent first. */
const withClock =
  (before: () => void) =>
  async (trial: Trial): Promise<undefined> => {
    trial.serve({}, { before });
    trial.front.next({ kind: 'store and destroy' }, { kind: 'answer', status: 503 });
    const page = await trial.open();
    await trial.track(page);
    await page.close();
    return undefined;
  };

/** What the client calls throws, and not as the specifications say. */
const throwAll = (): void => {
  const refuse = (): never => {
    throw new Error('not today');
  };
  window.fetch = refuse;
  Navigator.prototype.sendBeacon = refuse;
  IDBFactory.prototype.open = refuse;
};

/** What the store says of a storm: how many errors the records of a service stand for. */
const countedErrors = async (trial: Trial): Promise<number> => {
  const [row] = await trial.collector.query<{ total: string }>(
    `SELECT toString(sum(greatest(1, toUInt64OrZero(LogAttributes['sonde.exception.count'])))) AS total
     FROM otel_logs WHERE ServiceName = {run:String} AND EventName = 'exception'
       AND LogAttributes['test.number'] = ''`,
    { run: trial.run },
  );
  return Number(row?.total ?? 0);
};

const storm =
  (kinds: number) =>
  async (trial: Trial): Promise<Tally> => {
    const total = 10_000;
    trial.serve({ errors: true, limited: true, hurry: 5 });
    const page = await trial.open();
    await page.evaluate(
      async ([count, different]) => {
        // As far apart as fingerprints go: digits in a message may count as the same error.
        const name = (kind: number): string =>
          `kind ${kind.toString(2).replaceAll('0', 'a').replaceAll('1', 'b')}`;
        for (let error = 0; error < count; ) {
          for (const end = error + 100; error < end; error++) {
            const kind = name(error % different);
            setTimeout(() => {
              throw new TypeError(kind);
            });
          }
          await new Promise((resolve) => setTimeout(resolve));
        }
      },
      [total, kinds] as const,
    );
    await trial.track(page, 20);
    // The counts of a storm are told when it is over, or when the page is left.
    await page.close();
    const tally = await trial.recover();
    const counted = await countedErrors(trial);
    // What a storm of many kinds cost is told by reason.
    const told = Object.values(tally.dropped).reduce((sum, dropped) => sum + dropped, 0);
    const missing = total + tally.lost.length - counted - told;
    return {
      ...tally,
      events: tally.events + total,
      lost: Array.from({ length: Math.max(0, missing) }, () => -1),
      unknown: [...tally.unknown, ...Array.from({ length: Math.max(0, -missing) }, () => -1)],
      dropped: {},
    };
  };

export const hostile: readonly Fault[] = [
  {
    name: 'hostile payloads: circular, BigInt, throwing, revoked, huge, odd',
    quick: true,
    once: true,
    async run(trial) {
      const page = await trial.open();
      expect(await page.evaluate(trackHostile)).toEqual([]);
      await trial.track(page, 20);
      expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
      const tally = await trial.recover(page);
      const stored = await storedEvents(trial.collector, trial.run);
      expect(stored.filter(({ EventName }) => EventName === 'test.getter')).toHaveLength(1);
      return tally;
    },
  },
  { name: 'the clock is a year ahead', run: withClock(ahead) },
  { name: 'the clock is a year behind', run: withClock(behind) },
  {
    name: 'the clock was a year ahead, and is set right',
    async run(trial) {
      trial.serve({}, { before: ahead });
      await trial.front.refuse();
      const page = await trial.open();
      await trial.track(page);
      await page.close();
      await trial.front.accept();
      trial.serve();
      return undefined;
    },
  },
  {
    name: 'the clock was a year behind, and is set right: the bound by age, counted',
    async run(trial) {
      trial.serve({}, { before: behind });
      await trial.front.refuse();
      const page = await trial.open();
      await trial.track(page);
      // What a closed page still writes would come after the next one has dropped it, and be dropped and counted again.
      await page.waitFor(async () => (await numbered.stored()) === numbered.count());
      await page.close();
      trial.serve();
      const returned = await trial.open({ later: 25_000 });
      await returned.waitFor(async () => (await sonde.flush()).kept === 0);
      // Not sooner: on a busy machine the first page's beacon is tried only now, and would be delivered.
      await trial.front.accept();
      // What was dropped is told when the page is left.
      await returned.close();
      trial.forfeit(trial.acknowledged());
      const tally = await trial.recover();
      // Firefox may try a beacon again that was reset, and so deliver what the exit held.
      expect(tally.stored).toBeLessThan(engine === 'firefox' ? 200 : 1);
      expect(tally.dropped).toEqual({ age: tally.events });
      return { ...tally, dropped: {} };
    },
  },
  {
    name: 'the clock is set back by a year, and forward again, while the page lives',
    async run(trial) {
      const page = await trial.open();
      const third = Math.ceil(trial.events / 3);
      await trial.track(page, third);
      await page.evaluate((year) => {
        const now = Date.now.bind(Date);
        Object.assign(window, { off: -year });
        Date.now = () => now() + (window as unknown as { off: number }).off;
      }, YEAR);
      await trial.track(page, third);
      await page.evaluate(() => sonde.flush());
      await page.evaluate(() => Object.assign(window, { off: 0 }).off);
      await trial.track(page, third);
      return trial.recover(page);
    },
  },
  {
    name: 'the device sleeps for eight hours with events kept',
    async run(trial) {
      await trial.front.refuse();
      const page = await trial.open();
      await trial.track(page, Math.ceil(trial.events / 2));
      await page.evaluate(() => {
        const now = Date.now.bind(Date);
        Date.now = () => now() + 8 * 3_600_000;
      });
      await trial.front.accept();
      await trial.track(page, Math.ceil(trial.events / 2));
      return trial.recover(page);
    },
  },
  {
    name: 'fetch, sendBeacon and IndexedDB throw: the client reports nothing of itself',
    async run(trial) {
      trial.serve({ errors: true }, { before: throwAll });
      const page = await trial.open();
      await trial.track(page);
      await page.close();
      trial.serve({ errors: true });
      const tally = await trial.recover();
      expect(await countedErrors(trial)).toBe(0);
      return tally;
    },
  },
  {
    name: 'a script is stopped in the middle of track, as Firefox stops those of a closing page',
    quick: 'alone',
    cannot: {
      firefox: 'WebDriver BiDi cannot stop a script',
      webkit: 'WebDriver cannot stop a script',
    },
    async run(trial) {
      const page = await trial.open();
      const devTools = await page.playwright?.context().newCDPSession(page.playwright as never);
      const stopped = expect(
        page.evaluate(() => {
          numbered.trackBuilt('test.event', (base) => ({
            ...base,
            get endless(): never {
              navigator.sendBeacon('/telemetry/endless');
              for (;;);
            },
          }));
        }),
      ).rejects.toThrow();
      await eventually(
        () => trial.front.others.length,
        (others) => others > 0,
        'the script within track',
      );
      await devTools?.send('Runtime.terminateExecution');
      await stopped;
      await trial.track(page);
      return trial.recover(page);
    },
  },
  { name: 'a storm of 10,000 errors, all the same', run: storm(1) },
  { name: 'a storm of 10,000 errors of 300 kinds', run: storm(300) },
];
