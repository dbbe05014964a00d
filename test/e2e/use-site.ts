import { afterAll, beforeAll } from 'vitest';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { type Site, serve } from './plugins-site.js';

/**
 * A site and one tab for all tests of a file, closed after them. Its parts are empty objects until the tests run, so that a
 * file can take them apart where it declares them. A file that needs options of the browser, or another site's origin in
 * its pages, does the same by hand.
 *
 * @example
 * const { site, page } = useSite({ '/': '<script>start(sonde.clicks())</script>' });
 * test('…', async () => {
 *   await page.goto(`${site.origin}/`);
 * });
 */
export function useSite(
  ...served: Parameters<typeof serve>
): Readonly<{ site: Site; browser: Browser; page: Page }> {
  const site = {} as Site;
  const browser = {} as Browser;
  const page = {} as Page;
  beforeAll(async () => {
    Object.assign(site, await serve(...served));
    Object.assign(browser, await borrowBrowser(engine));
    Object.assign(page, await browser.newPage());
  });
  afterAll(async () => {
    // Of what did not start there is nothing to close.
    await browser.close?.();
    site.close?.();
  });
  return { site, browser, page };
}
