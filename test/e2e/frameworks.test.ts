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
const query = new URLSearchParams(location.search);
const handled = window.handled = [];

const Basket = {
  name: 'Basket',
  setup: () => () => h('button', { id: 'break', onClick() {
    throw query.has('chained') ? 'the basket broke' : new RangeError('the basket broke');
  } }, 'Break'),
};
const Export = {
  __name: 'Export',
  setup() {
    const exportCsv = useFeature('export-csv');
    const id = ref('share');
    onMounted(exportCsv.exposed);
    return () => withDirectives(
      h('button', { id: 'export', onClick() { id.value = 'share-again'; exportCsv.completed(); } }, id.value),
      [[resolveDirective('feature'), query.has('unnamed') ? undefined : id.value]]);
  },
};
const Shop = {
  name: 'Shop',
  setup() {
    if (query.has('closed')) throw new RangeError('the shop is closed');
    return () => [h(Basket), h(Export)];
  },
};
const app = createApp(Shop);
const own = (error) => { handled.push(error.message ?? error); };
if (query.has('own')) app.config.errorHandler = own;
if (query.has('throws')) app.config.throwUnhandledErrorInProduction = true;
app.use(sondeVue(sonde));
if (query.has('late')) app.config.errorHandler = own;
if (query.has('chained')) {
  const before = app.config.errorHandler;
  app.config.errorHandler = (...all) => { own(all[0]); before?.(...all); };
}
try {
  app.mount('#app');
  window.outcome = 'mounted';
} catch (error) {
  window.outcome = error.message;
}`,
  svelte: `
import { mount } from 'svelte';
import Shop from './shop.svelte';
import { handleErrorWith } from 'sonde/svelte';
import { sonde } from 'start';
mount(Shop, { target: document.querySelector('#app') });
const handle = handleErrorWith(sonde, () => ({ message: 'own' }));
window.answers = [404, 500].map((status) => handle({ error: new Error('status ' + status), status, event: { route: { id: '/[shop]' } } }).message);
handleErrorWith(sonde)({ error: new Error('of nobody'), status: 500, event: { route: { id: '/' } } });`,
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

const bundle = async (framework: string, mode = 'production'): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: `import '${framework}-application';`, resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    write: false,
    define: { 'process.env.NODE_ENV': `"${mode}"` },
    conditions: ['browser', mode],
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
declare const handled: string[];
declare const sonde: import('../../src/sonde.js').Sonde;

let site: PageServer;
let browser: Browser;
beforeAll(async () => {
  site = await startPageServer();
  site.mount('/telemetry', (_, response) => void response.end('{}'));
  const scripts = {
    react: await bundle('react'),
    vue: await bundle('vue'),
    'vue-development': await bundle('vue', 'development'),
    svelte: await bundle('svelte'),
  };
  for (const [framework, script] of Object.entries(scripts)) {
    site.serve(`/${framework}.js`, script);
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

/** A button that is a feature gets another id when it is pressed: it is told under both. */
const expectRenamed = async (page: Page): Promise<void> => {
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
};

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

test.each(['vue', 'vue?own', 'vue?late', 'vue?chained', 'vue-development?own', 'vue-development?late'])(
  '%s: errors in components, the directive and features',
  async (path) => {
    const page = await open(path);
    await expectRenamed(page);
    await page.click('#break');
    const [caught] = await exceptions(page, 1);
    const own = path !== 'vue';
    expect(caught).toMatchObject({
      'exception.message': 'the basket broke',
      'sonde.exception.source': 'captured',
      'sonde.exception.handled': own,
    });
    // A text bears no components.
    if (!path.endsWith('chained'))
      expect(caught?.['exception.stacktrace']).toMatch(/^RangeError[\s\S]*at <Basket>\n\s+at <Shop>/);
    expect(await page.evaluate(() => handled)).toEqual(own ? ['the basket broke'] : []);
    expect(await page.evaluate(() => logged)).toEqual(own ? [] : ['RangeError: the basket broke']);
    expect(await page.evaluate(() => uncaught)).toEqual([]);
    await page.close();
  },
);

test.each(['vue?throws', 'vue-development'])(
  '%s: what Vue throws where nobody handles it, it throws with Sonde, too',
  async (path) => {
    const page = await open(path);
    await page.click('#break');
    await page.waitFor(() => uncaught.length > 0);
    const [thrown] = await exceptions(page, 1);
    expect(thrown).toMatchObject({
      'exception.message': 'the basket broke',
      'sonde.exception.source': 'error',
      'sonde.exception.handled': false,
    });
    await page.close();
  },
);

test('Vue: what is marked with nothing is no feature', async () => {
  const page = await open('vue?unnamed');
  await page.click('#export');
  expect(await page.evaluate(() => document.querySelector('#export')?.hasAttribute('data-feature'))).toBe(
    false,
  );
  await page.close();
});

test.each([
  ['vue?closed', 'mounted', 1],
  ['vue?closed&own', 'mounted', 1],
  // The application caught it.
  ['vue?closed&throws', 'the shop is closed', 0],
  ['vue-development?closed', 'the shop is closed', 0],
] as const)('%s: mounting ends as without Sonde', async (path, outcome, recorded) => {
  const page = await browser.newPage(`${site.origin}/${path}`);
  await page.waitFor(() => Reflect.has(window, 'outcome'));
  expect(await page.evaluate(() => Reflect.get(window, 'outcome'))).toBe(outcome);
  await exceptions(page, recorded);
  await page.close();
});

test('Svelte: a boundary, SvelteKit’s hook, the action and features', async () => {
  const page = await open('svelte');
  const [route, ofNobody] = await exceptions(page, 2);
  expect(await page.evaluate(() => Reflect.get(window, 'answers'))).toEqual(['own', 'own']);
  expect(route).toMatchObject({ 'exception.message': 'status 500', 'sonde.exception.handled': true });
  expect(ofNobody).toMatchObject({ 'exception.message': 'of nobody', 'sonde.exception.handled': false });
  expect(route?.['exception.stacktrace']).toContain('at route /[shop]');
  await expectRenamed(page);
  await page.click('#break');
  await page.waitFor(() => document.querySelector('#again')?.textContent === 'the basket broke');
  const [, , caught] = await exceptions(page, 3);
  expect(caught).toMatchObject({ 'exception.type': 'RangeError', 'sonde.exception.handled': true });
  await page.click('#again');
  await page.waitFor(() => document.querySelector('#whole')?.textContent === 'whole');
  await page.close();
});
