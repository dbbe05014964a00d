import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from '../../helpers/browser.js';
import { engine } from '../../helpers/engine.js';
import { once } from '../../helpers/once.js';
import { borrowBrowser } from '../../helpers/shared-browser.js';
import { SOURCES, type SourceUnderTest } from './source.js';
import { openVisit } from './visit.js';

/** The control: builds of Sonde that leak, most of them for a moment only, must be caught by the suite's own eyes. */

let browser: Browser;
beforeAll(async () => {
  browser = await borrowBrowser(engine, { preferences: { 'privacy.globalprivacycontrol.enabled': false } });
});
afterAll(() => browser?.close());

const [manual] = SOURCES as readonly [SourceUnderTest];

/** A source's build with something in its file that does not belong there. */
const leaking = (leak: string, source: SourceUnderTest): SourceUnderTest => ({
  ...source,
  async serve(site) {
    await source.serve?.(site);
    site.serve('/leaking.js', `${readFileSync(source.script.slice(1), 'utf8')}\n;${leak}`);
  },
});

const open = (leak: string, source = manual) =>
  openVisit(browser, leaking(leak, source), {
    privacySignal: 'off',
    tabs: 1,
    isHastened: true,
    script: '/leaking.js',
  });

/** What is done and undone at once, and how the suite must call it. */
const LEAKS: readonly (readonly [leak: string, caught: string])[] = [
  ["document.cookie = 'id=1'; document.cookie = 'id=; max-age=0'", 'cookie write id'],
  [
    "localStorage['sonde.shop.visitor'] = 1; delete localStorage['sonde.shop.visitor']",
    'localStorage write sonde.shop.visitor',
  ],
  ["localStorage.setItem('visitor', 1); localStorage.removeItem('visitor')", 'localStorage write visitor'],
  [
    "Storage.prototype.setItem.call(sessionStorage, 'tab', 1); sessionStorage.clear()",
    'sessionStorage write tab',
  ],
  ["indexedDB.open('sonde.shop.'); indexedDB.deleteDatabase('sonde.shop.')", 'indexedDB write sonde.shop.'],
  ["caches.open('leak').then(() => caches.delete('leak'))", 'cache write leak'],
  ["navigator.serviceWorker.register('/worker.js').catch(() => {})", 'worker write ORIGIN/worker.js'],
  ["window.name = 'visitor-1'; window.name = ''", 'window.name write visitor-1'],
  [
    "fetch('/telemetry/early', { signal: AbortSignal.abort() }).catch(() => {})",
    'request write ORIGIN/telemetry/early',
  ],
  [
    "{ const request = new XMLHttpRequest(); request.open('POST', '/telemetry/xhr'); request.send(); request.abort() }",
    'request write ORIGIN/telemetry/xhr',
  ],
  ["navigator.sendBeacon('/telemetry/beacon')", 'request write ORIGIN/telemetry/beacon'],
  ["new WebSocket('/telemetry/socket').close()", 'request write ORIGIN/telemetry/socket'],
  ["new EventSource('/telemetry/source').close()", 'request write ORIGIN/telemetry/source'],
  [
    "{ const image = new Image(); image.src = '/telemetry/pixel'; image.src = '' }",
    'request write ORIGIN/telemetry/pixel',
  ],
  [
    "document.createElement('script').setAttribute('src', '/telemetry/script')",
    'request write ORIGIN/telemetry/script',
  ],
  ["new BroadcastChannel('leak').close()", 'channel write leak'],
  [
    "{ const one = () => {}; addEventListener('click', one); removeEventListener('click', one) }",
    'listener write window click',
  ],
  [
    "{ const one = new PerformanceObserver(() => {}); one.observe({ type: 'resource' }); one.disconnect() }",
    'observer write PerformanceObserver resource',
  ],
  [
    '{ const { pushState } = history; history.pushState = () => {}; history.pushState = pushState }',
    'patch write history.pushState',
  ],
  ...(engine === 'chromium' ? [["cookieStore.set('store', '1')", 'cookie write store'] as const] : []),
];

// At once, each on an origin of its own.
test.concurrent('before an answer: every attempt is caught, though it is undone', async () => {
  // One that throws must not hide the others.
  const visit = await open(
    LEAKS.map(([leak]) => `try { ${leak} } catch (error) { console.error(error) }`).join('\n'),
  );
  try {
    const breaches = (await visit.breaches()).map((line) => line.replace(/http:\/\/[^/]+/, 'ORIGIN'));
    for (const [leak, caught] of LEAKS) expect(breaches, leak).toContain(`unknown: attempt: ${caught}`);
    // Seen by the server as well, where the request was not called back.
    expect(breaches).toContain('unknown: at the server: request write ORIGIN/telemetry/beacon');
    expect(breaches).toContain('unknown: in the network log: request write ORIGIN/telemetry/beacon');
  } finally {
    await visit.close();
  }
});

/** What stays after a withdrawal, how that is done, and how the suite must call it. */
const LASTING = [
  [
    'a listener that stays',
    "addEventListener('scroll', () => {})",
    'still there: listener write window scroll',
  ],
  [
    'a key that stays',
    "sonde.consent.onChange(() => { localStorage['sonde.shop.last'] = 1 })",
    'on the device: localStorage write sonde.shop.last',
  ],
  [
    'a last word',
    "sonde.consent.onChange((consent) => { if (consent.analytics === 'denied') fetch('/telemetry/v1/logs', { method: 'POST', body: '' }) })",
    'at the server: request write ORIGIN/telemetry/v1/logs',
  ],
  [
    'a database that stays',
    "setInterval(() => { if (sonde.consent.state().analytics === 'denied') indexedDB.open('sonde.shop.') }, 100)",
    'on the device: indexedDB write sonde.shop.',
  ],
] as const;

// What a listener and a database leave is found by means that differ between the engines.
test.concurrent.each(LASTING.filter(([kind]) => once || /listener|database/.test(kind)))(
  'after a withdrawal: %s',
  async (_, leak, caught) => {
    const visit = await open(leak);
    try {
      await visit.answer('granted', manual.grant);
      await visit.exercise();
      await visit.breaches();
      await visit.answer('withdrawn', manual.deny);
      await visit.exercise();
      const breaches = (await visit.breaches()).map((line) => line.replace(/http:\/\/[^/]+/, 'ORIGIN'));
      expect(
        breaches.some((line) => line.endsWith(caught)),
        breaches.join('\n'),
      ).toBe(true);
    } finally {
      await visit.close();
    }
  },
);

// Before the manager has told of the answer a batch may leave; after that it is a last word, though the grant stood when
// the visitor pressed.
(once ? test.concurrent : test.skip).each([
  ['Cookiebot', "addEventListener('CookiebotOnDecline', () => send())"],
  [
    'Google Consent Mode v2',
    '{ const { push } = dataLayer; dataLayer.push = (...all) => (push.apply(dataLayer, all), send()) }',
  ],
])('while a withdrawal is given to %s: a last word', async (name, last) => {
  const source = SOURCES.find((one) => one.name === name) as SourceUnderTest;
  const visit = await open(
    `{ const send = () => fetch('/telemetry/v1/logs', { method: 'POST', body: '' });
       sonde.consent.onChange(({ analytics }) => { if (analytics === 'granted') ${last} }) }`,
    source,
  );
  try {
    await visit.answer('granted', source.grant);
    expect(await visit.breaches()).toEqual([]);
    await visit.answer('withdrawn', source.withdraw ?? source.deny);
    expect((await visit.breaches()).map((line) => line.replace(/http:\/\/[^/]+/, 'ORIGIN'))).toContain(
      'granted → withdrawn: attempt: request write ORIGIN/telemetry/v1/logs',
    );
  } finally {
    await visit.close();
  }
});
