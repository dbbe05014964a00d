import { beforeEach, expect, test } from 'vitest';
import type { SondeEvent } from '../../../src/event.js';
import type { Options } from '../../../src/options.js';
import { createWatch, type Watch } from '../../../src/panel/watch.js';
import type { Telemetry } from '../../../src/plugin.js';

/** What can be told of an event's fate from outside. */

let asking = false;
let watch: Watch;
let options: Options;
let tap: (event: SondeEvent) => unknown;
/** Of the plugin that comes after the site's own. */
let lastTap: (event: SondeEvent) => unknown;
let undo: (isWithdrawn?: boolean) => void;
beforeEach(() => {
  asking = false;
  watch = createWatch(() => asking);
  options = watch.watch({
    endpoint: '/',
    service: 'shop',
    beforeSend: (event) => {
      if (event.name === 'broken') throw new Error('broken');
      return event.name !== 'unwanted' && event;
    },
  });
  const onEmit: Telemetry['onEmit'] = (listener) => {
    tap = (event) => listener(event, '');
    return () => {};
  };
  const { plugins = [] } = options;
  plugins.at(-1)?.setup({ onEmit, emit() {}, debug() {}, prefix: '' });
  lastTap = tap;
  undo = plugins[0]?.setup({ onEmit, emit() {}, debug() {}, prefix: '' }) ?? (() => {});
});

const event = (name: string, attributes = {}): SondeEvent => ({ name, time: 1, attributes });
const record = (name: string, text: string): string =>
  `{"timeUnixNano":"1000000","eventName":"${name}","attributes":[{"key":"text","value":{"stringValue":"${text}"}}]}`;
const fates = (held?: string[]): string[] =>
  watch.events.map((watched) => watch.fateOf(watched, held && new Set(held)));

/** As `init` does: the plugins' listeners, `beforeSend`, and what is kept. */
const pass = (what: SondeEvent, text = ''): string => {
  tap(what);
  lastTap(what);
  options.beforeSend?.(what);
  const kept = record(what.name, text);
  options.onKept?.(kept);
  return kept;
};

test('kept, then sent', () => {
  const kept = pass(event('a'));
  expect(fates()).toEqual(['kept']);
  expect(fates([kept])).toEqual(['kept']);
  expect(fates([])).toEqual(['gone']);
  options.onSent?.([['', kept]]);
  expect(fates([])).toEqual(['sent']);
});

test('left out on the way', () => {
  tap(event('by a plugin'));
  const sampled = event('sampled');
  tap(sampled);
  lastTap(sampled);
  for (const name of ['unwanted', 'broken']) {
    const one = event(name);
    tap(one);
    lastTap(one);
    try {
      options.beforeSend?.(one);
    } catch {}
  }
  expect(fates()).toEqual(['plugin', 'sampled', 'beforeSend', 'failed']);
});

test('one event is one, whichever purposes are granted', () => {
  const one = event('a');
  tap(one);
  tap(one);
  lastTap(one);
  lastTap(one);
  expect(watch.events).toHaveLength(1);
});

test('what waited for an answer comes again as a copy, and is the same', () => {
  asking = true;
  const one = event('a');
  tap(one);
  lastTap(one);
  expect(fates()).toEqual(['waiting']);
  options.beforeSend?.(event('a'));
  options.onKept?.(record('a', ''));
  expect(fates()).toEqual(['kept']);
});

test('attributes that were changed after beforeSend are named', () => {
  pass(event('a', { text: 'ann@example.org', number: 1 }), '[redacted]');
  pass(event('b', { text: 'plain' }), 'plain');
  expect(watch.events.map(watch.scrubbedOf)).toEqual([['text'], []]);
});

test('what another page left and this one sends is told; the latest 300 are kept, and nothing after a withdrawal', () => {
  options.onSent?.([['', record('earlier', '')]]);
  expect(fates()).toEqual(['sent']);
  for (let count = 0; count < 400; count++) tap(event('a'));
  expect(watch.events).toHaveLength(300);
  undo(false);
  expect(watch.events).toHaveLength(300);
  undo(true);
  expect(watch.events).toEqual([]);
});

test('the site’s own listeners are told', () => {
  const told: string[] = [];
  const own = watch.watch({
    endpoint: '/',
    service: 'shop',
    onKept: (kept) => told.push(`kept ${kept}`),
    onSent: ([[, sent] = ['', '']]) => told.push(`sent ${sent}`),
  });
  own.onKept?.('{}');
  own.onSent?.([['', '{}']]);
  expect(told).toEqual(['kept {}', 'sent {}']);
});
