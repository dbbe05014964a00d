import { expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { goNext } from './go-next.js';
import { type Emitted, emitted } from './plugins-site.js';
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
  },
  (request, response) => {
    if (request.url === '/kept.js')
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

test('a session that is not drawn tells of none', async () => {
  // The site's session has an id whose low bits are 0.
  expect(await visit('/half')).toEqual([]);
});
