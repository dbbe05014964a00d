// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CrashOptions, crash } from '../../../src/plugins/crash.js';
import { setUp } from './taps.js';

let undo: () => void;
let emit: ReturnType<typeof setUp>['emit'];
beforeEach(() => history.replaceState(null, '', '/landing'));
afterEach(() => {
  undo();
  Reflect.deleteProperty(window, 'crashReport');
  Reflect.deleteProperty(navigator, 'locks');
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('the browser’s report names the page that is shown, and not the one that was landed on', async () => {
  const kept: Record<string, string> = {};
  Object.assign(window, {
    crashReport: {
      initialize: async () => {},
      set: (key: string, value: string) => Object.assign(kept, { [key]: value }),
      delete: () => {},
    },
  });
  ({ undo, emit } = setUp(crash()));
  await vi.waitFor(() => expect(kept['url.template']).toBe('/landing'));
  history.pushState(null, '', '/orders/81234');
  emit('http.client.request');
  expect(kept['url.template']).toBe('/orders/:id');
});

describe('the estimate', () => {
  beforeEach(() => {
    const held: { name: string }[] = [];
    const locks = {
      async request(name: string, work: () => unknown) {
        held[0] = { name };
        return work();
      },
      query: async () => ({ held }),
    };
    Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
  });
  afterEach(() => localStorage.clear());

  const keys = () => Object.keys(localStorage).filter((name) => name.startsWith('sonde.shop.alive.'));
  /** What the mark says, as the page that finds it tells it. */
  const found = async () => {
    const [key = ''] = keys();
    const mark = localStorage[key];
    undo();
    localStorage[key] = mark;
    const page = setUp(crash());
    ({ undo, emit } = page);
    await vi.waitFor(() => expect(page.told).toHaveLength(1));
    return page.told[0];
  };
  const start = async (options?: CrashOptions) => {
    ({ undo, emit } = setUp(crash(options)));
    await vi.waitFor(() => expect(keys()).toHaveLength(1));
  };

  test('is told of no page that opens while it is asked which are there', async () => {
    const other = 'sonde.shop.alive.other';
    let isAsked = false;
    navigator.locks.query = async () => {
      // The answer is of a moment before the other page took its lock and left its mark.
      localStorage[other] = `${Date.now()}`;
      isAsked = true;
      return { held: [] };
    };
    const page = setUp(crash());
    ({ undo, emit } = page);
    await vi.waitFor(() => expect(isAsked).toBe(true));
    await Promise.resolve();
    expect(page.told).toEqual([]);
    expect(keys()).toContain(other);
  });

  test('names the page that is shown', async () => {
    await start();
    history.pushState(null, '', '/orders/81234');
    emit('http.client.request');
    expect(await found()).toMatchObject({
      attributes: { 'sonde.crash.page': '/orders/:id', 'sonde.crash.session': '1'.repeat(32) },
    });
  });

  test('names it by the site’s own names, where these are some', async () => {
    await start({ template: ({ pathname }) => pathname.replace('/anna', '/:name') });
    history.pushState(null, '', '/anna');
    emit('http.client.request');
    expect((await found())?.attributes['sonde.crash.page']).toBe('/:name');
  });

  test('by the default where the site’s own naming throws', async () => {
    history.replaceState(null, '', '/orders/81234');
    await start({
      template() {
        throw new Error('own');
      },
    });
    expect(await found()).toMatchObject({ attributes: { 'sonde.crash.page': '/orders/:id' } });
  });

  test('tells a session that nothing was recorded in without one', async () => {
    await start();
    expect((await found())?.attributes['sonde.crash.session']).toBeUndefined();
  });

  test('holds where the page gives arrays a `toJSON`, as Prototype.js does', async () => {
    Object.assign(Array.prototype, { toJSON: () => '[an array]' });
    try {
      await start();
      emit('http.client.request');
      expect(await found()).toMatchObject({
        attributes: { 'sonde.crash.page': '/landing', 'sonde.crash.session': '1'.repeat(32) },
      });
    } finally {
      Reflect.deleteProperty(Array.prototype, 'toJSON');
    }
  });

  test('tells a time that is less than a minute before the last event', async () => {
    const clock = vi.spyOn(Date, 'now').mockReturnValue(1_000_000);
    await start();
    emit('http.client.request');
    clock.mockReturnValue(1_059_999);
    emit('http.client.request');
    const [key = ''] = keys();
    expect(localStorage[key]).toContain('1000000');
    clock.mockReturnValue(8_000_000);
    emit('http.client.request');
    expect((await found())?.options).toMatchObject({ time: 8_000_000 });
  });
});
