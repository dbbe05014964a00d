import { all } from '../browser/all.js';
import { onActivate } from '../browser/on-activate.js';
import type { Plugin } from '../plugin.js';

const FEATURE = 'data-feature';

/**
 * Records `feature.used` for a click in an element with `data-feature`, and `feature.exposed` once for each id and page
 * when such an element was seen: at least half of it, or as much of it as fills half of the window's height, for a second,
 * in a tab that is shown. Elements that are added later are found, save in shadow roots; there, and for an element without
 * a box (`display: contents`), `feature(sonde, id).exposed()` says so. Nothing is recorded inside `data-telemetry="off"`.
 *
 * @example
 * // <button data-feature="export-csv">Export</button>
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [features()] });
 */
export const features = (): Plugin => ({
  purpose: 'analytics',
  setup({ emit, onEmit }) {
    let exposed: Set<string>;
    /** What was seen last of each element: a second later it is still the last, or the element has left. */
    let sights: WeakMap<Element, IntersectionObserverEntry>;
    let scanning: ReturnType<typeof setTimeout>;

    const seen = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const {
            target,
            intersectionRatio,
            intersectionRect: { height },
          } = entry;
          sights.set(target, entry);
          if (intersectionRatio >= 0.5 || height >= innerHeight / 2)
            setTimeout(() => {
              const id = target.getAttribute(FEATURE);
              if (sights.get(target) !== entry) return;
              // The next look at the document asks anew: an element may have become another feature.
              seen.unobserve(target);
              if (!id || exposed.has(id) || target.closest('[data-telemetry=off]')) return;
              if (
                document.hidden ||
                // What has no height (a closed panel) counts as seen as a whole.
                !height ||
                target.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) === false
              ) {
                // Observing anew asks again, and no sooner than the tab is drawn again.
                seen.observe(target);
              } else {
                exposed.add(id);
                emit('feature.exposed', { 'feature.id': id });
              }
            }, 1000);
        }
      },
      // Each at most twice the next: one is passed while between half of the window and all of it is filled.
      { threshold: [0.5, 0.25, 0.125, 0.063, 0.032] },
    );

    // What is observed already is not observed twice, so a look at the whole document is enough; it is not taken more
    // than five times a second, and a page that changes more often than that costs no more.
    const changes = new MutationObserver(() => {
      changes.disconnect();
      scanning = setTimeout(scan, 200);
    });
    const scan = (): void => {
      for (const element of document.querySelectorAll(`[${FEATURE}]`)) seen.observe(element);
      changes.observe(document, { childList: true, subtree: true, attributeFilter: [FEATURE] });
    };
    const stop = (): void => {
      clearTimeout(scanning);
      changes.disconnect();
      seen.disconnect();
      sights = new WeakMap();
      exposed = new Set();
    };
    const start = (): void => {
      stop();
      // Not while the page starts.
      scanning = setTimeout(scan);
    };
    start();

    return all([
      stop,
      onActivate((closest, pointer) => {
        const id = closest(`[${FEATURE}]`)?.getAttribute(FEATURE);
        if (id) emit('feature.used', { 'feature.id': id, 'sonde.pointer.type': pointer });
      }),
      onEmit(({ name }) => {
        if (name === 'page_view') start();
      }),
    ]);
  },
});
