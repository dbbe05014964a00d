// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Telemetry } from '../../../src/plugin.js';
import { remoteSampling } from '../../../src/plugins/remote-sampling.js';

/** Rates of a collector that is the test's. */

const KEY = 'sonde.shop.sample';

let now: number;
let answer: unknown;
let asked: [url: string, options: RequestInit][];
/** Answers that wait for the test, where it wants them to. */
let held: (() => void)[] | undefined;
let undo: (() => void)[];
beforeEach(() => {
  now = 1_800_000_000_000;
  answer = { sample: { click: 0.5 } };
  asked = [];
  held = undefined;
  undo = [];
  localStorage.clear();
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  vi.stubGlobal('fetch', async (url: URL, options: RequestInit) => {
    asked.push([url.href, options]);
    const body = answer;
    if (held) await new Promise<void>((resolve) => held?.push(resolve));
    return { ok: true, json: async () => body };
  });
});
afterEach(() => {
  for (const one of undo) one();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const open = (...options: Parameters<typeof remoteSampling>) => {
  const source = remoteSampling(...options);
  const taps = new Set<() => void>();
  const telemetry = {
    prefix: 'sonde.shop.',
    debug() {},
    onEmit(tap: () => void) {
      taps.add(tap);
      return () => taps.delete(tap);
    },
  };
  return {
    rates: source.rates,
    start() {
      const stop = source.start(
        { endpoint: 'https://collect.example/', service: 'shop' },
        telemetry as unknown as Telemetry,
      );
      undo.push(stop);
      return stop;
    },
    /** Some event passes. */
    record() {
      for (const tap of taps) tap();
    },
  };
};
const kept = () => vi.waitFor(() => expect(localStorage[KEY]).toBeTruthy());

test('a hundred rates of an answer are taken, and none that is no share', async () => {
  answer = {
    sample: {
      ...{ none: '1', less: -0.1, more: 1.1 },
      ...Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`event${index}`, index % 2])),
    },
  };
  const source = open({ own: 0.25 });
  source.start();
  await kept();
  expect(Object.keys(source.rates())).toHaveLength(101);
  expect(source.rates()).toMatchObject({ own: 0.25, event0: 0, event99: 1 });
});

test('it is asked with an event that comes ten minutes after the last time, by a clock that is set back, too', async () => {
  const source = open();
  source.start();
  await kept();
  now += 599_999;
  source.record();
  open().start();
  expect(asked).toHaveLength(1);
  now += 1;
  source.record();
  source.record();
  expect(asked).toHaveLength(2);
  now -= 3_600_000;
  source.record();
  expect(asked.map(([url]) => url)).toEqual(Array(3).fill('https://collect.example/v1/config?service=shop'));
  // The visitor's cookies are nobody's business.
  expect(asked[0]?.[1].credentials).toBe('omit');
});

test('what is kept but unreadable counts as old', async () => {
  for (const text of ['{"asked":"soon"}', '[', 'null']) {
    localStorage[KEY] = text;
    open().start();
  }
  expect(asked).toHaveLength(3);
});

test('it is asked once for both purposes, and ends with the second of them', async () => {
  const source = open({ click: 1 });
  const [first, second] = [source.start(), source.start()];
  await kept();
  expect(asked).toHaveLength(1);
  first();
  expect(source.rates()).toEqual({ click: 0.5 });
  now += 600_000;
  second();
  undo = [];
  source.record();
  expect([source.rates(), asked.length]).toEqual([{ click: 1 }, 1]);
});

test('an answer that comes after the withdrawal is neither taken nor kept, and its request is aborted', async () => {
  held = [];
  const source = open({ click: 1 });
  source.start()();
  undo = [];
  expect(asked[0]?.[1].signal?.aborted).toBe(true);
  held[0]?.();
  await new Promise((resolve) => setTimeout(resolve));
  expect([source.rates(), localStorage[KEY]]).toEqual([{ click: 1 }, undefined]);
});

test('a bad answer leaves the rates that were kept, for the next page, too', async () => {
  open().start();
  await kept();
  const before = localStorage[KEY];
  now += 600_000;
  answer = { sample: [1] };
  const source = open();
  source.start();
  await vi.waitFor(() => expect(localStorage[KEY]).not.toBe(before));
  expect(source.rates()).toEqual({ click: 0.5 });
  const next = open();
  next.start();
  expect([next.rates(), asked.length]).toEqual([{ click: 0.5 }, 2]);
});
