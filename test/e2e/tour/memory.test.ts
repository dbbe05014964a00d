import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from '../../helpers/browser.js';
import { can } from '../../helpers/can.js';
import { engine } from '../../helpers/engine.js';
import { type PageServer, startPageServer } from '../../helpers/page-server.js';
import { borrowBrowser } from '../../helpers/shared-browser.js';

/**
 * An hour of a single-page application in some seconds: the same clicks, routes, errors and elements on a page without
 * Sonde and on one with it. What the page holds after the garbage is collected must not grow more with it than without.
 */

/** As in a busy hour: a click each twelve seconds, a route each minute, an error each four minutes. */
const ROUNDS = 6;
const CLICKS = 50;
/** Bytes in an hour of the growth beyond the control's that are noise: the engine's own caches of code and shapes. */
const NOISE = 150_000;

const BODY = `<main></main><button id="press">press</button><script>
  let count = 0;
  window.landed = 0;
  const main = document.querySelector('main');
  document.querySelector('#press').addEventListener('click', () => {
    window.landed = ++count;
    main.replaceChildren(...Array.from({ length: 20 }, (_, index) => {
      const item = document.createElement('p');
      item.dataset.feature = 'item-' + index;
      item.append(String(count));
      return item;
    }));
    if (count % 5 === 0) history.pushState({}, '', '/route/' + count);
    if (count % 20 === 0) throw new Error('error of ' + 'abcdefghij'[count % 10]);
  });
</script>`;

let site: PageServer;
let browser: Browser;
beforeAll(async () => {
  site = await startPageServer();
  site.mount('/telemetry', (request, response) => {
    request.resume();
    request.on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
  });
  const page = (head: string): string =>
    `<!doctype html><html lang="en"><title>memory</title><link rel="icon" href="data:,">${head}<body>${BODY}`;
  site.serve('/without', page(''));
  site.serve(
    '/with',
    page('<script src="/dist/sonde.js" data-service="memory" data-consent="granted"></script>'),
  );
  if (can(engine, 'chrome devtools protocol')) browser = await borrowBrowser(engine);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

declare const sonde: import('../../../src/sonde.js').Sonde | undefined;

interface Held {
  bytes: number;
  nodes: number;
  listeners: number;
}

/** What the page holds, after each round. */
const live = async (path: string): Promise<Held[]> => {
  const page: Page = await browser.newPage(`${site.origin}${path}`);
  const { playwright } = page;
  if (!playwright) throw new Error('There is no Playwright page.');
  const session = await playwright.context().newCDPSession(playwright);
  await session.send('Performance.enable');
  const held: Held[] = [];
  const box = await playwright.locator('#press').boundingBox();
  if (!box) throw new Error('There is nothing to press.');
  for (let round = 0; round < ROUNDS; round++) {
    for (let click = 0; click < CLICKS; click++) {
      await page.evaluate(() => document.querySelector('main')?.replaceChildren());
      await playwright.mouse.click(box.x + 5, box.y + 5);
    }
    await page.evaluate(async () => {
      if (typeof sonde === 'object') await sonde.flush();
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    held.push({ bytes: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') });
  }
  expect(await page.evaluate(() => (window as unknown as { landed: number }).landed)).toBe(ROUNDS * CLICKS);
  await page.close();
  return held;
};

/** Growth over the rounds by least squares, the first left out, in which code is compiled and caches fill. */
const growth = (held: readonly Held[], of: keyof Held): number => {
  const values = held.slice(1).map((one) => one[of]);
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const slope =
    values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0) /
    values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return slope * values.length;
};

test.runIf(can(engine, 'chrome devtools protocol'))('an hour’s use leaves nothing behind', async () => {
  const without = await live('/without');
  const withSonde = await live('/with');
  const beyond = (of: keyof Held): number => growth(withSonde, of) - growth(without, of);
  console.log(
    `beyond the control, in an hour: ${Math.round(beyond('bytes'))} bytes, ${beyond('nodes')} nodes, ${beyond('listeners')} listeners; held at the end ${(withSonde.at(-1)?.bytes ?? 0) - (without.at(-1)?.bytes ?? 0)} bytes more`,
  );
  expect(beyond('bytes')).toBeLessThan(NOISE);
  expect(Math.abs(beyond('nodes'))).toBeLessThan(50);
  expect(Math.abs(beyond('listeners'))).toBeLessThan(5);
});
