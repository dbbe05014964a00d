// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Plugin, Telemetry } from '../../../src/plugin.js';
import { engagement } from '../../../src/plugins/engagement.js';
import { pageViews } from '../../../src/plugins/page-views.js';
import { setUp } from './taps.js';

/** `engagement(pageViews())` on a clock of its own: what is told of which page. */

const ORIGIN = location.origin;

let clock: number;
let undo: () => void;
beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  Object.defineProperty(document, 'hidden', { value: false, configurable: true });
  history.replaceState(null, '', '/first');
});
afterEach(() => {
  undo();
  vi.restoreAllMocks();
  // Other files have the same document.
  Reflect.deleteProperty(document, 'hidden');
});

const open = (options?: Parameters<typeof pageViews>[0]) => {
  const page = setUp(engagement(pageViews(options)));
  undo = page.undo;
  /** What was told since the last time: the kind of event, its page where it has one, and how long that was visible. */
  const told = () =>
    page.told.splice(0).map(({ name, attributes }) =>
      [name, attributes['url.full'], attributes['sonde.page.visible']]
        .filter((part) => part !== undefined)
        .join(' ')
        .replace(ORIGIN, ''),
    );
  expect(told()).toEqual(['page_view /first']);
  return {
    told,
    view: (url: string) =>
      page.emit('page_view', { 'url.full': ORIGIN + url, 'sonde.navigation.type': 'by_hand' }),
  };
};
const stay = (milliseconds: number): void => {
  clock += milliseconds;
};
const push = (url: string): void => history.pushState(null, '', url);
const microtasks = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('a view by hand and the router’s of the same address in one task are one page view', async () => {
  const { told, view } = open();
  stay(1_000);
  view('/second');
  push('/second');
  await microtasks();
  expect(told()).toEqual(['page_view /second', 'page_leave /first 1000']);

  stay(2_000);
  push('/third');
  view('/third');
  await microtasks();
  expect(told()).toEqual(['page_leave 2000', 'page_view /third']);
});

test('a route may come in a later task than the view by hand of its address, and is told when it comes again', async () => {
  const { told, view } = open();
  stay(1_000);
  view('/second');
  await microtasks();
  stay(500);
  push('/second');
  stay(500);
  push('/second?page=2');
  stay(300);
  push('/second');
  expect(told()).toEqual([
    'page_view /second',
    'page_leave /first 1000',
    'page_leave 1000',
    'page_view /second?page=2',
    'page_leave 300',
    'page_view /second',
  ]);
});

test('a page that is restored is shown again, also after a view by hand of its address', async () => {
  const { told, view } = open();
  history.replaceState(null, '', '/first?filter=red');
  view('/first?filter=red');
  await microtasks();
  told();
  dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(told()).toEqual(['page_view /first?filter=red']);
});

test('the times of a page that a view by hand has left are its own, whatever follows in the same task', async () => {
  const { told, view } = open();
  stay(1_000);
  view('/step');
  push('/second');
  view('/other-step');
  view('/last-step');
  await microtasks();
  expect(told()).toEqual([
    'page_view /step',
    'page_leave /first 1000',
    'page_view /second',
    'page_view /other-step',
    'page_view /last-step',
  ]);
  stay(700);
  push('/third');
  expect(told()).toEqual(['page_leave 700', 'page_view /third']);
});

/** A plugin without page views, on a telemetry whose `emit` does this. */
const setUpAlone = (emit: (...event: unknown[]) => void): void => {
  const none: Plugin = { purpose: 'analytics', setup: () => () => {} };
  const telemetry: Partial<Telemetry> = { emit, onEmit: () => () => {} };
  undo = engagement(none).setup(telemetry as Telemetry);
};

test('where a browser stops one listener of a closing page and calls the next, times are told once', () => {
  const told: unknown[] = [];
  setUpAlone((name, attributes) => {
    told.push([name, (attributes as Record<string, number>)['sonde.page.visible']]);
    throw new Error('stopped');
  });
  // What is thrown in a listener is told to the window.
  const stopped = vi.fn((event: Event) => event.preventDefault());
  addEventListener('error', stopped);
  stay(1_000);
  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  expect(stopped).toHaveBeenCalledOnce();
  dispatchEvent(new Event('pagehide'));
  expect(stopped).toHaveBeenCalledOnce();
  removeEventListener('error', stopped);
  expect(told).toEqual([['page_leave', 1_000]]);
});

test('a page that is left while its times are told tells them once', () => {
  const told: unknown[] = [];
  setUpAlone((name, attributes) => {
    dispatchEvent(new Event('pagehide'));
    told.push([name, (attributes as Record<string, number>)['sonde.page.visible']]);
  });
  stay(1_000);
  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  expect(told).toEqual([['page_leave', 1_000]]);
});
