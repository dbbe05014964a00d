#!/usr/bin/env node
/**
 * `npm run bench`: Sonde beside its peers, in one Chromium, in one run, round about, so that whatever else the machine does
 * hits all alike. What counts is the ratio; the milliseconds are this machine's.
 *
 *   npm run bench                      all trackers, 5 rounds
 *   npm run bench -- --rounds 9        more rounds
 *   npm run bench -- sonde faro        these only
 *   npm run bench -- --no-install      with the peers that are there
 *
 * Medians over the rounds of:
 *   init        milliseconds of script in the call that starts it, with page views, clicks, features, vitals and errors
 *   start       milliseconds of the main thread for that call and what it puts off, until a fifth of a second after the next frame
 *               (a page's without a tracker taken off)
 *   track       microseconds of the caller's time for an event with five attributes: the median over a loop of 1,000, by tens,
 *               since the clock ticks by 5 µs
 *   mean        the same, the mean: with what the engine compiles and collects meanwhile
 *   main thread microseconds of the main thread for such an event, with the two seconds after the loop (an idle page's taken off)
 *   click       microseconds that its listeners hold up a click, real input, over 30 clicks
 *   heap        KiB of the heap after a collection, for 1,000 events that the receiver refuses, after 1,000 that it took
 *   init heap   KiB of the heap after start and a collection, on a page whose own script has touched an element before: whoever
 *               is the first to do so pays 65 KiB for the engine's picture of the DOM
 *   wire        bytes of the body for an event of such a loop, as sent and uncompressed
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumFlags } from '../../demo/traffic/chromium-flags.mjs';
import { findBrowsers } from '../helpers/find-browsers.mjs';

const EVENTS = 1_000;
const CLICKS = 30;
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, 'no-install': { type: 'boolean', default: false } },
});
const known = readdirSync(here('trackers')).map((file) => file.replace('.mjs', ''));
const trackers = positionals.length ? positionals : ['sonde', ...known.filter((name) => name !== 'sonde')];
const unknown = trackers.filter((name) => !known.includes(name));
if (unknown.length) {
  console.error(`There is no tracker ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}
const { chromium: executablePath } = await findBrowsers();
if (!executablePath) {
  console.error('There is no Chromium on this machine; SONDE_CHROMIUM can name one.');
  process.exit(2);
}
if (!values['no-install'])
  execFileSync('npm', ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: here('.'),
    stdio: 'inherit',
  });

/** @type {Map<string, string>} */
const bundles = new Map([['nothing', 'var bench = { start: () => ({ track() {}, async flush() {} }) };']]);
for (const name of trackers) {
  const { outputFiles } = await build({
    entryPoints: [here(`trackers/${name}.mjs`)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: 'bench',
    target: 'es2022',
    logLevel: 'error',
    alias: { sonde: fileURLToPath(new URL('../../dist/index.js', import.meta.url)) },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  bundles.set(name, outputFiles[0].text);
}

/** @type {{ sent: number, plain: number, requests: number }} */
let received = { sent: 0, plain: 0, requests: 0 };
let status = 200;
const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://bench');
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (request.method === 'POST') {
    const isZip = body[0] === 0x1f && body[1] === 0x8b;
    received.sent += body.length;
    received.plain += isZip ? gunzipSync(body).length : body.length;
    received.requests += 1;
    response.writeHead(status, { 'content-type': 'application/json' });
    return response.end(status === 200 ? '{}' : '{"code":14}');
  }
  const script = /^\/([\w-]+)\.js$/.exec(url.pathname)?.[1];
  if (script) {
    response.writeHead(bundles.has(script) ? 200 : 404, { 'content-type': 'text/javascript' });
    return response.end(bundles.get(script) ?? '');
  }
  if (url.pathname !== '/') return response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    // Isolated, so that the clock ticks by 5 µs and not by 100.
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
  response.end(PAGE(url.searchParams.get('tracker') ?? 'nothing'));
});
const PAGE = (
  /** @type {string} */ tracker,
) => `<!doctype html><html lang="en"><title>bench</title><link rel="icon" href="data:,">
<main><h1>Bench</h1>${'<section><p>Text</p></section>'.repeat(200)}<button id="button" data-feature="export" style="position:fixed;inset:0 auto auto 0;width:200px;height:80px">Press</button></main>
<script>document.getElementById('button').dataset.before = ''; addEventListener('click', () => { window.clickBegan = performance.now(); }, true);</script>
<script src="/${tracker}.js"></script></html>`;
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const origin = `http://127.0.0.1:${port}`;

const browser = await chromium.launch({
  executablePath,
  args: [...chromiumFlags, '--no-sandbox', '--js-flags=--expose-gc'],
});

/** @type {Record<string, Record<string, number[]>>} */
const measured = {};
const note = (/** @type {string} */ tracker, /** @type {string} */ what, /** @type {number} */ value) => {
  measured[tracker] ??= {};
  measured[tracker][what] ??= [];
  measured[tracker][what].push(value);
};

/** @param {string} tracker @param {(page: import('playwright-core').Page, cdp: import('playwright-core').CDPSession) => Promise<void>} work */
async function onPage(tracker, work) {
  received = { sent: 0, plain: 0, requests: 0 };
  const context = await browser.newContext();
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable');
  await page.goto(`${origin}/?tracker=${tracker}`);
  await page.waitForFunction(() => document.readyState === 'complete');
  try {
    await work(page, cdp);
  } finally {
    await context.close();
  }
}

const busy = async (/** @type {import('playwright-core').CDPSession} */ cdp) => {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return 1e6 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
};
const heap = async (/** @type {import('playwright-core').CDPSession} */ cdp) => {
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize / 1024;
};
const start = (/** @type {import('playwright-core').Page} */ page, /** @type {boolean} */ capture) =>
  page.evaluate(
    ([to, all]) => {
      const began = performance.now();
      Object.assign(window, { tracker: /** @type {any} */ (window).bench.start(to, all) });
      return performance.now() - began;
    },
    /** @type {const} */ ([`${origin}/telemetry`, capture]),
  );
const loop = (/** @type {import('playwright-core').Page} */ page) =>
  page.evaluate((count) => {
    const { track } = /** @type {any} */ (window).tracker;
    const TENS = 10;
    const tens = /** @type {number[]} */ ([]);
    const began = performance.now();
    for (let n = 0, last = began; n < count; n++) {
      track('plan.selected', { tier: 'pro', seats: n, yearly: true, source: 'pricing page', price: 19.99 });
      if (n % TENS === TENS - 1) {
        const now = performance.now();
        tens.push((1e3 * (now - last)) / TENS);
        last = now;
      }
    }
    return { tens, mean: (1e3 * (performance.now() - began)) / count };
  }, EVENTS);
const after = (/** @type {number} */ milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const rounds = Number(values.rounds);
for (let round = 0; round < rounds; round++) {
  for (const tracker of ['nothing', ...trackers]) {
    await onPage(tracker, async (page, cdp) => {
      const empty = await heap(cdp);
      const before = await busy(cdp);
      note(tracker, 'init', await start(page, true));
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200))),
      );
      note(tracker, 'start', ((await busy(cdp)) - before) / 1e3);
      note(tracker, 'init heap', (await heap(cdp)) - empty);
      await page.evaluate(() => {
        const took = /** @type {number[]} */ ([]);
        addEventListener('click', () =>
          took.push(1e3 * (performance.now() - /** @type {any} */ (window).clickBegan)),
        );
        Object.assign(window, { took });
      });
      for (let n = 0; n < CLICKS; n++) await page.mouse.click(50, 40);
      note(tracker, 'click', median(await page.evaluate(() => /** @type {any} */ (window).took)));
    });
    await onPage(tracker, async (page, cdp) => {
      await start(page, false);
      await after(500);
      received = { sent: 0, plain: 0, requests: 0 };
      const before = await busy(cdp);
      const { tens, mean } = await loop(page);
      note(tracker, 'track', median(tens));
      note(tracker, 'mean', mean);
      await after(2_000);
      note(tracker, 'main thread', ((await busy(cdp)) - before) / EVENTS);
      await page.evaluate(() => /** @type {any} */ (window).tracker.flush());
      for (let n = 0, last = -1; n < 40 && (received.sent !== last || !received.sent); n++) {
        last = received.sent;
        await after(250);
        if (tracker === 'nothing') break;
      }
      note(tracker, 'wire', received.sent / EVENTS);
      note(tracker, 'uncompressed', received.plain / EVENTS);
    });
    await onPage(tracker, async (page, cdp) => {
      await start(page, false);
      // Twice: the first thousand also pay for what the engine compiles and remembers, which is no event's.
      await loop(page);
      await page.evaluate(() => /** @type {any} */ (window).tracker.flush());
      await after(1_000);
      status = 503;
      const before = await heap(cdp);
      await loop(page);
      await after(2_500);
      note(tracker, 'heap', (await heap(cdp)) - before);
      status = 200;
    });
  }
}
await browser.close();
server.close();

const COLUMNS = [
  'init',
  'start',
  'init heap',
  'click',
  'track',
  'mean',
  'main thread',
  'heap',
  'wire',
  'uncompressed',
];
const UNITS = ['ms', 'ms', 'KiB', 'µs', 'µs', 'µs', 'µs', 'KiB', 'B', 'B'];
const idle = (/** @type {string} */ what) =>
  ['start', 'main thread', 'heap', 'click'].includes(what) ? median(measured.nothing?.[what] ?? [0]) : 0;
const figure = (/** @type {string} */ tracker, /** @type {string} */ what) =>
  median(measured[tracker]?.[what] ?? []) - idle(what);
console.log(`\n| | ${COLUMNS.map((what, place) => `${what} (${UNITS[place]})`).join(' | ')} |`);
console.log(`|---|${COLUMNS.map(() => '---:').join('|')}|`);
for (const tracker of trackers) {
  const cells = COLUMNS.map((what) => {
    const value = figure(tracker, what);
    const ratio = tracker === 'sonde' ? '' : ` (${(value / figure('sonde', what)).toFixed(1)} ×)`;
    return `${value.toFixed(value < 10 ? 1 : 0)}${trackers.includes('sonde') ? ratio : ''}`;
  });
  console.log(`| ${tracker} | ${cells.join(' | ')} |`);
}
console.log(
  `\n${rounds} rounds, medians; in brackets how many times Sonde’s. Taken off: what a page without a tracker takes.`,
);

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2
    ? /** @type {number} */ (sorted[half])
    : /** @type {number} */ (sorted[half - 1] + /** @type {number} */ (sorted[half])) / 2;
}
