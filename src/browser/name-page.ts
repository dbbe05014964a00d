import { attempt } from './attempt.js';
import { urlTemplate } from './url-template.js';

/**
 * A page's name by its URL: the site's own, where that gives one (it may throw), else the path with ids replaced.
 *
 * @example
 * namePage(new URL('https://shop.example/orders/8123')); // '/orders/:id'
 */
export const namePage = (url: URL, template?: (url: URL) => string): string =>
  attempt(() => template?.(url)) || urlTemplate(url.pathname);
