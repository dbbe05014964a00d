import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, launch, type Page } from '../helpers/browser.js';
import { can } from '../helpers/can.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** The tests' own browser interface, proven on a page that has nothing of Sonde in it. */

const HTML = `<!doctype html><title>harness</title>
<button id="go">go</button><div id="host"></div><input id="text"><a id="next" href="/next">next</a>
<script>
  document.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML = '<button class="inner">in</button>';
  document.querySelector('#host').shadowRoot.firstChild.onclick = (event) => { document.title = 'inside ' + event.isTrusted; };
  document.querySelector('#go').onclick = (event) => { document.title = 'clicked ' + event.isTrusted; };
  addEventListener('pagehide', () => navigator.sendBeacon('/bye'));
</script>`;

let server: Server;
let origin: string;
const seen: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'text/html').end(HTML);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const write = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open('kept', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('rows', 'readwrite');
      transaction.objectStore('rows').put('value', 'key');
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });

const read = async (): Promise<string[]> => (await indexedDB.databases()).map(({ name }) => name ?? '');

describe('a page', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launch(engine);
    page = await browser.newPage(origin);
  });
  afterAll(() => browser?.close());

  test('is visible and has the focus', async () => {
    expect(await page.evaluate(() => [document.visibilityState, document.hasFocus()])).toEqual([
      'visible',
      true,
    ]);
  });

  test('takes real clicks and keys', async () => {
    await page.click('#go');
    expect(await page.evaluate(() => document.title)).toBe('clicked true');
    await page.click('.inner');
    expect(await page.evaluate(() => document.title)).toBe('inside true');
    await page.type('#text', 'héllo');
    await page.press('Backspace');
    expect(await page.evaluate(() => document.querySelector('input')?.value)).toBe('héll');
  });

  test('evaluates with an argument, awaits, and hands errors on', async () => {
    expect(await page.evaluate(async ([a, b]) => ({ sum: (await a) + b }), [1, 2] as const)).toEqual({
      sum: 3,
    });
    await expect(page.evaluate(() => Promise.reject(new TypeError('no')))).rejects.toThrow(/no/);
  });

  test('waits for what comes later, and gives up', async () => {
    await page.evaluate(() => void setTimeout(() => document.body.setAttribute('late', ''), 200));
    await page.waitFor(() => document.body.hasAttribute('late'));
    await expect(page.waitFor(() => false, undefined, 200)).rejects.toThrow(/Not so within 200 ms/);
  });

  test('goes to other documents, back, forward, and again', async () => {
    await page.click('#next');
    await page.waitFor(() => location.pathname === '/next');
    await page.back();
    expect(await page.url()).toBe(`${origin}/`);
    await page.forward();
    expect(await page.url()).toBe(`${origin}/next`);
    const before = await page.evaluate(() => performance.timeOrigin);
    await page.reload();
    expect(await page.evaluate(() => performance.timeOrigin)).not.toBe(before);
  });

  test('makes a screenshot, at the size asked for', async () => {
    await page.resize(800, 600);
    expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([800, 600]);
    expect((await page.screenshot()).subarray(1, 4).toString()).toBe('PNG');
  });

  test('says goodbye when its tab is closed, and leaves its storage to the next', async () => {
    await page.evaluate(write);
    seen.length = 0;
    await page.close();
    await eventually(
      () => seen,
      (requests) => requests.includes('POST /bye'),
      'the beacon of pagehide',
    );
    page = await browser.newPage(origin);
    expect(await page.evaluate(read)).toEqual(['kept']);
  });

  test.runIf(can(engine, 'offline'))('goes offline and returns', async () => {
    const reach = (): Promise<boolean> =>
      fetch('/').then(
        () => true,
        () => false,
      );
    await page.setOffline(true);
    expect(await page.evaluate(reach)).toBe(false);
    await page.setOffline(false);
    expect(await page.evaluate(reach)).toBe(true);
  });
});

describe('a kept profile', () => {
  let browser: Browser | undefined;
  const folder = temporaryFolder('kept');
  afterEach(() => browser?.close());
  afterAll(() => folder.remove());

  test('survives SIGKILL', async () => {
    const first = await launch(engine, { profile: folder.path });
    const page = await first.newPage(origin);
    await page.click('#go');
    expect(await page.evaluate(() => document.title)).toMatch(/clicked/);
    await page.click('.inner');
    expect(await page.evaluate(() => document.title)).toMatch(/inside/);
    await page.evaluate(write);
    await first.kill();

    browser = await launch(engine, { profile: folder.path });
    const second = await browser.newPage(origin);
    expect(await second.evaluate(read)).toEqual(['kept']);
    seen.length = 0;
    await second.close();
    await eventually(
      () => seen,
      (requests) => requests.includes('POST /bye'),
      'the beacon of pagehide',
    );
  });
});
