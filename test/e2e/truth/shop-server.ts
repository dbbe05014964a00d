import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { startPageServer } from '../../helpers/page-server.js';
import { holdTimeouts } from '../plugins-site.js';
import { APPLICATION, ROOT, SHOP } from './shop.js';
import { FEATURES, type Visitor } from './visitors.js';

/** A page of the shop as a visitor is shown it, at an hour: its clock is `shift` milliseconds from this machine's. */
export const pageOf = (
  release: string,
  shift: number,
  { site = SHOP, standing }: Pick<Visitor, 'site' | 'standing'>,
): string => {
  const { service, rates, hasFew } = site;
  return `<!doctype html>
<html lang="en" data-service="${service}" data-release="${release}" data-sample='${JSON.stringify(rates)}' data-few="${hasFew}"><title>Shop</title>
<link rel="icon" href="data:,">
<link rel="preload" as="script" href="/telemetry/sonde.js?service=${service}&release=${release}">
<script>{
  const [now, since, timeOrigin] = [Date.now, performance.now.bind(performance), performance.timeOrigin];
  const passed = { clock: ${shift}, stay: 0 };
  Date.now = () => now() + passed.clock + passed.stay;
  performance.now = () => since() + passed.stay;
  Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin + passed.clock });
  window.passed = passed;
  const session = '${standing ? '0'.repeat(18) + standing.padEnd(14, '0') : ''}';
  if (session) localStorage['sonde.${service}.session'] ??= [session, Date.now(), Date.now()];
  // Chromium's own reports are told to whom a header names: without them crashes are estimated, as in other browsers.
  Object.defineProperty(window, 'crashReport', { value: undefined });
  // What waits for a moment in which nothing is to be done (the measure of a click) may have seconds to wait here.
  window.requestIdleCallback = (work) => setTimeout(work);
  window.cancelIdleCallback = clearTimeout;
  new PerformanceObserver(() => setTimeout(() => setTimeout(() => { window.isPressed = true; })))
    .observe({ type: 'first-input', buffered: true });
}</script>
${holdTimeouts(1_000)}
<script type="module" src="/application.js"></script>
<body><h1>Shop</h1>
<button id="plain">Say hello</button>
${FEATURES.map((id) => `<button id="${id}" data-feature="${id}">${id}</button>`).join('\n')}`;
};

/** The shop's server, before a collector: each visitor comes to an origin of their own. */
export interface ShopServer {
  /** The origin of a visitor. */
  originOf(name: string): string;
  /** What a visitor is shown from now on. */
  show(name: string, page: string): void;
  /** Whether a visitor's events reach the collector. */
  reach(name: string, isOnline: boolean): void;
  close(): Promise<void>;
}

/**
 * Hands a request on to the collector. The hours of the visits lie in the past: the clock by which a batch was sent, from
 * which the collector would tell that the sender's is wrong, is set to this machine's.
 */
const handOn = async (request: IncomingMessage, response: ServerResponse, address: string): Promise<void> => {
  const {
    'content-encoding': encoding,
    host: _,
    connection: __,
    'content-length': ___,
    ...headers
  } = request.headers;
  const sent = await buffer(request);
  const text = (encoding === 'gzip' ? gunzipSync(sent) : sent).toString();
  const answer = await fetch(address, {
    method: request.method as string,
    headers: headers as Record<string, string>,
    ...(request.method === 'POST' && {
      body: text.replaceAll(/(?<="sonde.sent","value":{"intValue":")\d+/g, `${Date.now()}`),
    }),
  });
  response
    .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    .end(await answer.text());
};

/** Starts it: names below `localhost` are this machine, for browsers too; of one site they share the browser's processes. */
export const startShop = async (collector: string): Promise<ShopServer> => {
  const site = await startPageServer();
  const pages = new Map<string, string>();
  const offline = new Set<string>();
  const nameOf = ({ headers }: IncomingMessage): string => `${headers.host}`.split('.')[0] as string;
  site.mount('/telemetry', (request, response, path) => {
    if (offline.has(nameOf(request)) && request.method === 'POST') return void request.socket.destroy();
    handOn(request, response, collector + path).catch(() => request.socket.destroy());
  });
  site.mount(ROOT, (request, response, path) => {
    response.writeHead(path === '/missing' ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    response.end(pages.get(nameOf(request)) ?? '');
  });
  site.serve('/kept', '');
  await site.serveBundle('/application.js', APPLICATION);
  const { port } = new URL(site.origin);
  return {
    originOf: (name) => `http://${name}.shop.localhost:${port}`,
    show: (name, page) => void pages.set(name, page),
    reach: (name, isOnline) => void (isOnline ? offline.delete(name) : offline.add(name)),
    close: site.close,
  };
};
