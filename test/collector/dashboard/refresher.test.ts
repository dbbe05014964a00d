// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRefresher, type Refresher } from '../../../src/collector/dashboard/client/refresher.js';

let refresher: Refresher;
let stop: () => void;
const hide = (hidden: boolean): void => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
};
beforeEach(() => {
  vi.useFakeTimers();
  refresher = createRefresher();
  stop = refresher.start();
});
afterEach(() => {
  stop();
  hide(false);
  vi.useRealTimers();
});

test('ticks five seconds after everything was answered', () => {
  const [first, second] = [refresher.began(), refresher.began()];
  vi.advanceTimersByTime(1_000);
  first();
  vi.advanceTimersByTime(60_000);
  expect(refresher.tick).toBe(0);
  second();
  vi.advanceTimersByTime(4_999);
  expect(refresher.tick).toBe(0);
});

test('waits three times as long as the answers took', () => {
  const ended = refresher.began();
  vi.advanceTimersByTime(4_000);
  ended();
  vi.advanceTimersByTime(11_999);
  expect(refresher.tick).toBe(0);
  vi.advanceTimersByTime(1);
  expect(refresher.tick).toBe(1);
});

test('goes on ticking where nothing is asked', () => {
  vi.advanceTimersByTime(30_000);
  expect(refresher.tick).toBeGreaterThanOrEqual(3);
});

test('stands still while paused or hidden, and ticks at once afterwards', () => {
  refresher.setPaused(true);
  vi.advanceTimersByTime(60_000);
  expect(refresher.tick).toBe(0);
  refresher.setPaused(false);
  expect(refresher.tick).toBe(1);
  hide(true);
  vi.advanceTimersByTime(60_000);
  expect(refresher.tick).toBe(1);
  hide(false);
  expect(refresher.tick).toBe(2);
});

test('does not start again when an answer comes during a pause', () => {
  const ended = refresher.began();
  refresher.setPaused(true);
  ended();
  vi.advanceTimersByTime(60_000);
  expect(refresher.tick).toBe(0);
});

test('tells what went wrong until something goes right', () => {
  const changes = vi.fn();
  refresher.subscribe(changes);
  refresher.began()({ message: 'The collector cannot be reached.', status: 0 });
  expect(refresher.trouble?.message).toBe('The collector cannot be reached.');
  expect(refresher.answeredAt).toBe(0);
  const ended = refresher.began();
  ended();
  ended();
  expect(refresher.trouble).toBeUndefined();
  expect(refresher.answeredAt).toBe(Date.now());
  expect(changes).toHaveBeenCalledTimes(2);
});
