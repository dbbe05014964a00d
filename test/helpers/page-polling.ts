import type { Page } from './browser.js';

const TIMEOUT = 30_000;
const INTERVAL = 50;

/**
 * What can be said by `evaluate` alone, and so the same for every engine. `back` and `forward` are among them because
 * Playwright's own wait for ever when Firefox restores the page from its back/forward cache.
 */
export function pagePolling(evaluate: Page['evaluate']): Pick<Page, 'waitFor' | 'url' | 'back' | 'forward'> {
  const waitFor: Page['waitFor'] = async (script, argument, timeout = TIMEOUT) => {
    const deadline = performance.now() + timeout;
    for (let last: unknown; ; ) {
      try {
        const value = await evaluate(script, argument);
        if (value) return value;
        last = value;
      } catch (error) {
        last = error; // A navigation took the document away, or what the script reads is not there yet.
      }
      if (performance.now() > deadline) {
        throw new Error(
          `Not so within ${timeout} ms: ${script}\nLast seen: ${last instanceof Error ? last : JSON.stringify(last)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
  };

  const travel = async (steps: number): Promise<void> => {
    const from = await evaluate((by: number) => {
      setTimeout(() => history.go(by));
      return [location.href, performance.timeOrigin] as const;
    }, steps);
    await waitFor(
      ([href, origin]) =>
        (location.href !== href || performance.timeOrigin !== origin) && document.readyState === 'complete',
      from,
    );
  };

  return {
    waitFor,
    url: () => evaluate(() => location.href),
    back: () => travel(-1),
    forward: () => travel(1),
  };
}
