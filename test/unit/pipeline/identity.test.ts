// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createIdentity } from '../../../src/pipeline/identity.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = 1_800_000_000_000;
const create = (): ((time: number) => string) => createIdentity('sonde.shop.session', 30 * MINUTE, 24 * HOUR);

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.restoreAllMocks();
});

test('lasts while events pass, and ends after half an hour without', () => {
  const at = create();
  const first = at(START);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  for (let time = START; time < START + 5 * HOUR; time += 29 * MINUTE) expect(at(time)).toBe(first);
  const second = at(START + 6 * HOUR);
  expect(second).not.toBe(first);
  expect(second).toMatch(/^[0-9a-f]{32}$/);
});

test('ends half an hour after its last event to the millisecond, and a day after its first', () => {
  for (const [step, until] of [
    [30 * MINUTE, 30 * MINUTE],
    [20 * MINUTE, 24 * HOUR],
  ] as const) {
    const ids = [-1, 0].map((off) => {
      localStorage.clear();
      const at = create();
      const first = at(START);
      for (let time = step; time < until; time += step) at(START + time);
      return at(START + until + off) === first;
    });
    expect(ids).toEqual([true, false]);
  }
});

test('ends after a day in any case', () => {
  const at = create();
  const first = at(START);
  for (let time = START; time < START + 24 * HOUR; time += 20 * MINUTE) expect(at(time)).toBe(first);
  expect(at(START + 24 * HOUR + MINUTE)).not.toBe(first);
});

test('is shared by the tabs of an origin, and changes in all of them', () => {
  const [one, other] = [create(), create()];
  const first = one(START);
  expect(other(START + 10)).toBe(first);
  // The other tab stays in use; this one is idle for an hour and is still in the same session.
  for (let time = START; time <= START + HOUR; time += 10 * MINUTE) expect(other(time)).toBe(first);
  expect(one(START + HOUR + 2_000)).toBe(first);
  const second = one(START + 2 * HOUR);
  expect(other(START + 2 * HOUR + 2_000)).toBe(second);
});

test('lasts over a page load', () => {
  const first = create()(START);
  expect(create()(START + MINUTE)).toBe(first);
});

test('takes a clock that was set back far for idleness, and no harm of a little', () => {
  const at = create();
  const first = at(START);
  expect(at(START - 5 * MINUTE)).toBe(first);
  const second = at(START - HOUR);
  expect(second).not.toBe(first);
  expect(at(START - HOUR + MINUTE)).toBe(second);
  // A year ahead, and back.
  const third = at(START + 365 * 24 * HOUR);
  expect(third).not.toBe(second);
  expect(at(START)).not.toBe(third);
});

test('lasts as long as the page where storage is forbidden', () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('forbidden', 'SecurityError');
  });
  const at = create();
  const first = at(START);
  for (let time = START; time < START + HOUR; time += 10 * MINUTE) expect(at(time)).toBe(first);
  expect(at(START + 2 * HOUR)).not.toBe(first);
});

test.each(['', 'rubbish', 'a,b,c', '{"json":true}', ',,'])('starts anew where %j is stored', (text) => {
  localStorage.setItem('sonde.shop.session', text);
  expect(create()(START)).toMatch(/^[0-9a-f]{32}$/);
});

test('writes once a second at most', () => {
  const at = create();
  at(START);
  const written = localStorage.getItem('sonde.shop.session');
  for (let time = START; time < START + 900; time += 10) at(time);
  expect(localStorage.getItem('sonde.shop.session')).toBe(written);
  at(START + 1_001);
  expect(localStorage.getItem('sonde.shop.session')).not.toBe(written);
});
