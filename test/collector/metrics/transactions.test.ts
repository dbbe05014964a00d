import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { rangeBetween } from '../../../src/collector/metrics/time-range.js';
import { transactionReasons } from '../../../src/collector/metrics/transaction-reasons.js';
import { transactions } from '../../../src/collector/metrics/transactions.js';
import { difference } from '../../../src/collector/statistics/difference.js';
import type { Interval } from '../../../src/collector/statistics/interval.js';
import { wilson } from '../../../src/collector/statistics/wilson.js';
import type { Store } from '../../../src/collector/store/store.js';
import { HOSTILE, minute, openFilled } from './open-filled.js';
import { bare, end } from './seed/transaction.js';

const range = rangeBetween(minute(0), minute(60));
const SECOND = 1_000;

const plain = ({ estimate, lower, upper }: Interval): Interval => ({ estimate, lower, upper });

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    // Ten end: six succeed in 10 to 60 seconds, one fails, three are abandoned.
    ...[10, 20, 30, 40, 50, 60].map((seconds, at) =>
      end('checkout', 'succeeded', at, { duration: seconds * SECOND }),
    ),
    end('checkout', 'failed', 7, { reason: 'declined', duration: 999 * SECOND }),
    end('checkout', 'abandoned', 8, { reason: 'left', duration: 999 * SECOND }),
    end('checkout', 'abandoned', 8, { reason: 'left' }),
    end('checkout', 'abandoned', 9, { reason: 'timeout' }),
    // In the hour before two of four succeeded.
    ...['succeeded', 'succeeded', 'failed', 'abandoned'].map((outcome) => end('checkout', outcome, -30)),
    // Left twice, and done in the end: one, which succeeded.
    end('told', 'abandoned', 10, { id: 'told-1', reason: 'left' }),
    end('told', 'abandoned', 11, { id: 'told-1', reason: 'left' }),
    end('told', 'succeeded', 12, { id: 'told-1', duration: 5 * SECOND }),
    // In the same millisecond, and told before by the clock of another batch: one that succeeded is over.
    end('told', 'succeeded', 20, { id: 'told-2', duration: 7 * SECOND }),
    end('told', 'abandoned', 20, { id: 'told-2', reason: 'left' }),
    end('told', 'abandoned', 21, { id: 'told-3', reason: 'left' }),
    end('told', 'failed', 20, { id: 'told-3', reason: 'declined' }),
    // Of two services one id is two.
    end('told', 'succeeded', 22, { id: 'told-1', service: 'blog', duration: 5 * SECOND }),
    // Left in the range, and done after it: it ends there. So does what was left before the range and ends in it.
    end('cut', 'abandoned', 59, { id: 'cut-1', reason: 'left', release: '1.0' }),
    end('cut', 'succeeded', 65, { id: 'cut-1', release: '1.1' }),
    end('cut', 'abandoned', -5, { id: 'cut-2', reason: 'left', release: '1.0' }),
    end('cut', 'succeeded', 5, { id: 'cut-2', release: '1.1' }),
    // Without an id each counts, and how many were abandoned is not known.
    bare('bare', 'succeeded', 1),
    bare('bare', 'succeeded', 1),
    bare('bare', 'failed', 1),
    // By hand: one id for two things, of which nobody would tell that they were abandoned.
    end('ship', 'succeeded', 1, { id: 'order-17', attributes: { 'transaction.steps': '' } }),
    end('bill', 'failed', 1, { id: 'order-17', attributes: { 'transaction.steps': '' } }),
    // Of two services, of which one has the plugin.
    ...Array.from({ length: 4 }, () => bare('mixed', 'succeeded', 1)),
    ...['succeeded', 'abandoned'].map((outcome) => end('mixed', outcome, 1, { service: 'blog' })),
    // The plugin came after the hour before.
    ...Array.from({ length: 20 }, () => bare('new', 'succeeded', -30)),
    ...['succeeded', 'abandoned'].map((outcome) => end('new', outcome, 1)),
    // One begins each minute, goes on to another page, and succeeds five minutes later, each of them; and so in the
    // hour before.
    ...Array.from({ length: 125 }, (_, at) => at - 65).flatMap((at) => [
      end('steady', 'abandoned', at, { id: `steady-${at}`, reason: 'left' }),
      ...(at + 5 < 60 ? [end('steady', 'succeeded', at + 5, { id: `steady-${at}` })] : []),
    ]),
    // One session in ten is kept.
    end('sampled', 'succeeded', 3, { weight: 10, duration: SECOND }),
    end('sampled', 'failed', 3, { weight: 10 }),
    // What cannot be a duration is none; what has no name, or no outcome, is no transaction.
    ...['', 'x', '-5', 'inf', '1e400', '1e308', 'NaN'].map((duration) =>
      end('odd', 'succeeded', 4, { duration }),
    ),
    end('odd', 'succeeded', 4, { duration: 3 * SECOND }),
    end('', 'succeeded', 4),
    end('odd', 'won', 4),
    { name: 'transaction', time: minute(4), attributes: { 'transaction.name': 'odd' } },
    { name: 'transaction.step', time: minute(4), attributes: { 'transaction.name': 'odd' } },
  ]);
});
afterAll(() => store.close());

const summaryOf = async (name: string, own = {}) =>
  (await transactions(store, own, range)).transactions.find((one) => one.name === name);

describe('the list', () => {
  it('tells how many ended, which shares succeeded, failed and were abandoned, and how long it took', async () => {
    const checkout = await summaryOf('checkout');
    expect(checkout).toMatchObject({ ended: 10, median: 30 * SECOND });
    expect(checkout?.succeeded).toEqual({ ...wilson(6, 10), size: 10 });
    expect(checkout?.failed).toEqual({ ...wilson(1, 10), size: 10 });
    expect(checkout?.abandoned?.estimate).toBeCloseTo(0.3, 12);
    // Of six values nothing bounds the 75th percentile from above; those that failed took longer.
    expect(checkout?.p75).toEqual({ estimate: 50 * SECOND, lower: 20 * SECOND, upper: null });
    expect(checkout?.change).toEqual(difference(wilson(6, 10) as Interval, wilson(2, 4) as Interval));
  });

  it('counts of several events of one transaction the last', async () => {
    expect(await summaryOf('told')).toMatchObject({
      ended: 4,
      succeeded: { estimate: 3 / 4 },
      failed: { estimate: 1 / 4 },
      abandoned: { estimate: 0 },
      median: 5 * SECOND,
      change: null,
    });
    expect(await summaryOf('told', { service: 'shop' })).toMatchObject({ ended: 3 });
  });

  it('counts one in the range in which it ended, and under the release under which it did', async () => {
    expect(await summaryOf('cut')).toMatchObject({ ended: 1, succeeded: { estimate: 1 } });
    expect(await summaryOf('cut', { release: '1.0' })).toBeUndefined();
    expect(await summaryOf('cut', { release: '1.1' })).toMatchObject({ ended: 1, change: null });
    const next = rangeBetween(minute(60), minute(120));
    const after = (await transactions(store, {}, next)).transactions;
    expect(after).toMatchObject([
      { name: 'cut', ended: 1, succeeded: { estimate: 1 }, change: { estimate: 0 } },
    ]);
  });

  it('says of what the plugin does not tell neither that it was abandoned nor how long it took', async () => {
    expect(await summaryOf('bare')).toMatchObject({
      ended: 3,
      succeeded: { estimate: 2 / 3 },
      abandoned: null,
      median: null,
      p75: null,
    });
  });

  it('takes what has an id, and no steps, for told by hand, and one id for one thing of each name', async () => {
    expect(await summaryOf('ship')).toMatchObject({ ended: 1, succeeded: { estimate: 1 }, abandoned: null });
    expect(await summaryOf('bill')).toMatchObject({ ended: 1, failed: { estimate: 1 }, abandoned: null });
  });

  it('tells the abandoned of those of whom it would be known, and how many services have one of the name', async () => {
    const mixed = await summaryOf('mixed');
    expect(mixed).toMatchObject({ ended: 6, services: 2, abandoned: { estimate: 1 / 2, size: 2 } });
    expect(mixed?.succeeded?.estimate).toBeCloseTo(5 / 6, 12);
    expect(await summaryOf('checkout')).toMatchObject({ services: 1 });
  });

  it('compares nothing with a time in which nobody would have told of abandoned ones', async () => {
    expect(await summaryOf('new')).toMatchObject({ succeeded: { estimate: 1 / 2 }, change: null });
  });

  it('sees no change where none is, though what is under way counts as abandoned', async () => {
    const steadyAt = async (now: number) =>
      (await transactions(store, {}, range, { name: 'steady', now })).transactions;
    const [steady] = await steadyAt(range.to);
    expect(steady).toMatchObject({ ended: 65, abandoned: { estimate: 5 / 65 }, mayGoOn: 5 });
    expect(steady?.change?.estimate).toBeCloseTo(0, 12);
    // Both ranges are over: of neither is anything under way.
    const [before] = (
      await transactions(store, {}, rangeBetween(minute(-30), minute(0)), { name: 'steady', now: minute(60) })
    ).transactions;
    expect(before).toMatchObject({ succeeded: { estimate: 1 }, mayGoOn: 0 });
  });

  it('weighs what is sampled, and is no surer for it', async () => {
    const sampled = await summaryOf('sampled');
    expect(sampled).toMatchObject({ ended: 20, median: SECOND });
    expect(plain(sampled?.succeeded as Interval)).toEqual(wilson(1, 2));
  });

  it('passes over what is no duration, no name and no outcome', async () => {
    expect(await summaryOf('odd')).toMatchObject({ ended: 8, median: 3 * SECOND });
    expect(await summaryOf('')).toBeUndefined();
  });

  it('keeps to the filters, lists as many as are asked for, and tells how many there are', async () => {
    const names = async (own = {}, limit?: number) => {
      const { transactions: rows, all } = await transactions(store, own, range, { ...(limit && { limit }) });
      return [rows.map(({ name, ended }) => [name, ended]), all];
    };
    expect(await names({}, 2)).toEqual([
      [
        ['steady', 65],
        ['sampled', 20],
      ],
      11,
    ]);
    expect(await names({ service: 'blog' })).toEqual([
      [
        ['mixed', 2],
        ['told', 1],
      ],
      2,
    ]);
    for (const field of ['service', 'release', 'environment', 'device'])
      expect(await names({ [field]: HOSTILE[0] })).toEqual([[], 0]);
  });
});

test('reasons are counted by outcome, each a share of those with that outcome', async () => {
  const reasons = await transactionReasons(store, range, 'checkout');
  expect(reasons).toEqual([
    { outcome: 'failed', reason: 'declined', count: 1, share: 1, all: 1 },
    { outcome: 'abandoned', reason: 'left', count: 2, share: 2 / 3, all: 2 },
    { outcome: 'abandoned', reason: 'timeout', count: 1, share: 1 / 3, all: 2 },
  ]);
  expect(await transactionReasons(store, range, 'checkout', 1)).toHaveLength(2);
  expect(await transactionReasons(store, range, 'bare')).toMatchObject([{ reason: '', count: 1 }]);
  // It went on after the range.
  expect(await transactionReasons(store, range, 'cut')).toEqual([]);
});
