import { listen } from './listen.js';

/**
 * Calls back when the page is hidden or left; may call twice for one leaving, so the listener is idempotent. Both events
 * are needed: engines fire them in different orders, and on mobile only `hidden` is dependable.
 *
 * It listens on `window` without capture, so that it runs after web-vitals' own listeners on `document` have reported
 * their last values. `pagehide` never fires on `document`.
 *
 * @see https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 */
export const onHidden = (listener: () => void): (() => void) => {
  const undoVisibility = listen(window, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') listener();
  });
  const undoPageHide = listen(window, 'pagehide', listener);
  return () => {
    undoVisibility();
    undoPageHide();
  };
};
