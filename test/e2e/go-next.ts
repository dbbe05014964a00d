import type { Page } from '../helpers/browser.js';

/** Follows the link `#next` to `/next`, and waits until that has loaded: the page that is left has told then what it tells at its end. */
export const goNext = async (page: Page): Promise<void> => {
  await page.click('#next');
  await page.waitFor(() => location.pathname === '/next' && document.readyState === 'complete');
};
