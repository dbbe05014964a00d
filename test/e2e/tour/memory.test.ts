import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from '../../helpers/browser.js';
import { can } from '../../helpers/can.js';
import { engine } from '../../helpers/engine.js';
import { type PageServer, startPageServer } from '../../helpers/page-server.js';
import { borrowBrowser } from '../../helpers/shared-browser.js';

/**
 * An hour of a single-page application in some seconds: the same clicks, routes, errors and elements on a page without
 * Sonde and on one with it. What the page holds after the garbage is collected must not grow more with it than without:
 * elements, listeners, and what is in the heap besides code, which engines compile again and again where it runs often.
 * The control is a page that leaks a kilobyte, two elements and a listener with each click: the same measure must see it.
 */

/** As in a busy hour: a click each twelve seconds, a route each minute, an error each four minutes. */
const ROUNDS = 6;
const CLICKS = 50;
/** Rounds after which caches are full, and all code has run. */
const WARM = 2;
/** Milliseconds after which no timer of Sonde's holds anything: a request is given up after fifteen seconds. */
const AT_REST = 16_000;
/** Growth beyond that of the page without Sonde that is noise. */
const NOISE: Held = { bytes: 10_000, nodes: 50, listeners: 5 };

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
  const sonde = '<script src="/dist/sonde.js" data-service="memory" data-consent="granted"></script>';
  site.serve('/with', page(sonde));
  site.serve(
    '/leaking',
    page(`${sonde}<script>
      const kept = [];
      addEventListener('click', () => {
        const element = document.createElement('p');
        element.append('text');
        element.addEventListener('click', () => {});
        kept.push([element, Array.from({ length: 128 }, Math.random)]);
      });
    </script>`),
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

/** What V8 made of the code, and what is the browser's own, such as its performance timeline. */
const NOT_DATA = /^(code|native|hidden|object shape|synthetic)$/;

/** Bytes of a heap snapshot's objects, closures and strings: https://chromedevtools.github.io/devtools-protocol/tot/HeapProfiler/ */
const dataIn = (text: string): number => {
  const { snapshot, nodes } = JSON.parse(text) as {
    snapshot: { meta: { node_fields: string[]; node_types: [string[]] } };
    nodes: number[];
  };
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')] as const;
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += fields.length)
    if (!NOT_DATA.test(types[0][nodes[at + type] as number] as string)) bytes += nodes[at + size] as number;
  return bytes;
};

/** How much more the page holds at the hour's end than when it was warm. */
const growth = async (path: string, rounds = ROUNDS): Promise<Held> => {
  const page: Page = await browser.newPage(`${site.origin}${path}`);
  const { playwright } = page;
  if (!playwright) throw new Error('There is no Playwright page.');
  const session = await playwright.context().newCDPSession(playwright);
  await session.send('Performance.enable');
  const box = await playwright.locator('#press').boundingBox();
  if (!box) throw new Error('There is nothing to press.');
  const use = async (rounds: number): Promise<void> => {
    for (let click = 0; click < rounds * CLICKS; click++) {
      await page.evaluate(() => document.querySelector('main')?.replaceChildren());
      await playwright.mouse.click(box.x + 5, box.y + 5);
    }
  };
  const held = async (): Promise<Held> => {
    await page.evaluate(async (rest) => {
      if (typeof sonde !== 'object') return;
      await sonde.flush();
      await new Promise((resolve) => setTimeout(resolve, rest));
    }, AT_REST);
    await session.send('HeapProfiler.collectGarbage');
    let text = '';
    const add = ({ chunk }: { chunk: string }): void => {
      text += chunk;
    };
    session.on('HeapProfiler.addHeapSnapshotChunk', add);
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    session.off('HeapProfiler.addHeapSnapshotChunk', add);
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { bytes: dataIn(text), nodes: of('Nodes'), listeners: of('JSEventListeners') };
  };
  await use(WARM);
  const before = await held();
  await use(rounds);
  const after = await held();
  expect(await page.evaluate(() => (window as unknown as { landed: number }).landed)).toBe(
    (WARM + rounds) * CLICKS,
  );
  await page.close();
  return {
    bytes: after.bytes - before.bytes,
    nodes: after.nodes - before.nodes,
    listeners: after.listeners - before.listeners,
  };
};

/** What has grown by more than noise, beyond what grew without Sonde. */
const grown = (held: Held, without: Held): string[] =>
  (Object.keys(NOISE) as (keyof Held)[]).filter((kind) => held[kind] - without[kind] >= NOISE[kind]);

test.runIf(can(engine, 'chrome devtools protocol'))(
  'an hour’s use leaves nothing behind',
  async () => {
    const without = await growth('/without');
    const withSonde = await growth('/with');
    console.log(`growth in an hour, without Sonde and with it: ${JSON.stringify([without, withSonde])}`);
    expect(grown(withSonde, without)).toEqual([]);
  },
  300_000,
);

test.runIf(can(engine, 'chrome devtools protocol'))(
  'a page that leaks a little with each click is seen, after fifty of them',
  async () => {
    const leaking = await growth('/leaking', 1);
    console.log(`growth in fifty clicks of a page that leaks: ${JSON.stringify(leaking)}`);
    expect(grown(leaking, { bytes: 0, nodes: 0, listeners: 0 })).toEqual(['bytes', 'nodes', 'listeners']);
  },
  300_000,
);
