import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Browser } from '../helpers/browser.js';
import type { TestCollector } from '../helpers/collector.js';
import { engine } from '../helpers/engine.js';
import { type Front, startFront } from '../helpers/front.js';
import { type PageServer, startPageServer } from '../helpers/page-server.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { borrowCollector } from '../helpers/shared-collector.js';

/**
 * A site with the collector below its `/telemetry`, behind a front: one for all tests of a file, or for each test a new
 * one, where nothing is stored and the front has seen nothing. It is closed after them, and so are the tabs opened in
 * `browser`. The parts are empty objects until then, as those of `useSite`, which is for pages that send nothing.
 *
 * @param application is bundled as a user's entry, and served at `/application.js`
 * @example
 * const { collector, front, site, browser } = useCollectedSite('test', { '/': '<button id="buy">…' }, APPLICATION);
 * test('…', async () => {
 *   const page = await browser.newPage(site.origin);
 * });
 */
export function useCollectedSite(
  per: 'file' | 'test',
  pages: Readonly<Record<string, string>> = {},
  application?: string,
): Readonly<{
  collector: Pick<TestCollector, 'address' | 'query'>;
  front: Front;
  site: PageServer;
  browser: Browser;
}> {
  const collector = {} as TestCollector;
  const front = {} as Front;
  const site = {} as PageServer;
  const browser = {} as Browser;
  const [before, after] = per === 'file' ? [beforeAll, afterAll] : [beforeEach, afterEach];
  before(async () => {
    Object.assign(collector, await borrowCollector());
    Object.assign(front, await startFront(collector.address));
    Object.assign(site, await startPageServer());
    site.mount('/telemetry', front.handle);
    if (application !== undefined) await site.serveBundle('/application.js', application);
    for (const [path, html] of Object.entries(pages)) site.serve(path, html);
    Object.assign(browser, await borrowBrowser(engine));
  });
  after(async () => {
    // Of what did not start there is nothing to close.
    await browser.close?.();
    await site.close?.();
    await front.close?.();
  });
  return { collector, front, site, browser };
}
