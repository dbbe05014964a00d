import { attempt } from '../browser/attempt.js';
import type { Attributes } from '../event.js';

/**
 * Records a page view by hand, for pages that have no URL of their own (steps of a form, tabs), or on sites without the
 * plugin `pageViews`. Of a page that `pageViews` has recorded already, with whatever query, none is recorded.
 *
 * @param sonde what `init` returned, or anything with its `track`.
 * @param url names the page; the document's URL, where it is left out. With one that is none nothing is recorded.
 * @example
 * pageView(sonde, '/checkout/payment');
 */
export const pageView = (
  sonde: { track(name: string, attributes: Attributes): void },
  url?: string,
): void => {
  const { href } = attempt(() => new URL(url ?? location.href, location.href)) || {};
  if (href)
    sonde.track('page_view', {
      // Of fragments only those that routers write name a page.
      'url.full': href.replace(/#(?!!?\/).*/, ''),
      'sonde.navigation.type': 'by_hand',
    });
};
