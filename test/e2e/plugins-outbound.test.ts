import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { once } from '../helpers/once.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { emitted, forget, type Site, serve } from './plugins-site.js';

let site: Site;
let other: Site;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  other = await serve({ '/': 'other' });
  site = await serve({
    '/': `<base href="/deep/">
      <a id="out" href="${other.origin}/"><b id="inside">out</b></a>
      <svg width="80" height="20"><a href="${other.origin}/drawn"><text id="drawn" y="15">drawn</text></a></svg>
      <a id="file" href="report.pdf?secret=1">file</a><a id="named" href="/none" download>named</a>
      <a id="near" href="/none">near</a><a id="bad" href="http://[">bad</a><a id="empty">empty</a>
      <img usemap="#map" width="60" height="20" src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>">
      <map name="map"><area id="area" shape="rect" coords="0,0,60,20" href="${other.origin}/area"></map>
      <a id="person" href="${other.origin}/p?a=b#ann-smith">person</a><a id="route" href="${other.origin}/#/people">route</a>
      <a id="mail" href="mailto:ann@example.org">mail</a>
      <p data-telemetry="off"><a id="private" href="${other.origin}/">private</a></p><shadow-link></shadow-link>
      <script>
        customElements.define('shadow-link', class extends HTMLElement {
          constructor() { super().attachShadow({ mode: 'open' }).innerHTML = '<a id="deep" href="${other.origin}/deep">deep</a>'; }
        });
        const hold = (event) => { if (event.composedPath().every(({ id }) => id !== 'out')) event.preventDefault(); };
        addEventListener('click', hold, true);
        start(sonde.outbound());
      </script>`,
    '/notes': `<a id="note" href="/note.md">note</a><script>
        addEventListener('click', (event) => event.preventDefault());
        start(sonde.outbound({ downloads: /\\.md$/g }));
      </script>`,
    '/none': '',
  });
  browser = await borrowBrowser(engine);
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  other?.close();
});
beforeEach(async () => {
  await page.goto(`${site.origin}/`);
  await forget(page);
});

const told = async (): Promise<string[]> =>
  (await emitted(page)).map(({ attributes }) =>
    [attributes['sonde.link.kind'], attributes['url.full'], attributes['sonde.pointer.type']]
      .join(' ')
      .replace(site.origin, '')
      .replace(other.origin, 'other'),
  );

test('links to other origins and to files are told, in drawings and shadow roots too', async () => {
  for (const selector of ['#drawn', '#deep', '#file', '#named']) await page.click(selector);
  expect(await told()).toEqual([
    'outbound other/drawn mouse',
    'outbound other/deep mouse',
    'download /deep/report.pdf?secret=1 mouse',
    'download /none mouse',
  ]);
});

test.runIf(once)('of a fragment only a route is told', async () => {
  for (const selector of ['#person', '#route']) await page.click(selector);
  expect(await told()).toEqual(['outbound other/p?a=b mouse', 'outbound other/#/people mouse']);
});

test.runIf(once)('a pattern of files that has the flag `g` is one each time', async () => {
  await page.goto(`${site.origin}/notes`);
  for (let time = 0; time < 3; time++) await page.click('#note');
  expect(await told()).toEqual(Array(3).fill('download /note.md mouse'));
});

test.runIf(once)('a link of an image map is told', async () => {
  await page.evaluate(() => document.querySelector<HTMLElement>('#area')?.focus());
  await page.press('Enter');
  // Firefox says that it was the mouse.
  expect(await told()).toEqual([expect.stringMatching(/^outbound other\/area /)]);
});

test('no other link is, nor anything private', async () => {
  for (const selector of ['#near', '#bad', '#empty', '#mail', '#private']) await page.click(selector);
  await page.evaluate(() => document.querySelector<HTMLElement>('#deep, #file')?.click());
  expect(await told()).toEqual([]);
});

test('the link is told before the page is left, and followed', async () => {
  await page.click('#inside');
  await page.waitFor(
    (origin) => location.origin === origin && document.readyState === 'complete',
    other.origin,
  );
  await page.goto(`${site.origin}/none`);
  expect(await told()).toEqual(['outbound other/ mouse']);
});
