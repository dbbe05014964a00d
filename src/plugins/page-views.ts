import { all } from '../browser/all.js';
import { isSamePage } from '../browser/is-same-page.js';
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
 * A route and a `pageView(sonde)` by hand that name the same page are one page view: the one that comes first. One that is
 * left out has been heard by other plugins (`features` tells once more what is exposed): to be before them this one would
 * have to be set up with the grant, and the page's start would wait for its first page view.
 *
 * A prerendered page needs no care here: plugins are not set up before the page is shown.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [pageViews({ hash: true })] });
 */
export const pageViews = (options?: PageViewsOptions): Plugin => ({
  late: true,
  purpose: 'analytics',
  setup({ emit, onEmit }) {
    let url: string;
    /** The page told of last, by whomever. */
    let shown: unknown;
    const readUrl = () => location.href.replace(options?.hash ? '' : /#.*/, '');
    const show = (type: NavigationType, referrer?: string): void => {
      url = readUrl();
      emit('page_view', {
        'url.full': url,
        'sonde.navigation.type': type,
        'sonde.referrer': referrer || undefined,
      });
    };

    const undo = onEmit(({ name, attributes }) => {
      if (name !== 'page_view') return;
      const next = attributes['url.full'];
      const type = attributes['sonde.navigation.type'];
      // One by hand and a route that name the same page are one view, whichever comes first.
      if (type === 'route' ? next === shown : type !== 'restore' && isSamePage(shown, next)) return false;
      shown = next;
    });
    const load = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined;
    show(
      (load as { activationStart?: number } | undefined)?.activationStart
        ? 'prerender'
        : load?.type || 'navigate',
      document.referrer,
    );

    return all([
      undo,
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
