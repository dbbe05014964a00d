import { onActivate } from '../browser/on-activate.js';
import type { Plugin } from '../plugin.js';

const FEATURE = 'data-feature';

/**
 * Records `feature.used` for a click in an element with `data-feature`, and `feature.exposed` once for each id and page
 * when such an element was seen: at least half of it, for a second, in a tab that is shown. Elements that are added later
 * are found, save in shadow roots (there, `feature(sonde, id).exposed()` says so). Nothing is recorded inside
 * `data-telemetry="off"`.
 *
 * @example
 * // <button data-feature="export-csv">Export</button>
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [features()] });
 */
export const features = (): Plugin => ({
  name: 'features',
  purpose: 'analytics',
  setup({ emit, onEmit }) {
    const exposed = new Set<string>();
    const timers = new Map<Element, ReturnType<typeof setTimeout>>();
    let scanning: ReturnType<typeof setTimeout>;

    const forget = (element: Element): void => {
      clearTimeout(timers.get(element));
      timers.delete(element);
    };

    const seen = new IntersectionObserver(
      (entries) => {
        for (const { target, intersectionRatio } of entries) {
          forget(target);
          const id = target.getAttribute(FEATURE);
          if (intersectionRatio < 0.5 || !id || exposed.has(id) || target.closest('[data-telemetry=off]'))
            continue;
          const expose = (): void => {
            if (exposed.has(id)) return;
            if (
              document.hidden ||
              target.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) === false
            ) {
              // Observing anew asks again, and no sooner than the tab is drawn again.
              seen.unobserve(target);
              seen.observe(target);
            } else {
              exposed.add(id);
              emit('feature.exposed', { 'feature.id': id });
            }
          };
          timers.set(target, setTimeout(expose, 1000));
        }
      },
      { threshold: 0.5 },
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
      for (const element of timers.keys()) forget(element);
    };
    scan();

    const undo = [
      stop,
      onActivate((closest, pointer) => {
        const id = !closest('[data-telemetry=off]') && closest(`[${FEATURE}]`)?.getAttribute(FEATURE);
        if (id) emit('feature.used', { 'feature.id': id, 'sonde.pointer.type': pointer });
      }),
      onEmit((name) => {
        if (name !== 'page_view') return;
        exposed.clear();
        stop();
        scan();
      }),
    ];
    return () => {
      for (const one of undo) one();
    };
  },
});
