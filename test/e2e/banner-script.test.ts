import { afterAll, beforeAll, expect, test } from 'vitest';
import { german } from '../../src/consent/banner-texts/de.js';
import { textHash } from '../../src/consent/consent-record.js';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { type PageServer, startPageServer } from '../helpers/page-server.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { strictPolicy } from '../pages/script-tag.js';

/** A site with the script tag that asks in German: a file of words before the script, under a strict policy. */

declare const sonde: import('../../src/sonde.js').Sonde;

let site: PageServer;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  site = await startPageServer();
  site.serve(
    '/',
    `<!doctype html><html lang="de"><meta charset="utf-8"><title>Laden</title><link rel="icon" href="data:,">
     <script defer src="/dist/banner.de.js"></script>
     <script defer src="/dist/sonde.js" data-service="laden" data-consent="banner" data-policy="2026-05"
       data-policy-url="/datenschutz"></script><h1>Laden</h1></html>`,
    strictPolicy(),
  );
  browser = await borrowBrowser(engine);
  page = await browser.newPage(site.origin);
  await page.waitFor(() => typeof sonde.consent === 'object');
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const answer = (place: number) =>
  page.evaluate((place) => {
    document
      .querySelector('sonde-consent')
      ?.shadowRoot?.querySelectorAll<HTMLElement>('.equal')
      [place]?.click();
    return JSON.parse(localStorage['sonde.consent']);
  }, place);

test('the banner asks in German and links to the policy; the record tells which words were answered', async () => {
  const shown = await page.evaluate(() => {
    const host = document.querySelector<HTMLElement>('sonde-consent');
    const root = host?.shadowRoot;
    return {
      lang: host?.lang,
      text: root?.querySelector('p')?.textContent,
      buttons: Array.from(root?.querySelectorAll('button') ?? [], ({ textContent }) => textContent),
      link: root?.querySelector('a')?.getAttribute('href'),
    };
  });
  expect(shown).toEqual({
    lang: 'de',
    text: `${german.body} ${german.policy}`,
    buttons: [german.accept, german.reject, german.choose],
    link: '/datenschutz',
  });
  expect(await answer(1)).toEqual({
    v: 1,
    time: expect.any(Number),
    choice: { analytics: 'denied', diagnostics: 'denied' },
    way: 'reject',
    gpc: false,
    policy: '2026-05',
    textHash: textHash(german),
  });
  expect(site.requests.filter((line) => line.includes('/telemetry'))).toEqual([]);
});

test('open() shows it again', async () => {
  await page.evaluate(() => sonde.consent.open());
  expect(
    await page.evaluate(
      () => document.querySelector('sonde-consent')?.shadowRoot?.querySelector('dialog')?.open,
    ),
  ).toBe(true);
});

test.each([
  ['sonde.js', 'klaro', '[sonde] data-consent="klaro" is unknown; see sonde-cmp.js'],
  [
    'sonde-cmp.js',
    'banner',
    '[sonde] data-consent="banner" is not in sonde-cmp.js; sonde.js knows the banner',
  ],
])('%s does not know %s: it says so, and is silent until it is told', async (file, name, sentence) => {
  site.serve(
    `/${file}-${name}`,
    `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
     <script>localStorage.clear(); window.said = []; console.warn = (text) => said.push(text)</script>
     <script src="/dist/${file}" data-service="shop" data-consent="${name}"></script></html>`,
  );
  const unknown = await browser.newPage(`${site.origin}/${file}-${name}`);
  await unknown.waitFor(() => typeof sonde.consent === 'object');
  const found = await unknown.evaluate(() => {
    sonde.track('test.event');
    return { said: (window as { said?: string[] }).said, state: sonde.consent.state().analytics };
  });
  expect(found).toEqual({ said: [sentence], state: 'unknown' });
  await unknown.close();
});
