import { type BannerOptions, banner } from './banner.js';
import type { ConsentSource } from './source.js';

/**
 * What `data-consent` names in `sonde.js`: the banner; `required` and `granted` are for others to know. A name that is
 * not known here is said on the console, and silent.
 *
 * The banner gets what the tag says (`data-policy`, `data-policy-url`), and what the page has left in `window.sonde`
 * before the script ran: `text`, which the files `banner.de.js`, `banner.fr.js`… set, or any other of the banner's options.
 */
export const scriptSource = (name?: string): ConsentSource | string | undefined => {
  if (name === 'banner')
    return banner({
      ...document.currentScript?.dataset,
      ...(window as { sonde?: BannerOptions }).sonde,
    });
  if (name && !/^(requir|grant)ed$/.test(name))
    console.warn(`[sonde] data-consent="${name}" is unknown; see sonde-cmp.js`);
  return name;
};
