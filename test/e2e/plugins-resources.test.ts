import { afterAll, expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { once } from '../helpers/once.js';
import { goNext } from './go-next.js';
import { type Emitted, emitted, forget, serve } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const sonde: typeof import('../../src/plugins/resources.js');
declare const start: (plugin: unknown) => void;

/** A slow image, a missing style sheet, a script that the cache keeps. */
const body = (options: string) => `<script>start(sonde.resources(${options}))</script>
  <link rel="stylesheet" href="/missing/12345.css"><script src="/kept.js"></script>
  <img id="slow" src="/slow.svg?token=secret" onload="fetch('/kept.js')"><a id="next" href="/next">next</a>`;

const { site, page } = useSite(
  {
    '/': body('{ slow: 100, rate: 1 }'),
    '/half': body('{ slow: 100, rate: 0.5 }'),
    '/late': body('').replace(/<script>.*?<\/script>/, ''),
    '/next': '',
    '/bare': `<script>start(sonde.resources({ slow: 100, rate: 1 }))</script><a id="next" href="/next">next</a>`,
    '/icon': {
      head: '<link rel="icon" href="/icon.png">',
      body: `<script>start(sonde.resources({ slow: 100, rate: 1 }))</script><a id="next" href="/next">next</a>`,
    },
    '/parts': `<script>start(sonde.resources({ slow: 100, rate: 1 })); new Worker('/worker.js?a.b');</script>
      <link rel="modulepreload" href="/slow-module.mjs">
      <style>@font-face { font-family: own; src: url(/slow-font.woff2?v=1) } p { font-family: own }</style><p>text</p>
      <a id="next" href="/next">next</a>`,
    '/worked': `<script>start(sonde.resources({ rate: 1 }))</script><script src="/fresh.js"></script><a id="next" href="/next">next</a>`,
    '/pass-through.js': {
      body: `oninstall = () => skipWaiting();
        onactivate = (event) => event.waitUntil(clients.claim());
        onfetch = (event) => event.respondWith(fetch(event.request));`,
      headers: { 'content-type': 'text/javascript' },
    },
  },
  (request, response) => {
    if (request.url === '/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      setTimeout(() => response.end(), 150);
    } else if (request.url === '/fresh.js')
      response
        .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' })
        .end('0;'.repeat(500));
    else if (/module|worker/.test(request.url as string))
      setTimeout(() => response.writeHead(200, { 'content-type': 'text/javascript' }).end(), 150);
    else if (request.url?.startsWith('/slow-font'))
      setTimeout(() => response.writeHead(200, { 'content-type': 'font/woff2' }).end('none'), 150);
    else if (request.url === '/kept.js')
      response
        .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' })
        .end('0;'.repeat(500));
    else if (request.url?.startsWith('/slow.svg'))
      setTimeout(
        () =>
          response
            .writeHead(200, { 'content-type': 'image/svg+xml' })
            .end('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        150,
      );
    else response.writeHead(404).end();
  },
);

/** Another origin, whose script the page may read, and of whose transfer the browser may not tell. */
const other = await serve({}, (_, response) =>
  response
    .writeHead(200, {
      'content-type': 'text/javascript',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    })
    .end('0;'.repeat(500)),
);
afterAll(() => other.close());

/** Opens a page of which alone is told from then on. */
const openAnew = async (path: string): Promise<void> => {
  await page.goto(`${site.origin}/next`);
  await forget(page);
  await page.goto(site.origin + path);
};

/** What is told of single resources, but for the plugins' own file, which is slow on a busy machine; and of all. */
const split = (events: Emitted[]) => {
  const of = (wanted: string) =>
    events.filter(({ name }) => name === wanted).map(({ attributes }) => attributes);
  return {
    single: of('browser.resource_timing').filter((one) => one['url.full'] !== `${site.origin}/plugins.js`),
    sums: of('browser.resources'),
  };
};

/** Waits until the browser has measured what was asked for by these paths. */
const measured = (paths: string[]): Promise<unknown> =>
  page.waitFor(
    (wanted) =>
      wanted.every((path) =>
        performance.getEntriesByType('resource').some(({ name }) => new URL(name).pathname === path),
      ),
    paths,
  );

/** Hides the page and shows it again. */
const hide = (): Promise<void> =>
  page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    dispatchEvent(new Event('visibilitychange'));
    delete (document as { hidden?: boolean }).hidden;
  });

const visit = async (path: string): Promise<Emitted[]> => {
  await page.goto(`${site.origin}/next`);
  await page.evaluate(() => localStorage.clear());
  await page.goto(site.origin + path);
  await goNext(page);
  return emitted(page);
};

test('slow and failed resources are told, and at the page’s end how many there were of each type', async () => {
  await visit('/');
  const told = await visit('/');
  const one = (path: string) =>
    told.find(({ attributes }) => attributes['url.full'] === site.origin + path)?.attributes;
  expect(one('/slow.svg')).toMatchObject({ 'sonde.resource.type': 'img' });
  expect(one('/slow.svg')?.['browser.resource_timing.duration']).toBeGreaterThanOrEqual(140);
  // Not every engine tells of the status.
  if (engine === 'chromium')
    expect(one('/missing/12345.css')).toMatchObject({ 'http.response.status_code': 404 });
  expect(JSON.stringify(told)).not.toContain('secret');
  const sum = told.at(-1);
  expect(sum?.name).toBe('browser.resources');
  const { attributes } = sum as Emitted;
  expect(attributes['sonde.resources.types']).toEqual(expect.arrayContaining(['script', 'img', 'link']));
  // The plugins' own file, and the one that was kept.
  const at = (attributes['sonde.resources.types'] as string[]).indexOf('script');
  expect((attributes['sonde.resources.counts'] as number[])[at]).toBe(2);
  if (engine !== 'webkit') expect(attributes['sonde.resources.cache_hit_rate']).toBeGreaterThan(0);
  // It does not tell of what came from there.
  else expect(attributes).not.toHaveProperty(['sonde.resources.cache_hit_rate']);
  expect(attributes['sonde.resources.bytes']).toBeGreaterThan(1_000);
  expect(attributes['sonde.resources.types']).not.toContain('fetch');
});

test('what was loaded before the visitor’s answer is not told', async () => {
  await page.goto(`${site.origin}/next`);
  await page.evaluate(() => localStorage.clear());
  await page.goto(`${site.origin}/late`);
  await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    localStorage['sonde.consent'] = JSON.stringify({ time: Date.now() });
    await new Promise((resolve) => setTimeout(resolve, 50));
    start(sonde.resources({ slow: 100, rate: 1 }));
    await new Promise((onload) =>
      document.body.append(Object.assign(new Image(), { src: '/slow.svg?2', onload })),
    );
  });
  await goNext(page);
  const told = await emitted(page);
  expect(told.map(({ name }) => name)).toEqual(['browser.resource_timing', 'browser.resources']);
  expect(told[1]?.attributes).toMatchObject({ 'sonde.resources.types': ['img'], 'sonde.resources.count': 1 });
});

test.runIf(once)('a session that is not drawn tells of none', async () => {
  // The site's session has an id whose low bits are 0.
  expect(await visit('/half')).toEqual([]);
});

/** The page is left, and of its resources scripts alone were told, in sum. */
const expectScriptsOnly = async (): Promise<void> => {
  await goNext(page);
  const { single, sums } = split(await emitted(page));
  expect(single).toEqual([]);
  expect(sums).toMatchObject([{ 'sonde.resources.types': ['script'] }]);
};

test.runIf(once)(
  'a beacon, Sonde’s own or another’s, is no resource: a page that does nothing is told once',
  async () => {
    await openAnew('/bare');
    await hide();
    await page.evaluate(() => {
      navigator.sendBeacon('/v1/logs', 'x');
      navigator.sendBeacon('/own/beacon?of=/main.js', 'x');
    });
    await measured(['/v1/logs', '/own/beacon']);
    await hide();
    await expectScriptsOnly();
  },
);

test('a stream of events and the tab’s icon are no resources', async () => {
  await openAnew('/icon');
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const stream = new EventSource('/stream');
        // It has ended, and would begin anew.
        stream.onerror = () => {
          stream.close();
          resolve();
        };
      }),
  );
  await measured(['/stream', '/icon.png']);
  await expectScriptsOnly();
});

test('fonts, preloaded modules and scripts of workers are resources, whatever the browser takes them for', async () => {
  await openAnew('/parts');
  await measured(['/worker.js', '/slow-module.mjs', '/slow-font.woff2']);
  await goNext(page);
  const { single, sums } = split(await emitted(page));
  // The plugins' own file, too.
  expect(sums).toMatchObject([{ 'sonde.resources.count': 4 }]);
  // Chromium measures no duration of a worker's script.
  expect(single.map((one) => one['url.full'])).toEqual(
    expect.arrayContaining(['/slow-font.woff2', '/slow-module.mjs'].map((path) => site.origin + path)),
  );
});

test('what a service worker fetched is not taken for kept, nor for fetched anew', async () => {
  await openAnew('/next');
  await page.evaluate(async () => {
    const { installing } = await navigator.serviceWorker.register('/pass-through.js', { scope: '/worked' });
    await new Promise<void>((resolve) =>
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'activated') resolve();
      }),
    );
  });
  try {
    await openAnew('/worked');
    expect(await page.evaluate(() => !!navigator.serviceWorker.controller)).toBe(true);
    await goNext(page);
    const { sums } = split(await emitted(page));
    expect(sums).toMatchObject([{ 'sonde.resources.counts': [2] }]);
    expect(sums[0]).not.toHaveProperty(['sonde.resources.cache_hit_rate']);
  } finally {
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration('/worked'))?.unregister());
  }
});

test('what another origin does not tell the transfer of is not taken for kept', async () => {
  await openAnew('/bare');
  await page.evaluate(
    (src) =>
      new Promise<void>((resolve) =>
        document.body.append(
          Object.assign(document.createElement('script'), {
            crossOrigin: 'anonymous',
            src,
            onload: () => resolve(),
          }),
        ),
      ),
    `${other.origin}/script.js`,
  );
  await measured(['/script.js']);
  await goNext(page);
  const { sums } = split(await emitted(page));
  expect(sums).toMatchObject([{ 'sonde.resources.counts': [2] }]);
  // The plugins' own file, which was not kept.
  expect(sums[0]?.['sonde.resources.cache_hit_rate']).toBe(engine === 'webkit' ? undefined : 0);
});
