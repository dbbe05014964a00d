import { webcrypto } from 'node:crypto';
import { build } from 'esbuild';
import type { Options } from '../../../src/options.js';
import type { Sonde } from '../../../src/sonde.js';
import { type Collector, createCollector } from './collector.js';
import { createDisk, type Disk } from './database.js';
import { createWorld, type Mortal, settle, type World } from './world.js';

/** One tab with Sonde in it. */
export interface Page extends Mortal {
  readonly sonde: Sonde;
  /** What reached the page's error events: nothing, if Sonde is right. */
  readonly errors: unknown[];
  /** Tells the page's listeners of an event, and lets promises settle. */
  dispatch(type: string, isHidden?: boolean): Promise<void>;
}

/** What the tabs of one browser share. */
export interface Browser {
  readonly world: World;
  readonly disk: Disk;
  readonly collector: Collector;
  readonly pages: Page[];
  /** localStorage of the origin. */
  local: Record<string, string>;
  /** Whether `sendBeacon` returns false. */
  beaconsFull: boolean;
  /** What left a page: requests and beacons. */
  readonly sent: {
    readonly page: Page;
    readonly body: string;
    readonly way: 'fetch' | 'beacon';
    readonly time: number;
  }[];
}

/** A browser with one working collector before it. */
export const openBrowser = (onCommit: (value: unknown) => void = () => {}): Browser => {
  const world = createWorld();
  return {
    world,
    disk: createDisk(world, onCommit),
    collector: createCollector(),
    pages: [],
    local: {},
    beaconsFull: false,
    sent: [],
  };
};

export type Client = (globals: Record<string, unknown>) => Sonde;

const GLOBALS = [
  ...['window', 'document', 'location', 'navigator', 'localStorage', 'indexedDB', 'crypto', 'console'],
  ...['setTimeout', 'clearTimeout', 'Date', 'Math', 'addEventListener', 'globalThis'],
];

/**
 * Bundles a client whose globals are handed to it, so that many can live in one process, each with its own clock.
 *
 * @param change rewrites the bundle: for the controls that have to fail.
 */
export const bundleClient = async (change: (code: string) => string = (code) => code): Promise<Client> => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { init } from './src/init.ts';
        result = init({ endpoint: '/telemetry', service: 'shop', consent: 'granted', ...options });`,
      resolveDir: new URL('../../..', import.meta.url).pathname,
      loader: 'ts',
    },
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  const code = change(outputFiles[0]?.text ?? '');
  const run = new Function(...GLOBALS, 'options', `let result; ${code}; return result;`);
  return (globals) => run(...[...GLOBALS, 'options'].map((name) => globals[name]));
};

/** Opens a tab of the browser on a page with the client. */
export const openPage = async (
  browser: Browser,
  client: Client,
  options: Partial<Options> = {},
): Promise<Page> => {
  const { world, disk, collector } = browser;
  const listeners: [type: string, listener: (event: object) => void][] = [];
  const page: Page = {
    dead: false,
    errors: [],
    sonde: undefined as never,
    async dispatch(type, isHidden = document.hidden) {
      document.hidden = isHidden;
      for (const [name, listener] of [...listeners])
        if (name === type)
          try {
            listener({ type });
          } catch (error) {
            page.errors.push(error);
          }
      await settle();
    },
  };
  const guarded = (work: () => void) => () => {
    try {
      work();
    } catch (error) {
      page.errors.push(error);
    }
  };
  const target = {
    addEventListener(type: string, listener: (event: object) => void, options?: AddEventListenerOptions) {
      listeners.push([type, listener]);
      options?.signal?.addEventListener('abort', () => target.removeEventListener(type, listener));
    },
    removeEventListener(type: string, listener: (event: object) => void) {
      const place = listeners.findIndex(([name, one]) => name === type && one === listener);
      if (place >= 0) listeners.splice(place, 1);
    },
  };
  const document = { ...target, hidden: false };

  const localStorage = new Proxy({} as Record<string, string>, {
    get: (_, key: string) => browser.local[key],
    set(_, key: string, value) {
      browser.local[key] = `${value}`;
      tellOthers();
      return true;
    },
    deleteProperty(_, key: string) {
      if (key in browser.local) tellOthers();
      delete browser.local[key];
      return true;
    },
    ownKeys: () => Object.keys(browser.local),
    getOwnPropertyDescriptor: (_, key: string) =>
      key in browser.local
        ? { value: browser.local[key], configurable: true, enumerable: true, writable: true }
        : undefined,
  });
  const tellOthers = (): void => {
    for (const other of browser.pages)
      if (other !== page) world.later(1, () => void other.dispatch('storage'), other);
  };

  const fetch = (_url: unknown, { body, signal }: RequestInit): Promise<unknown> =>
    new Promise((resolve, reject) => {
      browser.sent.push({ page, body: body as string, way: 'fetch', time: world.now() });
      if (signal?.aborted) return reject(new DOMException('', 'AbortError'));
      signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      const arrive = (): void => {
        if (signal?.aborted) return;
        const answer = collector.receive(body as string);
        if (answer === 'nothing') return;
        world.later(20, () => (answer ? resolve(answer) : reject(new TypeError('no network'))), page);
      };
      world.later(20, arrive, page);
    });

  const globals = {
    addEventListener: target.addEventListener,
    window: { ...target, fetch, origin: 'http://shop.test' },
    document,
    location: new URL('http://shop.test/orders/17'),
    navigator: {
      sendBeacon(_url: unknown, body: string) {
        if (browser.beaconsFull || Buffer.byteLength(body) > 65_536) return false;
        browser.sent.push({ page, body, way: 'beacon', time: world.now() });
        world.later(20, () => void collector.receive(body));
        return true;
      },
    },
    localStorage,
    indexedDB: disk.openFor(page),
    crypto: webcrypto,
    console,
    setTimeout: (work: () => void, delay = 0) => world.later(delay, guarded(work), page),
    clearTimeout: (cancel: (() => void) | undefined) => cancel?.(),
    Date: { now: world.now },
    Math: Object.create(Math, { random: { value: () => 0.5 } }),
    globalThis: { document },
    options,
  };
  browser.pages.push(page);
  Object.assign(page, { globals, sonde: client(globals) });
  await settle();
  return page;
};

/** Starts Sonde once more in a page that has it. */
export const initAgain = (page: Page, client: Client, options: Partial<Options> = {}): Sonde =>
  client({ ...(page as unknown as { globals: Record<string, unknown> }).globals, options });

/** Ends a tab without a word to it. */
export const kill = (browser: Browser, page: Page): void => {
  page.dead = true;
  browser.pages.splice(browser.pages.indexOf(page), 1);
};
