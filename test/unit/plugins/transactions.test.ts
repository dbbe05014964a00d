// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SondeEvent } from '../../../src/event.js';
import type { Telemetry } from '../../../src/plugin.js';
import { transaction } from '../../../src/plugins/transaction.js';
import { type TransactionsOptions, transactions } from '../../../src/plugins/transactions.js';

/** Documents of one tab: they share its name, in sessionStorage. */

let told: Record<string, unknown>[];
let said: string[];
let undo: (() => void)[];
beforeEach(() => {
  told = [];
  said = [];
  undo = [];
  sessionStorage.clear();
  localStorage.clear();
});
afterEach(() => {
  for (const one of undo) one();
  vi.useRealTimers();
});

const open = (options?: TransactionsOptions) => {
  let tap: Parameters<Telemetry['onEmit']>[0] = () => {};
  const emit = (name: string, attributes: object): void => {
    const event = { name, attributes: { ...attributes }, time: Date.now() } as SondeEvent;
    if (tap(event, '') !== false) told.push(event.attributes);
  };
  undo.push(
    transactions(options).setup({
      emit: emit as never,
      onEmit(listener) {
        tap = listener;
        return () => {};
      },
      debug: (message) => void said.push(message),
      prefix: 'sonde.shop.',
    }),
  );
  return (name: string) => transaction({ track: emit }, name);
};

const restore = () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));

test('a page that is restored goes by what the tab’s other pages have made of its transactions', () => {
  const cart = open();
  cart('checkout').step('cart');
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  open()('checkout').succeeded();
  restore();
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  cart('checkout').succeeded();
  const [left, first, second] = told;
  expect([left, first, second].map((one) => one?.['transaction.outcome'])).toEqual([
    'abandoned',
    'succeeded',
    'succeeded',
  ]);
  expect(first?.['transaction.id']).toBe(left?.['transaction.id']);
  expect(second?.['transaction.id']).not.toBe(left?.['transaction.id']);
  expect(second?.['transaction.steps']).toEqual([]);
});

test('a page that is restored goes on with what is open', () => {
  const cart = open();
  const checkout = cart('checkout');
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  restore();
  checkout.succeeded();
  expect(told).toHaveLength(2);
  expect(told[1]?.['transaction.id']).toBe(told[0]?.['transaction.id']);
});

test('what has ended does not end again', () => {
  const checkout = open()('checkout');
  checkout.failed('declined');
  checkout.failed('again');
  checkout.succeeded();
  expect(told).toMatchObject([{ 'transaction.outcome': 'failed', 'transaction.reason': 'declined' }]);
  expect(said).toHaveLength(2);
});

test('what Firefox shows of sessionStorage on a return, as it was when the page was left, brings nothing back', () => {
  const cart = open();
  cart('checkout').step('cart');
  const before = { ...sessionStorage };
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  open()('checkout').succeeded();
  Object.assign(sessionStorage, before);
  restore();
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  expect(told.map((one) => one['transaction.outcome'])).toEqual(['abandoned', 'succeeded']);
});

test('another tab has its own; what a closed one left goes when it is too old to go on', () => {
  open()('checkout').step('cart');
  const [key = ''] = Object.keys(localStorage);
  sessionStorage.clear();
  open();
  expect(Object.keys(localStorage)).toContain(key);
  expect(told).toEqual([]);
  localStorage[key] = localStorage[key]?.replace(/"last":\d+/, '"last":1');
  open();
  expect(Object.keys(localStorage)).not.toContain(key);
});

test('what ends in one page is not told as abandoned by a frame, a window or a copy of the tab beside it', () => {
  vi.useFakeTimers();
  const shop = open();
  shop('checkout').step('cart');
  open();
  shop('checkout').succeeded();
  dispatchEvent(new PageTransitionEvent('pagehide'));
  vi.advanceTimersByTime(60 * 60_000);
  expect(told.map((one) => one['transaction.outcome'])).toEqual(['succeeded']);
});

test('pages beside each other add to the same transaction, and only one ends it', () => {
  const shop = open();
  const frame = open();
  const [cart, card] = [shop('checkout'), frame('checkout')];
  cart.step('cart');
  card.step('card');
  cart.succeeded();
  card.succeeded();
  expect(told).toMatchObject([{ 'transaction.outcome': 'succeeded', 'transaction.steps': ['cart', 'card'] }]);
});

test('pages beside each other that are left together tell of it once', () => {
  open()('checkout').step('cart');
  open();
  dispatchEvent(new PageTransitionEvent('pagehide'));
  expect(told).toMatchObject([{ 'transaction.outcome': 'abandoned', 'transaction.reason': 'left' }]);
});

test('where nothing has room to be kept a page goes by what it knows', () => {
  for (let room = 2 ** 22; room; room >>= 1)
    try {
      for (;;) localStorage.setItem(`full ${localStorage.length}`, ' '.repeat(room));
    } catch {
      // Then a smaller piece.
    }
  const checkout = open()('checkout');
  checkout.step('cart');
  checkout.succeeded();
  expect(told).toMatchObject([{ 'transaction.outcome': 'succeeded', 'transaction.steps': ['cart'] }]);
});

test('a transaction may be called as what every object has', () => {
  const shop = open();
  for (const name of ['constructor', 'toString', '__proto__']) {
    const one = shop(name);
    one.step('cart');
    // By what is kept.
    open()(name).succeeded();
    one.succeeded();
    expect(told.splice(0)).toEqual([
      {
        'transaction.name': name,
        'transaction.outcome': 'succeeded',
        'transaction.id': expect.stringMatching(/^[\da-f]{16}$/),
        'transaction.parent': undefined,
        'transaction.duration': expect.any(Number),
        'transaction.steps': ['cart'],
        'transaction.step_times': [expect.any(Number)],
      },
    ]);
    expect(said.splice(0)).toEqual([`transaction ${name} is not open`]);
  }
});

test.each([60 * 24 * 60 * 60_000, Number.POSITIVE_INFINITY])(
  'a time-out of %d ms, more than a timer can wait, is waited for',
  (timeout) => {
    vi.useFakeTimers();
    const begun = Date.now();
    open({ timeout })('checkout');
    // What the document itself has to do at once.
    vi.advanceTimersByTime(0);
    vi.advanceTimersToNextTimer();
    expect(Date.now() - begun).toBeGreaterThan(24 * 24 * 60 * 60_000);
    vi.advanceTimersByTime(35 * 24 * 60 * 60_000);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(59 * 24 * 60 * 60_000);
    expect(told.map((one) => one['transaction.reason'])).toEqual(
      timeout === Number.POSITIVE_INFINITY ? [] : ['timeout'],
    );
  },
);
