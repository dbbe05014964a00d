import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { type PageServer, startPageServer } from '../helpers/page-server.js';
import { borrowBrowser } from '../helpers/shared-browser.js';

/** In a dedicated worker Sonde can be imported and called, and does nothing. */

const WORKER = `
import { banner, captureException, clicks, errors, feature, features, init, manual, pageViews, vitals } from 'sonde';

const done: string[] = [];
for (const name of ['fetch', 'addEventListener', 'setTimeout', 'setInterval'] as const) {
  const original = self[name] as (...given: unknown[]) => unknown;
  (self as any)[name] = (...given: unknown[]) => (done.push(name), original.apply(self, given));
}
const before = new Set(Object.getOwnPropertyNames(self));
const work = async () => {
  for (const consent of [undefined, 'granted' as const, manual(), banner()]) {
    const sonde = init({
      endpoint: '/telemetry', service: 'worker', ...(consent && { consent }),
      plugins: [pageViews(), clicks(), features(), vitals(), errors()],
    });
    sonde.track('plan.selected', { tier: 'pro' });
    feature(sonde, 'export-csv').used();
    captureException(sonde, new Error('no'));
    sonde.consent.grant();
    sonde.consent.open();
    sonde.track('plan.selected');
    done.push('kept ' + (await sonde.flush()).kept);
    sonde.optOut();
    sonde.stop();
  }
  return { done, globals: Object.getOwnPropertyNames(self).filter((name) => !before.has(name)), databases: (await indexedDB.databases()).length };
};
work().then(postMessage, (error) => postMessage(String(error)));`;

let site: PageServer;
let browser: Browser;
beforeAll(async () => {
  site = await startPageServer();
  site.serve('/', '<!doctype html><link rel="icon" href="data:,"><title>worker</title>');
  await site.serveBundle('/worker.js', WORKER);
  browser = await borrowBrowser(engine);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

test('import and init neither throw nor do anything', async () => {
  const page = await browser.newPage(site.origin);
  const answer = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onmessage = (event) => resolve(event.data);
        worker.onerror = (event) => resolve(`error: ${event.message}`);
      }),
  );
  expect(answer).toEqual({ done: Array(4).fill('kept 0'), globals: [], databases: 0 });
  expect(site.requests).toEqual(['GET /', 'GET /worker.js']);
});
