// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SondeEvent } from '../../../src/event.js';
import type { Telemetry } from '../../../src/plugin.js';
import { transaction } from '../../../src/plugins/transaction.js';
import { type TransactionsOptions, transactions } from '../../../src/plugins/transactions.js';

/** Documents of one tab: they share its name, in sessionStorage. */

let told: Record<string, unknown>[];
let said: string[];
let undo: ((isWithdrawn?: boolean) => void)[];
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
  return Object.assign((name: string) => transaction({ track: emit }, name), { track: emit });
};

const outcomes = () =>
  told.map((one) => `${one['transaction.name']} ${one['transaction.reason'] ?? one['transaction.outcome']}`);
const setHidden = (isHidden: boolean): void => {
  Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  Reflect.deleteProperty(document, 'hidden');
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

test('fifty steps of a transaction are told', () => {
  const checkout = open()('checkout');
  for (let step = 0; step < 60; step++) checkout.step(`${step}`);
  checkout.succeeded();
  const [{ 'transaction.steps': steps, 'transaction.step_times': times } = {}] = told;
  expect(steps).toEqual(Array.from({ length: 50 }, (_, step) => `${step}`));
  expect(times).toHaveLength(50);
});

test('half an hour after its last step a transaction is abandoned, as long as it was till then', () => {
  vi.useFakeTimers();
  const checkout = open()('checkout');
  vi.advanceTimersByTime(60_000);
  checkout.step('cart');
  vi.advanceTimersByTime(30 * 60_000);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(told).toMatchObject([{ 'transaction.reason': 'timeout', 'transaction.duration': 60_000 }]);
  vi.advanceTimersByTime(24 * 60 * 60_000);
  expect(told).toHaveLength(1);
});

test('a page that opens half an hour after a step abandons what its tab left open, and goes on with what is newer', () => {
  vi.useFakeTimers();
  const first = open();
  first('checkout').step('cart');
  vi.advanceTimersByTime(1);
  first('search').step('words');
  for (const one of undo.splice(0)) one();
  vi.setSystemTime(Date.now() + 30 * 60_000 - 1);
  open()('search').succeeded();
  expect(outcomes()).toEqual(['checkout timeout', 'search succeeded']);
});

test('undone, it abandons none any more', () => {
  vi.useFakeTimers();
  open()('checkout').step('cart');
  for (const one of undo.splice(0)) one();
  vi.advanceTimersByTime(60 * 60_000);
  expect(told).toEqual([]);
});

test('one that is hidden is told as abandoned each time that it went on meanwhile, and not when it is shown', () => {
  const checkout = open()('checkout');
  setHidden(false);
  expect(told).toEqual([]);
  setHidden(true);
  setHidden(true);
  expect(outcomes()).toEqual(['checkout left']);
  checkout.step('card');
  setHidden(true);
  expect(outcomes()).toEqual(['checkout left', 'checkout left']);
});

test('what belongs to one that ends goes with it, whatever is below that, and is not there on the next page', async () => {
  const checkout = open()('checkout');
  checkout.transaction('payment').transaction('card').transaction('code');
  checkout.succeeded();
  await Promise.resolve();
  expect(outcomes()).toEqual([
    'checkout succeeded',
    'payment parent ended',
    'card parent ended',
    'code parent ended',
  ]);
  expect(Object.keys(localStorage)).toEqual([]);
});

test('the tab’s name goes with a withdrawal, and stays with an end that is none', () => {
  for (const isWithdrawn of [false, true]) {
    open()('checkout');
    for (const one of undo.splice(0)) one(isWithdrawn);
    expect(Object.keys(sessionStorage)).toHaveLength(isWithdrawn ? 0 : 1);
  }
});

test('one that is begun anew below what belongs to it ends with that, and nothing is told twice', async () => {
  const checkout = open()('checkout');
  const payment = checkout.transaction('payment');
  checkout.transaction('survey');
  checkout.succeeded();
  payment.transaction('checkout');
  await Promise.resolve();
  expect(outcomes()).toEqual([
    'checkout succeeded',
    'payment parent ended',
    'checkout parent ended',
    'survey parent ended',
  ]);
});

test('a page that is restored after half an hour abandons at once, though its timer has stood still', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  open()('checkout').step('cart');
  vi.setSystemTime(Date.now() + 30 * 60_000);
  restore();
  expect(outcomes()).toEqual(['checkout timeout']);
});

test('an event of the application’s own that is called like it is left as it is', () => {
  const shop = open();
  shop.track('transaction.viewed', { 'transaction.name': 'checkout' });
  dispatchEvent(new PageTransitionEvent('pagehide'));
  expect(told).toEqual([{ 'transaction.name': 'checkout' }]);
});

test('one that was told when its page was hidden or left is not told again when its time is over', () => {
  vi.useFakeTimers();
  const page = open();
  page('checkout').step('cart');
  setHidden(true);
  expect(outcomes()).toEqual(['checkout left']);
  vi.advanceTimersByTime(2 * 30 * 60_000);
  page('search');
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
  for (const one of undo.splice(0)) one();
  // The tab's next page, under another release perhaps.
  vi.setSystemTime(Date.now() + 3 * 24 * 60 * 60_000);
  const next = open();
  expect(outcomes()).toEqual(['checkout left', 'search left']);
  // It is over: what goes on is another.
  next('checkout').succeeded();
  expect(told[2]?.['transaction.id']).not.toBe(told[0]?.['transaction.id']);
});
