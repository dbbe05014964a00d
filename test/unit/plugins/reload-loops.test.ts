import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SondeEvent } from '../../../src/event.js';
import type { Telemetry } from '../../../src/plugin.js';
import { reloadLoops } from '../../../src/plugins/reload-loops.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  vi.stubGlobal('localStorage', {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const COUNT = 'sonde.exception.count';
let documents = 0;

/** A document with the plugin: `fail` is an error in it, `leave` what its end does, `told` the counts of what was recorded. */
const open = (pathname = '/', events: SondeEvent[] = []) => {
  vi.stubGlobal('location', { pathname });
  vi.stubGlobal('performance', { timeOrigin: ++documents });
  const told: unknown[] = [];
  let tap: Parameters<Telemetry['onEmit']>[0] = () => {};
  const emit = (name: string, attributes: object, { time = Date.now(), severity = 17 } = {}): void => {
    const event = { name, attributes: { ...attributes }, time, severity } as SondeEvent;
    if (tap(event, '') === false) return;
    told.push(event.attributes[COUNT] ?? 1);
    events.push(event);
  };
  const undo = reloadLoops().setup({
    emit: emit as never,
    onEmit(listener) {
      tap = listener;
      return () => {};
    },
    debug() {},
    prefix: 'sonde.shop.',
  });
  return {
    told,
    fail: (message = 'no', count?: number) =>
      emit('exception', {
        'exception.type': 'Error',
        'exception.message': message,
        'exception.stacktrace': 'at a.js:1:2',
        [COUNT]: count,
      }),
    emit,
    leave: undo as () => void,
  };
};

test('a loop is told of when it begins, once a minute, and when it is over; each error is counted once', () => {
  const counts: unknown[] = [];
  for (let load = 0; load < 100; load++) {
    const page = open();
    page.fail(`load ${load}`);
    // In the last document the time goes on.
    if (load < 99) page.leave();
    vi.advanceTimersByTime(load < 99 ? 1_000 : 10_000);
    counts.push(...page.told);
  }
  expect(counts).toEqual([1, 60, 39]);
});

test('what was counted when the tab was closed is told with the next occurrence', () => {
  for (const _ of [1, 2, 3]) {
    const page = open();
    page.fail();
    page.leave();
    vi.advanceTimersByTime(500);
  }
  vi.advanceTimersByTime(3_600_000);
  const page = open();
  page.fail();
  expect(page.told).toEqual([3]);
});

test('repeats that one document counted are counted', () => {
  const first = open();
  first.fail();
  first.fail('no', 4);
  first.leave();
  const second = open();
  second.fail();
  second.fail('no', 6);
  vi.advanceTimersByTime(10_000);
  expect([...first.told, ...second.told]).toEqual([1, 4, 7]);
});

test.each([
  ['goes on', [9_999], [1]],
  ['is another loop after ten seconds', [10_000], [1, 1]],
  ['is not told of again within a minute', Array(6).fill(9_999).concat(5), [1]],
  ['is told of again after a minute', Array(6).fill(9_999).concat(6), [1, 7]],
])('a loop %s', (_, waits, expected) => {
  const told: unknown[] = [];
  for (const wait of [0, ...waits]) {
    vi.advanceTimersByTime(wait);
    const page = open();
    page.fail();
    page.leave();
    told.push(...page.told);
  }
  expect(told).toEqual(expected);
});

test('the end of a loop is told once, by one of its tabs, as of the last error, ten seconds after that', () => {
  const first = open();
  first.fail();
  first.leave();
  const events: SondeEvent[] = [];
  const [tab, other] = [open('/', events), open('/', events)];
  tab.fail();
  vi.advanceTimersByTime(5_000);
  const last = Date.now();
  const error = {
    'exception.type': 'Error',
    'exception.message': 'no',
    'exception.stacktrace': 'at a.js:1:2',
  };
  for (const page of [other, tab]) page.emit('exception', error, { severity: 21 });
  vi.advanceTimersByTime(9_999);
  expect(events).toEqual([]);
  vi.advanceTimersByTime(10_001);
  expect(events).toMatchObject([{ time: last, severity: 21, attributes: { ...error, [COUNT]: 3 } }]);
});

test('another error, another path, an error a while later and other events are no loop', () => {
  for (const [path, message] of [
    ['/', 'one'],
    ['/', 'two'],
    ['/other', 'one'],
  ] as const) {
    const page = open(path);
    page.fail(message);
    page.emit('click', {});
    page.leave();
    expect(page.told).toEqual([1, 1]);
  }
  const next = open();
  const error = {
    'exception.type': 'Error',
    'exception.message': 'one',
    'exception.stacktrace': 'at a.js:1:2',
  };
  next.emit('exception', { ...error, 'exception.type': 'TypeError' });
  next.emit('exception', { ...error, 'exception.stacktrace': 'at b.js:1:2' });
  next.emit('exception', error);
  next.leave();
  expect(next.told).toEqual([1, 1]);
  vi.advanceTimersByTime(10_000);
  const page = open();
  page.fail('one');
  expect(page.told).toEqual([2]);
});

test('the last ten errors are remembered, and none where storage is forbidden', () => {
  const page = open();
  for (const letter of 'abcdefghijklmnop') page.fail(letter);
  page.leave();
  expect(localStorage['sonde.shop.reload-loops'].trim().split('\n')).toHaveLength(10);
  const next = open();
  for (const letter of 'gpa') next.fail(letter);
  expect(next.told).toEqual([1]);
  vi.stubGlobal('localStorage', undefined);
  for (const _ of [1, 2]) {
    const forbidden = open();
    forbidden.fail();
    expect(forbidden.told).toEqual([1]);
  }
});
