import { listenAll } from './listen-all.js';

/**
 * Calls back when the page is hidden, shown again or left, once for each of the events that tell of it: with capture, so
 * that what is recorded then is there when the outbox leaves with the page. Returns the undo.
 *
 * @see https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 */
export const onVisibility = (listener: (event: Event) => void): (() => void) =>
  listenAll(['visibilitychange', 'pagehide'], listener, true);
