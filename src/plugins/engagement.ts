import { all } from '../browser/all.js';
import { isSamePage } from '../browser/is-same-page.js';
import { listen } from '../browser/listen.js';
import { listenAll } from '../browser/listen-all.js';
import type { Attributes } from '../event.js';
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
 * with the times since the one before. The sum of a page's times is the whole, whatever became of the page. Where the
 * document cannot be scrolled, as in many applications, depth is that of what scrolls in the middle of the window and fills
 * most of it.
 *
 * It wraps the plugin that records page views, so that a `page_leave` still belongs to the page that is left, and that
 * of a view by hand is told, too. Time before consent is not counted.
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
    let isByHand = false;
    let url: unknown;
    /** The page that a view by hand has left, while its times are still to be told. */
    let left: readonly [unknown] | undefined;

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
    const isLonger = ({ clientHeight, scrollHeight }: Element): boolean => scrollHeight > clientHeight;
    const isLarge = ({ clientHeight }: Element): boolean => clientHeight > innerHeight / 2;
    /** How much of a scroller was seen, in percent; nothing where it cannot be scrolled. */
    const see = (scroller: Element | undefined): void => {
      if (scroller && isLonger(scroller))
        depth = Math.max(
          depth || 0,
          Math.min(
            100,
            Math.round((100 * (scroller.scrollTop + scroller.clientHeight)) / scroller.scrollHeight),
          ),
        );
    };
    /** Sees what somebody saw who has not scrolled. It may cost a layout: only where it is to be told. */
    const look = (): void => {
      if (depth !== undefined || visible < SHORTEST) return;
      const { scrollingElement } = document;
      see(
        scrollingElement && isLonger(scrollingElement)
          ? scrollingElement
          : // All that is there, since a banner may lie over it. Documents outside a browser cannot tell.
            document
              .elementsFromPoint?.(innerWidth / 2, innerHeight / 2)
              .find(
                (element) =>
                  isLarge(element) &&
                  isLonger(element) &&
                  /auto|scroll/.test(getComputedStyle(element).overflowY),
              ),
      );
    };
    const tell = (): void => {
      // Later, it is another page that is scrolled.
      if (!left) look();
      told = performance.now();
      if (visible < SHORTEST) return;
      const times = {
        'sonde.page.visible': Math.round(visible),
        'sonde.page.engaged': Math.round(engaged),
        'sonde.page.scroll_depth': depth,
        'url.full': left?.[0] as string | undefined,
      };
      // Before they are told: Firefox stops the scripts of a closing page in mid-course, and calls its next listener.
      visible = engaged = 0;
      emit('page_leave', times);
    };
    const reset = (): void => {
      depth = left = undefined;
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
        const next = attributes['url.full'];
        if (!isOwn) {
          // Told already.
          if (isSamePage(url, next)) return false;
          // One that the application told of: the page before it has been left already.
          count();
          look();
          left ||= [url];
          queueMicrotask(() => {
            if (!left) return;
            tell();
            reset();
          });
        }
        isByHand = !isOwn;
        url = next;
      }),
      pages.setup(
        // Not spread: what it does not read is not asked for in its name.
        Object.create(telemetry, {
          emit: {
            value(...event: Parameters<typeof emit>) {
              const [name, attributes] = event as [string, Attributes];
              isOwn = name === 'page_view';
              if (isOwn) {
                const isTold =
                  isByHand &&
                  attributes['url.full'] === url &&
                  attributes['sonde.navigation.type'] === 'route';
                if (isTold) {
                  isOwn = isByHand = false;
                  return;
                }
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
          if (scroller instanceof Element && isLarge(scroller)) see(scroller);
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
