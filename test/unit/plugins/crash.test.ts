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

describe('the browser’s report', () => {
  let kept: Record<string, string>;
  let isRoom: (key: string) => boolean;
  let start: (isAgain?: boolean) => void;
  beforeEach(() => {
    kept = {};
    isRoom = () => true;
    const isReady = new Promise<void>((resolve, reject) => {
      start = (isAgain) => (isAgain ? reject(new Error('a second time')) : resolve());
    });
    Object.assign(window, {
      crashReport: {
        initialize: () => isReady,
        set(key: string, value: string) {
          if (!isRoom(key)) throw new RangeError('no room');
          kept[key] = value;
        },
        delete(key: string) {
          if (!(key in kept)) throw new RangeError('no such key');
          delete kept[key];
        },
      },
    });
  });

  test('names the page that is shown, and not the one that was landed on', async () => {
    ({ undo, emit } = setUp(crash()));
    start();
    await vi.waitFor(() => expect(kept['url.template']).toBe('/landing'));
    history.pushState(null, '', '/orders/81234');
    emit('http.client.request');
    expect(kept['url.template']).toBe('/orders/:id');
  });

  test.each([
    ['gave room', false],
    ['has given room before', true],
  ])(
    'names session, release and the last feature, where the browser %s, until the end',
    async (_, isAgain) => {
      ({ undo, emit } = setUp(crash({ release: '1.4.2' })));
      emit('feature.used', { 'feature.id': 'export' });
      expect(kept).toEqual({});
      start(isAgain);
      await vi.waitFor(() => expect(kept).not.toEqual({}));
      emit('feature.used', { 'feature.id': 'import' });
      emit('click');
      expect(kept).toEqual({
        'session.id': '1'.repeat(32),
        'service.version': '1.4.2',
        'url.template': '/landing',
        'feature.id': 'import',
      });
      undo();
      expect(kept).toEqual({});
    },
  );

  test('names what there is room for', async () => {
    isRoom = (key) => key !== 'session.id';
    ({ undo, emit } = setUp(crash()));
    emit('click');
    start();
    await vi.waitFor(() => expect(kept).toEqual({ 'url.template': '/landing' }));
  });

  test('is not given anything after the end, though the browser is ready only then', async () => {
    ({ undo, emit } = setUp(crash()));
    undo();
    start();
    await new Promise((resolve) => setTimeout(resolve));
    expect(kept).toEqual({});
  });
});

describe('the estimate', () => {
  let held: { name: string }[];
  beforeEach(() => {
    held = [];
    const locks = {
      async request(name: string, work: () => unknown) {
        held.push({ name });
        await work();
        held = held.filter((lock) => lock.name !== name);
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
    await vi.waitFor(() => expect(held).toEqual([]));
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

  test('is of no page that is there, hidden or left', async () => {
    await start();
    const first = undo;
    const show = (isHidden: boolean): void => {
      Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      Reflect.deleteProperty(document, 'hidden');
    };
    show(true);
    expect(keys()).toHaveLength(0);
    show(false);
    expect(keys()).toHaveLength(1);
    const other = setUp(crash());
    await vi.waitFor(() => expect(keys()).toHaveLength(2));
    expect([held.length, other.told]).toEqual([2, []]);
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(keys()).toHaveLength(0);
    // Of a page that is going an event may still come.
    other.emit('page_leave');
    expect(keys()).toHaveLength(0);
    await vi.waitFor(() => expect(held).toHaveLength(0));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await vi.waitFor(() => expect([keys().length, held.length]).toEqual([2, 2]));
    first();
    other.undo();
    await vi.waitFor(() => expect([keys().length, held.length]).toEqual([0, 0]));
  });

  test('is dear, as an error is, and told by one page', async () => {
    localStorage['sonde.shop.alive.gone'] = `${1_000}\n\n/cart`;
    const [one, other] = [setUp(crash()), setUp(crash())];
    undo = () => {
      one.undo();
      other.undo();
    };
    await vi.waitFor(() => expect(one.told.length + other.told.length).toBeGreaterThan(0));
    await new Promise((resolve) => setTimeout(resolve));
    expect([...one.told, ...other.told].map(({ options }) => options)).toEqual([
      { time: 1_000, severity: 21, rank: 0 },
    ]);
  });

  test('is not told by a page from which consent was withdrawn meanwhile', async () => {
    localStorage['sonde.shop.alive.gone'] = `${1_000}\n\n/cart`;
    const page = setUp(crash());
    ({ undo } = page);
    undo();
    await new Promise((resolve) => setTimeout(resolve));
    expect(page.told).toEqual([]);
  });

  test('tells a time that is less than a minute before the last event', async () => {
    const clock = vi.spyOn(Date, 'now').mockReturnValue(1_000_000);
    await start();
    emit('http.client.request');
    clock.mockReturnValue(1_059_999);
    emit('http.client.request');
    const [key = ''] = keys();
    expect(localStorage[key]).toContain('1000000');
    clock.mockReturnValue(1_060_000);
    emit('http.client.request');
    expect(localStorage[key]).toContain('1060000');
    clock.mockReturnValue(8_000_000);
    emit('http.client.request');
    expect((await found())?.options).toMatchObject({ time: 8_000_000 });
  });
});
