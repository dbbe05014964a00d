import { expect, test } from 'vitest';
import { useSite } from './use-site.js';

declare const sonde: { init: typeof import('../../src/init.js')['init'] };

const { site, page } = useSite(
  { '/': '<p>page</p>' },
  (_, response) => void response.setHeader('content-type', 'application/json').end('{}'),
);

// Storage answers in a task or two: some of these come before it has.
test.each([0, 1, 2, 4])(
  'of a batch that is looked up while one purpose is withdrawn nothing is sent with the visitor (after %i tasks)',
  async (wait) => {
    await page.goto(`${site.origin}/`);
    const { visitor, later } = await page.evaluate(async (wait) => {
      localStorage.clear();
      // So that bodies are texts.
      Reflect.deleteProperty(window, 'CompressionStream');
      const bodies: string[] = [];
      const { fetch } = window;
      window.fetch = (input, options) => {
        bodies.push(options?.body as string);
        return fetch(input, options);
      };
      const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      const service = `withdrawal-${wait}`;
      const { track, flush, consent, stop } = sonde.init({
        endpoint: '/telemetry',
        service,
        flushEvery: 600_000,
      });
      consent.grant();
      track('plan.selected');
      track('exception', {});
      // They are stored by then, and the next look finds them there.
      await flush();
      track('plan.selected');
      track('exception', {});
      await pause(300);
      const visitor: string = localStorage[`sonde.${service}.visitor`].slice(0, 32);
      flush();
      for (let task = 0; task < wait; task++) await pause(0);
      const before = bodies.length;
      consent.deny('analytics');
      track('exception', {});
      await pause(300);
      await flush();
      stop();
      return { visitor, later: bodies.slice(before) };
    }, wait);
    expect(visitor).toMatch(/^[\da-f]{32}$/);
    expect(later.join()).toContain('exception');
    expect(later.join()).not.toContain(visitor);
  },
);
