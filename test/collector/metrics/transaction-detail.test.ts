import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { orderSteps } from '../../../src/collector/metrics/step-order.js';
import { rangeBetween } from '../../../src/collector/metrics/time-range.js';
import { transactionReasons } from '../../../src/collector/metrics/transaction-reasons.js';
import { transactionReleases } from '../../../src/collector/metrics/transaction-releases.js';
import { transactionSteps } from '../../../src/collector/metrics/transaction-steps.js';
import { transactions } from '../../../src/collector/metrics/transactions.js';
import type { Interval } from '../../../src/collector/statistics/interval.js';
import { wilson } from '../../../src/collector/statistics/wilson.js';
import type { Store } from '../../../src/collector/store/store.js';
import { HOSTILE, minute, openFilled } from './open-filled.js';
import { bare, end, type TransactionMore } from './seed/transaction.js';

const range = rangeBetween(minute(0), minute(60));
const SECOND = 1_000;

const plain = ({ estimate, lower, upper }: Interval): Interval => ({ estimate, lower, upper });

let store: Store;
const took = (...names: string[]): TransactionMore => ({
  steps: names.map((name, at) => [name, (at + 1) * SECOND] as const),
});
beforeAll(async () => {
  store = await openFilled([
    // Most go from the cart by the address to the payment; few by a coupon, and few the short way.
    end('checkout', 'succeeded', 1, took('cart', 'address', 'payment')),
    end('checkout', 'succeeded', 2, took('cart', 'address', 'payment')),
    end('checkout', 'succeeded', 3, took('cart', 'coupon', 'address', 'payment')),
    end('checkout', 'failed', 4, took('cart', 'address', 'payment')),
    end('checkout', 'succeeded', 5, took('cart', 'express')),
    // There and back again: the cart was reached once.
    end('checkout', 'abandoned', 6, { reason: 'left', ...took('cart', 'address', 'cart') }),
    end('checkout', 'abandoned', 7, { reason: 'left', ...took('cart', 'address') }),
    end('checkout', 'abandoned', 8, { reason: 'timeout' }),
    // Nobody counted the steps of this one.
    bare('checkout', 'succeeded', 9),
    // Lists that do not fit, or are none; a number that is none.
    ...[
      ['["a","b","c"]', '["1000"]'],
      ['["a","b"]', '["x","2000","3000","4000"]'],
      ['["a",null,7,"b"]', '[1000,2000,3000,4000]'],
      ['["a"', '{"0":"1"}'],
      ['{"length":5}', 'null'],
      ['["a"]', '["1e400"]'],
    ].map(([steps = '', times = '']) =>
      end('odd', 'succeeded', 10, {
        attributes: { 'transaction.steps': steps, 'transaction.step_times': times },
      }),
    ),
    // By the thousand.
    end('many', 'failed', 11, took(...Array.from({ length: 3_000 }, (_, at) => `step ${at}`))),
    ...Array.from({ length: 300 }, (_, at) => end('many', 'failed', 11, took(`own ${at}`, 'shared'))),
    ...HOSTILE.map((text) =>
      end(text, 'failed', 12, { reason: text, release: text, ...took(text, `${text}!`) }),
    ),
    end('x'.repeat(30_000), 'failed', 13, { reason: 'y'.repeat(30_000), ...took('z'.repeat(30_000)) }),
    // Ten of 1.4.0, all of which succeed; four of 1.5.0, one of which does.
    ...Array.from({ length: 10 }, () => end('order', 'succeeded', 14, { release: '1.4.0' })),
    ...['succeeded', 'failed', 'failed', 'failed'].map((outcome) =>
      end('order', outcome, 15, { release: '1.5.0' }),
    ),
    end('order', 'abandoned', 14, { id: 'order', release: '1.4.0', reason: 'left' }),
    end('order', 'succeeded', 15, { id: 'order', release: '' }),
  ]);
});
afterAll(() => store.close());

it('tells who reached each step, when, and where the others ended, in the order that most take', async () => {
  const { stages, all } = await transactionSteps(store, range, 'checkout');
  expect(all).toBe(5);
  expect(stages.map(({ kind, share, ...row }) => [kind, ...Object.values(row), share?.estimate])).toEqual([
    // Kind, step, reached, median time, abandoned, failed, share.
    ['start', '', 8, 0, 1, 0, 1],
    ['step', 'cart', 7, SECOND, 1, 0, 7 / 8],
    ['step', 'coupon', 1, 2 * SECOND, 0, 0, 1 / 8],
    ['step', 'address', 6, 2 * SECOND, 1, 0, 6 / 8],
    ['step', 'express', 1, 2 * SECOND, 0, 0, 1 / 8],
    ['step', 'payment', 4, 3 * SECOND, 0, 1, 4 / 8],
    // Of the bare one nothing is known.
    ['success', '', 4, 10 * SECOND, 0, 0, 4 / 8],
  ]);
  expect(plain(stages[5]?.share as Interval)).toEqual(wilson(4, 8));
  expect(await transactionSteps(store, range, 'nothing')).toEqual({ stages: [], all: 0 });
});

it('reads lists that do not fit one another as far as they do', async () => {
  const { stages } = await transactionSteps(store, range, 'odd');
  expect(stages.map(({ step, reached, time }) => [step, reached, time])).toEqual([
    ['', 6, 0],
    ['a', 4, SECOND],
    ['7', 1, 3 * SECOND],
    ['b', 3, 2 * SECOND],
    ['c', 1, null],
    ['', 6, 10 * SECOND],
  ]);
});

it('is bounded', async () => {
  const { stages, all } = await transactionSteps(store, range, 'many');
  expect([stages.length, all]).toEqual([51, 351]);
  expect(stages.slice(0, 1)).toMatchObject([{ step: '', reached: 301 }]);
  expect(stages.find(({ step }) => step === 'shared')).toMatchObject({ reached: 300 });
  const cut = 'x'.repeat(200);
  const { transactions: rows } = await transactions(store, {}, range);
  expect(Math.max(...rows.map(({ name }) => name.length))).toBe(200);
  expect((await transactionReasons(store, range, cut))[0]?.reason).toBe('y'.repeat(200));
  expect((await transactionSteps(store, range, cut)).stages[1]?.step).toBe('z'.repeat(200));
});

it.each(HOSTILE)('carries %j through unharmed', async (text) => {
  expect((await transactions(store, {}, range)).transactions.find(({ name }) => name === text)).toMatchObject(
    { ended: 1, failed: { estimate: 1 } },
  );
  const { stages } = await transactionSteps(store, range, text);
  expect(stages.map(({ step }) => step)).toEqual(['', text, `${text}!`]);
  expect(await transactionReasons(store, range, text)).toMatchObject([{ reason: text }]);
  expect(await transactionReleases(store, range, text)).toMatchObject({ releases: [{ release: text }] });
});

it('shows the release that made it fail', async () => {
  const { releases, all } = await transactionReleases(store, range, 'order');
  expect(all).toBe(3);
  expect(releases.map(({ release, ended, succeeded }) => [release, ended, succeeded?.estimate])).toEqual([
    ['1.4.0', 10, 1],
    ['1.5.0', 4, 1 / 4],
    ['', 1, 1],
  ]);
  expect(plain(releases[1]?.succeeded as Interval)).toEqual(wilson(1, 4));
  expect((await transactionReleases(store, range, 'order', 1)).releases).toHaveLength(1);
});

test('steps of which none was taken with another stay as they are given, and rings are broken', () => {
  expect(orderSteps(['b', 'a'], [])).toEqual(['b', 'a']);
  expect(
    orderSteps(
      ['a', 'b', 'c'],
      [
        { steps: ['a', 'b'], weight: 1 },
        { steps: ['b', 'c'], weight: 1 },
        { steps: ['c', 'a'], weight: 1 },
      ],
    ),
  ).toEqual(['a', 'b', 'c']);
});
