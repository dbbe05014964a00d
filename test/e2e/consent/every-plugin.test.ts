import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Browser, Page } from '../../helpers/browser.js';
import { deviceState } from '../../helpers/device-state.js';
import { engine } from '../../helpers/engine.js';
import { once, orFirst } from '../../helpers/once.js';
import { borrowBrowser } from '../../helpers/shared-browser.js';
import { bundle } from '../../pages/cmp/cmp.js';
import { fromGranted, untilDenied } from './course.js';
import { SOURCES, type SourceUnderTest } from './source.js';
import { openVisit, type Visit } from './visit.js';

/**
 * An application with every plugin that there is, save those of web-vitals, which cannot be undone: nothing may be left of
 * any of them where there is no grant, not even a listener. And each purpose has only its own.
 */

vi.setConfig({ maxConcurrency: 3, testTimeout: 120_000 });

const APPLICATION = `
import UAParser from 'ua-parser-js';
import * as all from 'sonde';

const { adoption, campaign, clicks, consoleErrors, context, crash, device, engagement, errorOrigins, errors, features, flags,
  frustration, init, outbound, pageLoad, pageViews, reloadLoops, remoteSampling, reports, requests, resources,
  responsiveness, sessions, settings, transactions } = all;
const { endpoint, service } = document.currentScript.dataset;
const featureFlags = flags();
window.sonde = init({
  endpoint, service, erase: true, sample: remoteSampling(),
  plugins: [
    campaign(), engagement(pageViews()), sessions(), clicks(), outbound(), frustration(), features(), adoption(), settings(),
    context(), device(UAParser), featureFlags, transactions(), errors(), reloadLoops(), errorOrigins(), consoleErrors(),
    requests(), pageLoad(), resources({ rate: 1 }), responsiveness(), reports(), crash(),
  ],
});
window.use = () => {
  all.transaction(sonde, 'checkout').step('address');
  all.setting(sonde, 'sound', Math.random());
  all.captureException(sonde, new Error('caught'));
  all.feature(sonde, 'by-hand').used();
  featureFlags.finally({ flagKey: 'colour' }, { value: 'red', variant: 'red' });
};`;

/** The page's own: what is the platform's, and what a person does. */
const PAGE = `<script>
  const platform = () =>
    [fetch, XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send, console.error, history.pushState, history.replaceState];
  const before = platform();
  window.isUntouched = () => platform().every((one, place) => one === before[place]);
  addEventListener('click', () => {
    use();
    console.error('written by the page');
    const request = new XMLHttpRequest();
    request.open('GET', '/marker?xhr');
    request.send();
  });
</script>`;

declare const sonde: import('../../../src/sonde.js').Sonde;
declare const isUntouched: () => boolean;

const [manual] = SOURCES as readonly [SourceUnderTest];

let browser: Browser;
let application: SourceUnderTest;
let script: string;
beforeAll(async () => {
  script = await bundle(APPLICATION);
  application = {
    ...manual,
    script: '/application.js',
    isUndone: true,
    serve(site) {
      site.serve('/application.js', script);
    },
  };
  browser = await borrowBrowser(engine, { preferences: { 'privacy.globalprivacycontrol.enabled': false } });
});
afterAll(() => browser?.close());

/** The page's own script is where a manager's would be, of which nothing is expected. */
const open = (source: SourceUnderTest): Promise<Visit> =>
  openVisit(browser, { ...source, before: PAGE }, { privacySignal: 'off', tabs: 1, isHastened: true });

const WAYS: readonly (readonly [string, () => SourceUnderTest['deny']])[] = [
  ['deny()', () => application.deny],
  [
    'optOut()',
    () => (page: Page) =>
      page.evaluate(() => {
        sonde.track('test.before');
        sonde.optOut();
        sonde.track('test.after');
      }),
  ],
];
test.concurrent.each(orFirst(WAYS))('by %s every plugin is undone, in the same task', async (_, withdraw) => {
  const visit = await open({ ...application, withdraw: withdraw() });
  try {
    await untilDenied(visit, application);
    expect(await visit.page.evaluate(() => isUntouched())).toBe(true);
    await fromGranted(visit, { ...application, withdraw: withdraw() }, { privacySignal: 'off', tabs: 1 });
    expect(await visit.page.evaluate(() => isUntouched())).toBe(false);
    await visit.answer('withdrawn', withdraw());
    expect(await visit.page.evaluate(() => isUntouched())).toBe(true);
  } finally {
    await visit.close();
  }
});

(once ? test.concurrent : test.skip)('a listener that one of them left behind would be seen', async () => {
  const visit = await open({
    ...application,
    serve(site) {
      site.serve(
        '/application.js',
        `${script}\n;sonde.consent.onChange(({ analytics }) => { if (analytics === 'granted') addEventListener('click', () => {}) })`,
      );
    },
  });
  try {
    await visit.answer('granted', application.grant);
    expect(await visit.breaches()).toEqual([]);
    await visit.answer('withdrawn', application.deny);
    expect(await visit.breaches()).toContain('withdrawn: still there: listener write window click');
  } finally {
    await visit.close();
  }
});

/** What is recorded on this page for each purpose, beside others. */
const OF_ANALYTICS = [
  'click',
  'context',
  'feature.used',
  'input.used',
  'page_view',
  'session.start',
  'setting.current',
  'test.event',
];
const OF_DIAGNOSTICS = ['browser.navigation_timing', 'exception', 'http.client.request'];

(once ? test.concurrent : test.skip)(
  'of one purpose the other has nothing: no event, no id, no key',
  async () => {
    const visit = await open(application);
    const { page, names, received } = visit;
    const streams = new Set<string>();
    /**
     * What came since the last time, and how many visitors it names. With a withdrawal a new stream begins: what came late of
     * an earlier one was recorded before it.
     */
    const next = async (
      isFresh?: boolean,
    ): Promise<{ analytics: string[]; diagnostics: string[]; visitors: number }> => {
      await visit.exercise();
      await visit.delivered();
      const came = received.splice(0).map((ids, place) => [ids, names[place] as string] as const);
      names.length = 0;
      const own = came.filter(([{ stream }]) => !isFresh || !streams.has(stream));
      const [ids, all] = [own.map(([one]) => one), own.map(([, name]) => name)];
      for (const [{ stream }] of came) streams.add(stream);
      const named = (list: readonly string[]): string[] => list.filter((name) => all.includes(name));
      return {
        analytics: named(OF_ANALYTICS),
        diagnostics: named(OF_DIAGNOSTICS),
        visitors: new Set(ids.map(({ visitor }) => visitor).filter(Boolean)).size,
      };
    };
    const keys = async (): Promise<string[]> => (await deviceState(page)).local;
    try {
      await page.evaluate(() => sonde.consent.grant('diagnostics'));
      const first = await next();
      expect(first).toMatchObject({ analytics: [], visitors: 0 });
      expect(first.diagnostics).toEqual(expect.arrayContaining(['exception']));
      expect(
        (await keys()).filter((key) => /visitor|feature|setting|context|input|pages$/.test(key)),
      ).toEqual([]);
      expect((await deviceState(page)).session).toEqual([]);

      await page.evaluate(() => sonde.consent.grant('analytics'));
      const both = await next();
      expect(both.analytics).toEqual(
        expect.arrayContaining(['click', 'feature.used', 'page_view', 'test.event']),
      );
      expect(both.visitors).toBe(1);
      expect(await keys()).toContain('sonde.shop.visitor');

      await page.evaluate(() => sonde.consent.deny('analytics'));
      const left = await next(true);
      expect(left).toMatchObject({ analytics: [], visitors: 0 });
      expect(left.diagnostics).toContain('exception');
      expect(await keys()).not.toContain('sonde.shop.visitor');
      expect((await deviceState(page)).session).toEqual([]);

      await page.evaluate(() => sonde.consent.deny('diagnostics'));
      await page.evaluate(() => sonde.consent.grant('analytics'));
      const other = await next(true);
      expect(other.diagnostics).toEqual([]);
      expect(other.analytics).toContain('click');
    } finally {
      await visit.close();
    }
  },
);
