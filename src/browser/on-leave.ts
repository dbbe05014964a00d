import { listenAll } from './listen-all.js';

/**
 * Calls back when the page is hidden or left, once for each of the events that tell of it: with capture, so that what is
 * recorded then is there when the outbox leaves with the page. Returns the undo.
 *
 * @see https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 */
export const onLeave = (listener: () => void): (() => void) =>
  listenAll(
    ['visibilitychange', 'pagehide'],
    ({ type }) => {
      if (document.hidden || type === 'pagehide') listener();
    },
    true,
  );
