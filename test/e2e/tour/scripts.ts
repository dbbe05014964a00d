import { readFileSync } from 'node:fs';
import { pageOf, type Stop, settle } from './stop.js';

const own = (text: string): string => `<script nonce="own">${text}</script>`;
const button = (id: string, work: string): string =>
  `<button id="${id}">${id}</button>${own(`document.getElementById('${id}').onclick = ${work};`)}`;

/** Pages whose scripts are hostile: they patch, freeze, fail, forbid, come twice. */
export const SCRIPTS: readonly Stop[] = [
  {
    name: 'zone',
    why: 'zone.js exchanges listeners, timers, promises and fetch for its own',
    serve: (site) => site.serve('/zone.js', readFileSync('node_modules/zone.js/bundles/zone.umd.js', 'utf8')),
    html: (place) =>
      pageOf(
        place,
        '<script src="/zone.js"></script>',
        `${button('throws', "() => { throw new RangeError('in a zone'); }")}${button('rejects', "async () => { throw new TypeError('rejected in a zone'); }")}${button('untold', "() => { Promise.reject(new TypeError('told to nobody')); }")}`,
      ),
    async act(page) {
      await page.click('#throws');
      await page.click('#rejects');
      await page.click('#untold');
      await settle(page);
    },
    // Rejections of its own promises zone.js writes to the console, and tells no listener; async functions have others.
    counts: {
      clicks: ['throws', 'rejects', 'untold'],
      errors: ['in a zone', 'rejected in a zone'],
    },
  },
  {
    name: 'prototypes',
    why: 'prototypes carry what Prototype.js and worse gave them',
    html: (place) =>
      pageOf(
        place,
        own(`
          Array.prototype.toJSON = function () { return 'array'; };
          String.prototype.toJSON = function () { return 'string'; };
          Object.prototype.extra = 'inherited';
          Array.prototype.each = Array.prototype.forEach;
          Function.prototype.bind = function (self, ...first) { const work = this; return function (...rest) { return work.apply(self, first.concat(rest)); }; };
          Element.prototype.closest = () => null;`),
        button('one', "() => { throw new Error('patched'); }"),
      ),
    async act(page) {
      await page.click('#one');
    },
    counts: { clicks: ['one'], errors: ['patched'] },
  },
  {
    name: 'frozen',
    why: 'what the language gives is frozen, as lockdown does',
    html: (place) =>
      pageOf(
        place,
        own(
          `for (const one of [Object, Array, Function, Promise, Map, Set, Error]) { Object.freeze(one.prototype); Object.freeze(one); }`,
        ),
        button('one', "() => { throw new Error('frozen'); }"),
      ),
    async act(page) {
      await page.click('#one');
    },
    counts: { clicks: ['one'], errors: ['frozen'] },
  },
  {
    name: 'patched',
    why: 'fetch, XMLHttpRequest, JSON, Promise and Date are wrapped by other tools',
    html: (place) =>
      pageOf(
        place,
        own(`
          const { fetch } = window;
          window.fetch = async function (...what) { await null; return fetch.apply(this, what); };
          const { stringify } = JSON;
          JSON.stringify = (...what) => stringify(...what);
          const { send } = XMLHttpRequest.prototype;
          XMLHttpRequest.prototype.send = function (body) { this.setRequestHeader('x-tool', '1'); return send.call(this, body); };
          window.Promise = class extends Promise { then(...work) { return super.then(...work); } };
          const { now } = Date;
          Date.now = () => now() + 0.5;`),
        button(
          'asks',
          "async () => { const answer = await fetch('/pages/tour/next.html'); seen.own.push(answer.status); }",
        ),
      ),
    async act(page) {
      await page.click('#asks');
      await page.waitFor(() => Reflect.get(window, 'seen').own.length === 1);
    },
    counts: { clicks: ['asks'] },
  },
  {
    name: 'storm',
    why: 'a loop throws a thousand times, and twenty errors differ',
    html: (place) => pageOf(place, '', own('const fail = (text) => { throw new Error(text); };')),
    async act(page) {
      await page.evaluate(async () => {
        const wait = () => new Promise((resolve) => setTimeout(resolve));
        for (let round = 0; round < 10; round++) {
          for (let time = 0; time < 100; time++)
            setTimeout(() => {
              throw new Error('the same');
            });
          await wait();
        }
        for (const letter of 'abcdefghijklmnopqrst')
          setTimeout(() => {
            throw new Error(`another ${letter}`);
          });
        await wait();
      });
      await settle(page);
    },
    counts: {
      errors: [
        ...Array(1_000).fill('the same'),
        ...[...'abcdefghijklmnopqrst'].map((letter) => `another ${letter}`),
      ],
    },
  },
  {
    name: 'strict',
    why: 'the policy allows one nonce and one origin, and asks for trusted types',
    html: (place) => pageOf(place, '', button('one', "() => { throw new Error('strict'); }")),
    headers: {
      'content-security-policy':
        "default-src 'none'; script-src 'nonce-own'; connect-src 'self'; img-src data:; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    },
    async act(page) {
      await page.click('#one');
    },
    counts: { clicks: ['one'], errors: ['strict'] },
  },
  {
    name: 'twice',
    why: 'the script tag is there twice',
    html: (place) => pageOf(place, place.tag, button('one', "() => { throw new Error('once'); }")),
    async act(page) {
      await page.click('#one');
    },
    counts: { clicks: ['one'], errors: ['once'] },
  },
  {
    name: 'copies',
    why: 'another copy of the package, of another application, is on the page',
    async serve(site) {
      await site.serveBundle(
        '/copy.js',
        `import { init, clicks, pageViews, errors } from 'sonde';
         init({ endpoint: '/telemetry', service: 'tour-other', consent: 'granted', plugins: [pageViews(), clicks(), errors()] });`,
      );
    },
    html: (place) =>
      pageOf(
        place,
        place.tag && '<script type="module" src="/copy.js"></script>',
        button('one', "() => { throw new Error('for both'); }"),
      ),
    async act(page) {
      await page.click('#one');
    },
    counts: { clicks: ['one'], errors: ['for both'] },
  },
  {
    name: 'swallowed',
    why: 'the page stops every event, takes every error, and makes the console its own',
    html: (place) =>
      pageOf(
        place,
        own(`
          console.log = console.error = console.debug = () => { throw new Error('no console'); };
          window.onerror = () => true;`),
        `${button('one', "(event) => { event.preventDefault(); event.stopImmediatePropagation(); throw new Error('taken'); }")}${own(`
          for (const type of ['click', 'pointerdown', 'mousedown']) document.addEventListener(type, (event) => event.stopPropagation(), true);`)}`,
      ),
    async act(page) {
      await page.click('#one');
      await page.evaluate(() =>
        later(() => {
          throw new Error('taken');
        }),
      );
    },
    // The page's own handler does not see the click.
    counts: { clicks: ['one'], errors: ['taken'] },
  },
  {
    name: 'worker',
    why: 'a service worker stands before every request',
    serve(site) {
      site.serve(
        '/worker.js',
        `addEventListener('install', () => skipWaiting());
         addEventListener('activate', (event) => event.waitUntil(clients.claim()));
         addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));`,
        { 'service-worker-allowed': '/worker' },
      );
    },
    html: (place) =>
      pageOf(
        place,
        '',
        `${button('one', "() => { throw new Error('behind a worker'); }")}${own(`
          (async () => {
            await navigator.serviceWorker?.register('/worker.js', { scope: '/worker' });
            if (navigator.serviceWorker && !navigator.serviceWorker.controller) await new Promise((resolve) => { navigator.serviceWorker.oncontrollerchange = resolve; });
          })().catch(() => {}).then(() => { window.ready = true; });`)}`,
      ),
    async act(page) {
      await page.waitFor(() => Reflect.get(window, 'ready') === true);
      await page.click('#one');
    },
    counts: { clicks: ['one'], errors: ['behind a worker'] },
  },
];

declare const later: (work: () => void) => Promise<void>;
