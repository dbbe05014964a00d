import { expect, test } from 'vitest';
import { transaction } from '../../../src/plugins/transaction.js';

test('tells each thing that happens to a transaction by its name', () => {
  const tracked: unknown[] = [];
  const checkout = transaction({ track: (...event) => tracked.push(event) }, 'checkout');
  checkout.step('address');
  const payment = checkout.transaction('payment');
  payment.failed('declined');
  checkout.succeeded();
  expect(tracked).toEqual([
    ['transaction.started', { 'transaction.name': 'checkout' }],
    ['transaction.step', { 'transaction.name': 'checkout', 'transaction.step': 'address' }],
    ['transaction.started', { 'transaction.name': 'payment', 'transaction.parent': 'checkout' }],
    [
      'transaction',
      {
        'transaction.name': 'payment',
        'transaction.outcome': 'failed',
        'transaction.reason': 'declined',
      },
    ],
    ['transaction', { 'transaction.name': 'checkout', 'transaction.outcome': 'succeeded' }],
  ]);
});

test('calls `track` on what it is given', () => {
  class Own {
    readonly #tracked: string[] = [];
    track(name: string) {
      this.#tracked.push(name);
    }
    names = () => this.#tracked.join();
  }
  const own = new Own();
  transaction(own, 'checkout').transaction('payment').succeeded();
  expect(own.names()).toBe('transaction.started,transaction.started,transaction');
});
