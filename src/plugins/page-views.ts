import { all } from '../browser/all.js';
import { listen } from '../browser/listen.js';
import { onUrlChange } from '../browser/url-change.js';
import type { EventAttributes } from '../event.js';
import type { Plugin } from '../plugin.js';

type NavigationType = EventAttributes['page_view']['sonde.navigation.type'];

export interface PageViewsOptions {
  /** Whether the fragment names the page: for routers that use `#/path`. Otherwise fragments are left out. */
  readonly hash?: boolean;
}

/**
 * Records a `page_view` for each page that is shown: loaded, restored from the back/forward cache, or reached by a route
 * change. A change of the query is a new page when an entry is pushed or traversed, but not when it is replaced, as
 * filters do at each keystroke; writing the same URL again, as frameworks do to keep a scroll position, never is.
 *
 * A prerendered page needs no care here: plugins are not set up before the page is shown.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [pageViews({ hash: true })] });
 */
export const pageViews = (options?: PageViewsOptions): Plugin => ({
  late: true,
  purpose: 'analytics',
  setup({ emit }) {
    let url: string;
    const readUrl = () => location.href.replace(options?.hash ? '' : /#.*/, '');
    const show = (type: NavigationType, referrer?: string): void => {
      url = readUrl();
      emit('page_view', {
        'url.full': url,
        'sonde.navigation.type': type,
        'sonde.referrer': referrer || undefined,
      });
    };

    const load = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined;
    show(
      (load as { activationStart?: number } | undefined)?.activationStart
        ? 'prerender'
        : load?.type || 'navigate',
      document.referrer,
    );

    return all([
      onUrlChange((isReplaced) => {
        const unimportant = isReplaced ? /\?[^#]*/ : '';
        const before = url;
        url = readUrl();
        if (before.replace(unimportant, '') !== url.replace(unimportant, '')) show('route', before);
      }),
      listen<PageTransitionEvent>(window, 'pageshow', (event) => {
        if (event.persisted) show('restore');
      }),
    ]);
  },
});
