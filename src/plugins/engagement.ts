import { all } from '../browser/all.js';
import { listen } from '../browser/listen.js';
import { listenAll } from '../browser/listen-all.js';
import type { Plugin } from '../plugin.js';

/** An input keeps a person engaged for so many milliseconds. */
const ATTENTION = 5_000;

/** Less than this is not worth an event, and is told with the next. */
const SHORTEST = 100;

/** What was measured is told at least this often while a person is active, so that the session does not end meanwhile. */
const LONGEST = 10 * 60_000;

/**
 * Adds to `pageViews` how long each page was visible, how long somebody was engaged with it (five seconds from each
 * input: pointer, key, wheel), and how far down it was seen: a `page_leave` whenever the page is left for another or hidden,
 * with the times since the one before. The sum of a page's times is the whole, whatever became of the page.
 *
 * It wraps the plugin that records page views, so that a `page_leave` still belongs to the page that is left, and a
 * `pageView(sonde)` by hand is left out where the page was told already. Time before consent is not counted.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [engagement(pageViews()), clicks()] });
 */
export const engagement = (pages: Plugin): Plugin => ({
  purpose: 'analytics',
  late: true,
  setup(telemetry) {
    const { emit, onEmit } = telemetry;
    /** Up to when time was counted; undefined while the page is hidden. */
    let counted: number | undefined;
    let engagedUntil = 0;
    let visible = 0;
    let engaged = 0;
    let depth: number | undefined;
    let told = performance.now();
    let isOwn = false;
    let url: unknown;

    /** Counts up to now, and returns that. */
    const count = (): number => {
      const now = performance.now();
      if (counted !== undefined) {
        visible += now - counted;
        engaged += Math.max(0, Math.min(now, engagedUntil) - counted);
      }
      counted = document.hidden ? undefined : now;
      return now;
    };
    /** How much of a scroller was seen, in percent; nothing where it cannot be scrolled. */
    const see = ({ scrollTop, clientHeight, scrollHeight }: Element): void => {
      if (scrollHeight > clientHeight)
        depth = Math.max(
          depth || 0,
          Math.min(100, Math.round((100 * (scrollTop + clientHeight)) / scrollHeight)),
        );
    };
    const tell = (left?: unknown): void => {
      const { scrollingElement } = document;
      // Later, it is another page that is scrolled.
      if (scrollingElement && left === undefined && depth === undefined) see(scrollingElement);
      told = performance.now();
      if (visible < SHORTEST) return;
      emit('page_leave', {
        'sonde.page.visible': Math.round(visible),
        'sonde.page.engaged': Math.round(engaged),
        'sonde.page.scroll_depth': depth,
        'url.full': left as string | undefined,
      });
      visible = engaged = 0;
    };
    const reset = (): void => {
      depth = undefined;
      visible = engaged = 0;
    };
    const leave = (): void => {
      count();
      tell();
    };
    const act = ({ isTrusted }: Event): void => {
      if (!isTrusted) return;
      const now = count();
      engagedUntil = now + ATTENTION;
      if (now - told > LONGEST) tell();
    };
    count();

    const undo = [
      // First, since the plugin tells of the page at once.
      onEmit(({ name, attributes }) => {
        if (name !== 'page_view') return;
        if (!isOwn) {
          // Told already.
          if (attributes['url.full'] === url) return false;
          // One that the application told of: the page before it has been left already.
          const left = url;
          count();
          queueMicrotask(() => {
            tell(left);
            reset();
          });
        }
        url = attributes['url.full'];
      }),
      pages.setup(
        // Not spread: what it does not read is not asked for in its name.
        Object.create(telemetry, {
          emit: {
            value(...event: Parameters<typeof emit>) {
              isOwn = event[0] === 'page_view';
              if (isOwn) {
                leave();
                reset();
              }
              emit(...event);
              isOwn = false;
            },
          },
        }),
      ),
      listenAll(['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'], act, {
        capture: true,
        passive: true,
      }),
      listen(
        window,
        'scroll',
        ({ target }) => {
          const scroller = target === document ? document.scrollingElement : target;
          // Whatever fills most of the window holds the page: many applications scroll no document.
          if (scroller instanceof Element && scroller.clientHeight > innerHeight / 2) see(scroller);
        },
        { capture: true, passive: true },
      ),
      // With capture, so that it is there when the outbox leaves with the page.
      listen(window, 'visibilitychange', () => (document.hidden ? leave() : count()), true),
      listen(
        window,
        'pagehide',
        () => {
          leave();
          // Some browsers call a page hidden only after this, and none while it is in the back/forward cache.
          counted = undefined;
        },
        true,
      ),
      // Restored from the back/forward cache.
      listen(window, 'pageshow', count),
    ];
    return (isWithdrawn) => {
      if (!isWithdrawn) leave();
      all(undo)();
    };
  },
});
