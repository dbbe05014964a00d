import { afterEach, expect, test, vi } from 'vitest';
import type { SondeEvent } from '../../../src/event.js';
import type { Telemetry } from '../../../src/plugin.js';
import { adoption } from '../../../src/plugins/adoption.js';

afterEach(() => vi.unstubAllGlobals());

const DAY = 86_400_000;
const NOON = new Date(2026, 0, 1, 12).getTime();

/** A page with the plugin: what becomes of a use at a time. */
const open = () => {
  let tap: Parameters<Telemetry['onEmit']>[0] = () => {};
  adoption().setup({
    emit() {},
    onEmit(listener) {
      tap = listener;
      return () => {};
    },
    debug() {},
    prefix: 'sonde.shop.',
  });
  return (id: string, time = NOON, name = 'feature.used') => {
    const event: SondeEvent = { name, time, attributes: { 'feature.id': id } };
    tap(event, '');
    return [event.attributes['feature.first_use'], event.attributes['feature.use_day']];
  };
};

test('the first use is told once, and days are counted however often a day and its pages have one', () => {
  vi.stubGlobal('localStorage', {});
  expect(open()('export')).toEqual([true, 1]);
  const page = open();
  expect(page('export')).toEqual([false, 1]);
  expect(page('print')).toEqual([true, 1]);
  expect(page('export', NOON + DAY)).toEqual([false, 2]);
  expect(page('export', NOON + DAY)).toEqual([false, 2]);
  expect(page('export', NOON + 30 * DAY)).toEqual([false, 3]);
});

test('other events pass untouched', () => {
  vi.stubGlobal('localStorage', {});
  expect(open()('export', NOON, 'feature.exposed')).toEqual([undefined, undefined]);
  expect(localStorage).toEqual({});
});

test('where localStorage is forbidden nothing is thrown, and the page itself remembers', () => {
  vi.stubGlobal('localStorage', undefined);
  const page = open();
  expect(page('export')).toEqual([true, 1]);
  expect(page('export')).toEqual([false, 1]);
  expect(page('export', NOON + DAY)).toEqual([false, 2]);
});
