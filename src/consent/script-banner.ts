import { type BannerOptions, banner } from './banner.js';
import type { ConsentSource } from './source.js';

/**
 * The banner of a page with the script tag: what the tag says (`data-policy`, `data-policy-url`), and what the page has
 * left in `window.sonde` before the script ran: `text`, which the files `banner.de.js`, `banner.fr.js`… set, or any other
 * of the banner's options.
 */
export const scriptBanner = (): ConsentSource =>
  banner({
    ...document.currentScript?.dataset,
    ...(window as { sonde?: BannerOptions }).sonde,
  });
