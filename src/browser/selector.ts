import { attempt } from './attempt.js';
import { nameOf } from './name-of.js';

/**
 * Where an element stands, in a few words that are the same from load to load: itself and up to two of those around it, by
 * `data-telemetry-id`, `id` or first class. Neither its text nor its values are read. `undefined` where there is none, and
 * for one inside `data-telemetry="off"`, in shadow roots there, too.
 *
 * @example
 * selector(image); // 'main > div.hero > img#product'
 */
export const selector = ((element: Element, depth = 3) =>
  // Without an element this throws.
  attempt(() => {
    const { host } = element.getRootNode() as ShadowRoot;
    if (element.closest('[data-telemetry=off]') || (host && !selector(host))) return;
    const name = nameOf(element);
    const [first] = element.classList;
    const own = element.localName + (name ? `#${name}` : first ? `.${first}` : '');
    const around = name || depth < 2 ? '' : selector(element.parentElement, depth - 1);
    return around ? `${around} > ${own}` : own;
  })) as (element: Element | null | undefined, depth?: number) => string | undefined;
