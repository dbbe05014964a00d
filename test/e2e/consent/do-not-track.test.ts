import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from '../../helpers/browser.js';
import { engine } from '../../helpers/engine.js';
import { type PageServer, startPageServer } from '../../helpers/page-server.js';
import { borrowBrowser } from '../../helpers/shared-browser.js';

declare const sonde: import('../../../src/sonde.js').Sonde;

let browser: Browser;
let site: PageServer;

beforeAll(async () => {
  site = await startPageServer();
  for (const [path, consent] of [
    ['/plain', 'manual("granted")'],
    ['/honouring', 'honourDnt(manual("granted"))'],
  ])
    await site.serveBundle(
      `${path}.js`,
      `import { honourDnt, init, manual, pageViews } from 'sonde';
       window.sonde = init({ endpoint: '/telemetry', service: '${path}', consent: ${consent}, plugins: [pageViews()] });`,
    );
  for (const path of ['/plain', '/honouring'])
    site.serve(path, `<title>page</title><script src="${path}.js"></script>`);
  browser = await borrowBrowser(engine);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

test.runIf(engine === 'firefox')(
  'the browser’s own Do Not Track is a no where the site honours it',
  async () => {
    const page = await browser.newPage(`${site.origin}/plain`);
    expect(await page.evaluate(() => navigator.doNotTrack)).toBe('1');
    expect(await page.evaluate(() => sonde.consent.state().analytics)).toBe('granted');
    await page.goto(`${site.origin}/honouring`);
    const held = () =>
      page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('honouring')));
    expect(await page.evaluate(() => sonde.consent.state())).toEqual({
      diagnostics: 'denied',
      analytics: 'denied',
    });
    expect(await held()).toEqual([]);
    await page.evaluate(() => sonde.consent.grant());
    expect(await page.evaluate(() => sonde.consent.state().analytics)).toBe('granted');
    expect(await held()).not.toEqual([]);
    await page.reload();
    expect(await page.evaluate(() => sonde.consent.state().analytics)).toBe('granted');
  },
);
