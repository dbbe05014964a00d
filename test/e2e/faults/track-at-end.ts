import type { Numbered } from './page.js';

declare const numbered: Numbered;

/** Page code: tracks when the page is hidden or left: once a time, like a metric that is known at the end only. */
export const trackAtEnd = (): void => {
  const track = (): void => {
    numbered.trackAtOnce(5);
  };
  addEventListener('pagehide', track);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') track();
  });
};
