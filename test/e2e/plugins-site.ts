import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { build } from 'esbuild';
import type { Page } from '../helpers/browser.js';
import { eventually } from '../helpers/eventually.js';
import { listenAnew } from '../helpers/listen-anew.js';

/** An event as a plugin emitted it, before any stage of the pipeline. */
export interface Emitted {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  readonly options?: { readonly time?: number; readonly severity?: number };
  /** The document that it was emitted in: its `performance.timeOrigin`. */
  readonly document: number;
}

/**
 * What every page has before anything else: the plugins as `sonde`, and `start(plugin)`, which sets one up on a telemetry
 * that keeps what it emits in localStorage, under a name of the tab's own (so that what is emitted while a page leaves is
 * seen too; a document that Firefox restores sees an old state of sessionStorage), and hands its undo to `window.undo`.
 */
const PRELUDE = `
import * as sonde from 'sonde-under-test';
let tab;
try { tab = sessionStorage.tab ??= 'emitted.' + Math.random(); } catch { /* A sandboxed frame: nothing is kept. */ }
const taps = new Set();
const telemetry = {
  emit(name, attributes, options) {
    // As the core does: a getter of the caller's may throw.
    try { attributes = { ...attributes }; } catch { attributes = {}; }
    const event = { name, attributes, time: options?.time ?? Date.now(), severity: options?.severity };
    if ([...taps].some((tap) => tap(event, '5e5510'.padEnd(32, '0')) === false)) return;
    const emitted = JSON.parse(localStorage[tab] ?? '[]');
    emitted.push({ name: event.name, attributes, options, document: performance.timeOrigin });
    localStorage[tab] = JSON.stringify(emitted);
  },
  onEmit(tap) { taps.add(tap); return () => taps.delete(tap); },
  debug() {},
  prefix: 'sonde.test.',
};
const undo = [];
Object.assign(window, {
  sonde, telemetry,
  start(plugin) { undo.push(plugin.setup(telemetry)); },
  undo() { for (const one of undo.splice(0)) one(); },
});
`;

const SOURCES = [
  'page-views',
  'clicks',
  'features',
  'vitals',
  'errors',
  'feature',
  'capture-exception',
  'requests',
  'page-load',
  'error-origins',
  'console-errors',
  'transaction',
  'transactions',
  'vitals-attribution',
  'responsiveness',
  'resources',
  'reports',
  'crash',
  'sessions',
  'setting',
  'settings',
  'context',
  'engagement',
  'frustration',
  'page-view',
  'device',
  'outbound',
  'adoption',
  'campaign',
  'reload-loops',
  'flags',
  'tracking-provider',
].map((name) => `plugins/${name}`);

let bundled: Promise<string> | undefined;

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: PRELUDE, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'iife',
    plugins: [
      {
        name: 'sonde-under-test',
        setup(on) {
          on.onResolve({ filter: /^sonde-under-test$/ }, () => ({ path: 'all', namespace: 'test' }));
          on.onLoad({ filter: /./, namespace: 'test' }, () => ({
            contents: [
              ...SOURCES,
              ...['ar', 'de', 'ja'].map((lang) => `consent/banner-texts/${lang}`),
              'consent/banner',
              'init',
            ]
              .map((source) => `export * from './src/${source}.ts';`)
              .join('\n'),
            resolveDir: process.cwd(),
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
};

/** What a page of the site is: its body, and optionally more. */
export interface SitePage {
  readonly body: string;
  /** Comes after the plugins' script, in the head. */
  readonly head?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
}

/** A site on a free port of 127.0.0.1; each page loads the plugins before its own body. */
export interface Site {
  readonly origin: string;
  /** Method and path of each request. */
  readonly requests: string[];
  close(): void;
}

/**
 * Serves pages by path; any other path answers 404, unless `other` does.
 *
 * @example
 * const site = await serve({ '/': { body: '<button id="b">b</button><script>start(sonde.clicks())</script>' } });
 */
export async function serve(
  pages: Readonly<Record<string, SitePage | string>>,
  other: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    void response.writeHead(404).end(),
): Promise<Site> {
  bundled ??= bundle();
  const script = await bundled;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const path = (request.url as string).split('?')[0] as string;
    if (path === '/plugins.js') return void response.setHeader('content-type', 'text/javascript').end(script);
    const found = pages[path];
    if (found === undefined) return void other(request, response);
    const page = typeof found === 'string' ? { body: found } : found;
    response
      .writeHead(page.status ?? 200, { 'content-type': 'text/html;charset=utf-8', ...page.headers })
      .end(
        path.endsWith('.js')
          ? page.body
          : `<!doctype html><html lang="en"><title>page</title><script src="/plugins.js"></script>${page.head ?? ''}<body>${page.body}`,
      );
  });
  const port = await listenAnew(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Script of a page: its time-outs of so many milliseconds and more go off when the test calls `pass()`, so that it need not
 * wait for them, and none is over before a busy machine has done what comes within it.
 */
export const holdTimeouts = (from: number): string => `<script>{
  const { setTimeout, clearTimeout } = window;
  const held = new Map();
  let count = 0;
  window.setTimeout = (work, delay = 0, ...rest) => {
    // WebKit's driver waits in the page for its scripts, for 30 s.
    if (delay < ${from} || delay >= 30_000) return setTimeout(work, delay, ...rest);
    held.set(--count, () => work(...rest));
    return count;
  };
  window.clearTimeout = (id) => void (held.delete(id) || clearTimeout(id));
  window.pass = () => {
    const all = [...held.values()];
    held.clear();
    for (const work of all) work();
  };
}</script>`;

/** What the plugins emitted in this tab so far. */
export const emitted = (page: Page): Promise<Emitted[]> =>
  page.evaluate(() => JSON.parse(localStorage[sessionStorage.tab] ?? '[]'));

/** Waits until so many events were emitted, and then for one more turn of the page, so that a surplus shows. */
export async function emittedUntil(
  page: Page,
  enough: (events: Emitted[]) => boolean,
  expected: string,
): Promise<Emitted[]> {
  await eventually(() => emitted(page), enough, expected);
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(undefined)))),
  );
  return emitted(page);
}

/** Forgets what was emitted so far. */
export const forget = (page: Page): Promise<void> =>
  page.evaluate(() => localStorage.removeItem(sessionStorage.tab));
