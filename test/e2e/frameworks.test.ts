import { build } from 'esbuild';
import { compile } from 'svelte/compiler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { type PageServer, startPageServer } from '../helpers/page-server.js';
import { borrowBrowser } from '../helpers/shared-browser.js';

/** Applications of React, Vue and Svelte, as their users write them, bundled with the package. */

const START = `
import { init, errors, features } from 'sonde';
const kept = [], uncaught = [], logged = [];
addEventListener('error', (event) => uncaught.push(event.message));
const log = console.error;
console.error = (...what) => { logged.push(String(what[0])); log(...what); };
export const sonde = init({
  endpoint: '/telemetry',
  service: 'frameworks',
  consent: 'granted',
  plugins: [errors(), features()],
  onKept: (record) => kept.push(JSON.parse(record)),
});
Object.assign(window, { kept, uncaught, logged, sonde });`;

const FILES: Readonly<Record<string, string>> = {
  start: START,
  react: `
import { createElement as h, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { ErrorBoundary, rootHandlers, useFeature } from 'sonde/react';
import { sonde } from 'start';

function Fragile({ isBroken }) {
  if (isBroken) throw new RangeError('the basket broke');
  return h('p', { id: 'whole' }, 'whole');
}
function Basket() {
  const [isBroken, breakIt] = useState(false);
  return h('div', null,
    h('button', { id: 'break', onClick: () => breakIt(true) }, 'Break'),
    h(ErrorBoundary, { sonde, fallback: (error, reset) => h('button', { id: 'again', onClick: () => { breakIt(false); reset(); } }, error.message) },
      h(Fragile, { isBroken })));
}
function Export() {
  const exportCsv = useFeature(sonde, 'export-csv');
  const [times, again] = useState(0);
  useEffect(exportCsv.exposed, [exportCsv]);
  return h('button', { id: 'export', 'data-feature': 'share', onClick: () => { again(times + 1); exportCsv.completed(); } }, times);
}
function Bomb() {
  const [isLit, light] = useState(false);
  if (isLit) throw new TypeError('the page is gone');
  return h('button', { id: 'bomb', onClick: () => light(true) }, 'Bomb');
}
const root = document.querySelector('#app');
const parts = ['first', 'second'].map((id) => root.appendChild(Object.assign(document.createElement('div'), { id })));
createRoot(parts[0], rootHandlers(sonde)).render([h(Basket, { key: 1 }), h(Export, { key: 2 })]);
createRoot(parts[1], rootHandlers(sonde)).render(h(Bomb));`,
  vue: `
import { createApp, h, onMounted, ref, resolveDirective, withDirectives } from 'vue';
import { sondeVue, useFeature } from 'sonde/vue';
import { sonde } from 'start';

const Basket = {
  name: 'Basket',
  setup: () => () => h('button', { id: 'break', onClick() { throw new RangeError('the basket broke'); } }, 'Break'),
};
const Export = {
  __name: 'Export',
  setup() {
    const exportCsv = useFeature('export-csv');
    const id = ref('share');
    onMounted(exportCsv.exposed);
    return () => withDirectives(
      h('button', { id: 'export', onClick() { id.value = 'share-again'; exportCsv.completed(); } }, id.value),
      [[resolveDirective('feature'), id.value]]);
  },
};
const Shop = { name: 'Shop', setup: () => () => [h(Basket), h(Export)] };
const app = createApp(Shop);
const before = [];
if (location.search === '?own') app.config.errorHandler = (error) => before.push(error.message);
window.before = before;
app.use(sondeVue(sonde)).mount('#app');`,
  svelte: `
import { mount } from 'svelte';
import Shop from './shop.svelte';
import { handleErrorWith } from 'sonde/svelte';
import { sonde } from 'start';
mount(Shop, { target: document.querySelector('#app') });
const handle = handleErrorWith(sonde, () => ({ message: 'own' }));
window.answers = [404, 500].map((status) => handle({ error: new Error('status ' + status), status, event: { route: { id: '/[shop]' } } }).message);`,
  './shop.svelte': `
<script>
  import { feature } from 'sonde';
  import { markFeature, onBoundaryError } from 'sonde/svelte';
  import { sonde } from 'start';
  let broken = $state(false), id = $state('share');
  const exportCsv = feature(sonde, 'export-csv');
  const fragile = () => { if (broken) throw new RangeError('the basket broke'); return 'whole'; };
  $effect(() => exportCsv.exposed());
</script>
<button id="break" onclick={() => (broken = true)}>Break</button>
<svelte:boundary onerror={onBoundaryError(sonde)}>
  <p id="whole">{fragile()}</p>
  {#snippet failed(error, reset)}<button id="again" onclick={() => { broken = false; reset(); }}>{error.message}</button>{/snippet}
</svelte:boundary>
<button id="export" use:markFeature={id} onclick={() => { id = 'share-again'; exportCsv.completed(); }}>{id}</button>`,
};

const bundle = async (framework: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: `import '${framework}-application';`, resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    write: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    conditions: ['browser', 'production'],
    logLevel: 'error',
    plugins: [
      {
        name: 'files',
        setup(on) {
          on.onResolve({ filter: /^(start|\.\/shop\.svelte)$|-application$/ }, ({ path }) => ({
            path: path.replace('-application', ''),
            namespace: 'files',
          }));
          on.onLoad({ filter: /./, namespace: 'files' }, ({ path }) => ({
            contents: path.endsWith('.svelte')
              ? compile(FILES[path] ?? '', { generate: 'client', filename: 'shop.svelte' }).js.code
              : (FILES[path] ?? ''),
            resolveDir: process.cwd(),
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
};

interface Kept {
  eventName: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}
declare const kept: Kept[];
declare const uncaught: string[];
declare const logged: string[];
declare const sonde: import('../../src/sonde.js').Sonde;

let site: PageServer;
let browser: Browser;
beforeAll(async () => {
  site = await startPageServer();
  site.mount('/telemetry', (_, response) => void response.end('{}'));
  for (const framework of ['react', 'vue', 'svelte']) {
    site.serve(`/${framework}.js`, await bundle(framework));
    site.serve(
      `/${framework}`,
      `<!doctype html><link rel="icon" href="data:,"><title>${framework}</title><div id="app"></div><script type="module" src="/${framework}.js"></script>`,
      // None of it needs more.
      {
        'content-security-policy':
          "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; style-src 'unsafe-inline'",
      },
    );
  }
  browser = await borrowBrowser(engine);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const open = async (path: string): Promise<Page> => {
  const page = await browser.newPage(`${site.origin}/${path}`);
  await page.waitFor(() => typeof sonde === 'object' && document.querySelector('#export') !== null);
  return page;
};

/** What was kept so far: of each event its name and attributes. */
const events = async (page: Page): Promise<{ name: string; [attribute: string]: unknown }[]> =>
  (await page.evaluate(() => kept)).map(({ eventName, attributes }) => ({
    name: eventName,
    ...Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
  }));

/** Waits until so many exceptions were kept, and expects no more. */
const exceptions = async (page: Page, count: number): Promise<Record<string, unknown>[]> => {
  await page.waitFor(
    (wanted) => kept.filter(({ eventName }) => eventName === 'exception').length >= wanted,
    count,
  );
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(undefined)))),
  );
  const found = (await events(page)).filter(({ name }) => name === 'exception');
  expect(found).toHaveLength(count);
  return found;
};

/** What is told of features; that the button was seen is told by the clock. */
const featuresOf = async (page: Page): Promise<unknown[]> =>
  (await events(page))
    .filter(({ name }) => name.startsWith('feature.'))
    .map((event) => [event.name, event['feature.id']])
    .filter(([name, id]) => name !== 'feature.exposed' || id === 'export-csv');

test('React: a boundary, the root’s callbacks, and features', async () => {
  const page = await open('react');
  await page.click('#export');
  await page.click('#export');
  expect(await featuresOf(page)).toEqual([
    ['feature.exposed', 'export-csv'],
    ['feature.used', 'share'],
    ['feature.completed', 'export-csv'],
    ['feature.used', 'share'],
    ['feature.completed', 'export-csv'],
  ]);

  await page.click('#break');
  await page.waitFor(() => document.querySelector('#again')?.textContent === 'the basket broke');
  const [caught] = await exceptions(page, 1);
  expect(caught).toMatchObject({ 'exception.type': 'RangeError', 'sonde.exception.handled': true });
  expect(caught?.['exception.stacktrace']).toMatch(/Caused by: Components: in\n/);
  await page.click('#again');
  await page.waitFor(() => document.querySelector('#whole') !== null);
  expect(await page.evaluate(() => uncaught)).toEqual([]);
  expect(await page.evaluate(() => logged)).toEqual(['RangeError: the basket broke']);

  await page.click('#bomb');
  await page.waitFor(() => uncaught.length > 0);
  const [, gone] = await exceptions(page, 2);
  expect(gone).toMatchObject({
    'exception.type': 'TypeError',
    'exception.message': 'the page is gone',
    'sonde.exception.handled': false,
    'sonde.exception.source': 'error',
  });
  expect(gone?.['exception.stacktrace']).toMatch(/Caused by: Components: in\n/);
  expect(await page.evaluate(() => uncaught.length)).toBe(1);
  await page.close();
});

test.each(['vue', 'vue?own'])('%s: errors in components, the directive and features', async (path) => {
  const page = await open(path);
  await page.click('#export');
  await page.waitFor(() => document.querySelector('#export')?.textContent === 'share-again');
  await page.click('#export');
  expect(await featuresOf(page)).toEqual([
    ['feature.exposed', 'export-csv'],
    ['feature.used', 'share'],
    ['feature.completed', 'export-csv'],
    ['feature.used', 'share-again'],
    ['feature.completed', 'export-csv'],
  ]);
  await page.click('#break');
  const [caught] = await exceptions(page, 1);
  expect(caught).toMatchObject({
    'exception.type': 'RangeError',
    'exception.message': 'the basket broke',
    'sonde.exception.handled': true,
  });
  expect(caught?.['exception.stacktrace']).toMatch(/at <Basket>\n\s+at <Shop>/);
  const own = path.endsWith('own');
  expect(await page.evaluate(() => Reflect.get(window, 'before'))).toEqual(own ? ['the basket broke'] : []);
  expect(await page.evaluate(() => logged)).toEqual(own ? [] : ['RangeError: the basket broke']);
  await page.close();
});

test('Svelte: a boundary, SvelteKit’s hook, the action and features', async () => {
  const page = await open('svelte');
  const [route] = await exceptions(page, 1);
  expect(await page.evaluate(() => Reflect.get(window, 'answers'))).toEqual(['own', 'own']);
  expect(route).toMatchObject({ 'exception.message': 'status 500' });
  expect(route?.['exception.stacktrace']).toContain('at route /[shop]');
  await page.click('#export');
  await page.waitFor(() => document.querySelector('#export')?.textContent === 'share-again');
  await page.click('#export');
  expect(await featuresOf(page)).toEqual([
    ['feature.exposed', 'export-csv'],
    ['feature.used', 'share'],
    ['feature.completed', 'export-csv'],
    ['feature.used', 'share-again'],
    ['feature.completed', 'export-csv'],
  ]);
  await page.click('#break');
  await page.waitFor(() => document.querySelector('#again')?.textContent === 'the basket broke');
  const [, caught] = await exceptions(page, 2);
  expect(caught).toMatchObject({ 'exception.type': 'RangeError', 'sonde.exception.handled': true });
  await page.click('#again');
  await page.waitFor(() => document.querySelector('#whole')?.textContent === 'whole');
  await page.close();
});
