import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SondeEvent } from '../../../src/event.js';
import type { Telemetry } from '../../../src/plugin.js';
import { settings } from '../../../src/plugins/settings.js';

const DAY = 86_400_000;
const NOON = new Date(2026, 0, 1, 12).getTime();

beforeEach(() => void vi.stubGlobal('localStorage', {}));
afterEach(() => vi.unstubAllGlobals());

/** A page with the plugin: tells a value at a time, and returns what becomes of it. */
const open = () => {
  let tap: Parameters<Telemetry['onEmit']>[0] | undefined;
  settings().setup({
    emit() {},
    onEmit(listener) {
      tap = listener;
      return () => {};
    },
    debug() {},
    prefix: 'sonde.shop.',
  });
  return (id: string, value: unknown, time = NOON, name = 'setting.current') => {
    const event = { name, time, attributes: { 'setting.id': id, 'setting.value': value } };
    return tap?.(event as SondeEvent, '') === false
      ? undefined
      : [event.name, ...Object.values(event.attributes).slice(1)];
  };
};

test('the current choice is told once a day, whatever the page and however often it loads', () => {
  expect(open()('theme', 'dark')).toEqual(['setting.current', 'dark']);
  const page = open();
  expect(page('theme', 'dark')).toBeUndefined();
  expect(page('theme', 'dark', NOON + DAY / 4)).toBeUndefined();
  expect(page('theme', 'dark', NOON + DAY)).toEqual(['setting.current', 'dark']);
  expect(page('theme', 'dark', NOON + DAY)).toBeUndefined();
});

test('another value is a change, each time, and is not repeated as the current one that day', () => {
  const page = open();
  page('theme', 'dark');
  expect(page('theme', 'light')).toEqual(['setting.changed', 'light', 'dark']);
  expect(page('theme', 'dark')).toEqual(['setting.changed', 'dark', 'light']);
  expect(page('theme', 'dark')).toBeUndefined();
  expect(page('theme', 'light', NOON + 9 * DAY)).toEqual(['setting.changed', 'light', 'dark']);
});

test('values keep their type, and settings do not mix', () => {
  const page = open();
  expect(page('size', 2)).toEqual(['setting.current', 2]);
  expect(page('size', '2')).toEqual(['setting.changed', '2', 2]);
  expect(page('size', [1, true])).toEqual(['setting.changed', [1, true], '2']);
  expect(page('size', [1, true])).toBeUndefined();
  expect(page('other', '2')).toEqual(['setting.current', '2']);
  expect(page('none', undefined)).toEqual(['setting.current', undefined]);
  expect(page('none', null)).toBeUndefined();
});

test('what an earlier version kept is no change', () => {
  vi.stubGlobal('localStorage', {
    'sonde.shop.setting.theme': JSON.stringify([new Date(NOON).toDateString(), '"dark"']),
  });
  const page = open();
  expect(page('theme', 'dark')).toBeUndefined();
  expect(page('theme', 'dark', NOON + DAY)).toEqual(['setting.current', 'dark']);
  expect(page('theme', 'light', NOON + DAY)).toEqual(['setting.changed', 'light', 'dark']);
});

describe('where the page gives arrays a `toJSON`, as Prototype.js does,', () => {
  beforeEach(() => {
    Object.assign(Array.prototype, { toJSON: () => '[an array]' });
  });
  afterEach(() => {
    Reflect.deleteProperty(Array.prototype, 'toJSON');
  });

  test('a value that stays is no change', () => {
    const page = open();
    expect(page('theme', 'dark')).toEqual(['setting.current', 'dark']);
    expect(page('theme', 'dark')).toBeUndefined();
    expect(page('theme', 'light')).toEqual(['setting.changed', 'light', 'dark']);
  });

  test('what an earlier version kept there is forgotten', () => {
    vi.stubGlobal('localStorage', {
      'sonde.shop.setting.theme': JSON.stringify(`["${new Date(NOON).toDateString()}", "dark"]`),
    });
    expect(open()('theme', 'dark')).toEqual(['setting.current', 'dark']);
  });
});

test('other events pass untouched', () => {
  expect(open()('theme', 'dark', NOON, 'plan.selected')).toEqual(['plan.selected', 'dark']);
});

test.each([
  ['is forbidden', undefined],
  ['holds something else', { 'sonde.shop.setting.theme': '{"not":' }],
])('where localStorage %s, nothing is thrown', (_, storage) => {
  vi.stubGlobal('localStorage', storage);
  const page = open();
  expect(page('theme', 'dark')).toEqual(['setting.current', 'dark']);
  expect(page('theme', 'dark')).toBeUndefined();
  expect(page('theme', 'light')).toEqual(['setting.changed', 'light', 'dark']);
});
