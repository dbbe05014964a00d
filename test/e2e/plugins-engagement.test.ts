import { beforeEach, expect, test } from 'vitest';
import { once } from '../helpers/once.js';
import { type Emitted, emitted, emittedUntil, forget } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const sonde: typeof import('../../src/plugins/page-view.js');
declare const telemetry: { emit(name: string, attributes: object): void };
declare const undo: () => void;

const START = '<script>start(sonde.engagement(sonde.pageViews()))</script>';

const { site, page } = useSite({
  '/': `${START}<button id="b" style="position:fixed;top:0">b</button><div style="height:4000px"></div>`,
  // The document of an application shell does not scroll, but an element that fills it; a small list scrolls, too.
  '/shell': `<style>html,body{height:100%;margin:0;overflow:hidden}</style>${START}
      <ul id="list" style="height:50px;overflow:auto;margin:0"><li style="height:900px">a</li></ul>
      <main id="main" style="height:calc(100% - 50px);overflow:auto"><div style="height:4000px">b</div></main>`,
  '/short': START,
});
beforeEach(async () => {
  await page.goto(`${site.origin}/`);
  await forget(page);
});

const names = (events: readonly Emitted[]): string[] => events.map(({ name }) => name);
/** For 300 ms and more; what was scrolled is told by then, which comes with a frame. */
const stay = (): Promise<void> =>
  page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (!document.hidden) for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  });

test('a route leaves the page before it begins the next, with its times and depth', async () => {
  await page.click('#b');
  await page.evaluate(() => scrollTo(0, (document.documentElement.scrollHeight - innerHeight) / 2));
  await stay();
  await page.evaluate(() => history.pushState(null, '', '/a'));
  const [leave, view] = await emitted(page);
  expect([leave?.name, view?.name]).toEqual(['page_leave', 'page_view']);
  const [visible, engaged] = ['visible', 'engaged'].map((part) => leave?.attributes[`sonde.page.${part}`]);
  expect(visible).toBeGreaterThanOrEqual(290);
  expect(engaged).toBeGreaterThanOrEqual(290);
  expect(engaged).toBeLessThanOrEqual(visible as number);
  expect(leave?.attributes['sonde.page.scroll_depth']).toBeGreaterThan(45);
  expect(leave?.attributes['sonde.page.scroll_depth']).toBeLessThan(75);
  expect(leave?.attributes).not.toHaveProperty('url.full');

  // The next page has a time of its own, and nobody has touched it yet in its own name.
  await forget(page);
  await stay();
  await page.evaluate(() => history.pushState(null, '', '/b'));
  const again = (await emitted(page))[0]?.attributes as Record<string, number>;
  expect(again['sonde.page.visible']).toBeGreaterThanOrEqual(290);
});

test('leaving the document, and hiding it, tell each once', async () => {
  await stay();
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await stay();
  await page.evaluate(() => {
    // @ts-expect-error The document's own again.
    delete document.hidden;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await stay();
  await page.goto(`${site.origin}/short`);
  const events = (await emitted(page)).filter(({ name }) => name === 'page_leave');
  expect(events).toHaveLength(2);
  const [one, other] = events.map(({ attributes }) => Number(attributes['sonde.page.visible'])) as [
    number,
    number,
  ];
  expect(Math.min(one, other)).toBeGreaterThanOrEqual(290);
  // Nothing was counted while it was hidden.
  const lived = await page.evaluate((from) => {
    // A page is seen until the next one has come, which takes the time that its server and the browser take.
    const [next] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return performance.timeOrigin + (next?.domInteractive ?? 0) - from;
  }, events[0]?.document as number);
  expect(one + other).toBeLessThan(lived - 290);
});

test('depth is that of what scrolls the page, and is left out where nothing does', async () => {
  await page.goto(`${site.origin}/shell`);
  await page.evaluate(() => {
    for (const id of ['list', 'main'])
      (document.getElementById(id) as Element).scrollTop = id === 'list' ? 900 : 10;
  });
  await stay();
  await page.evaluate(() => history.pushState(null, '', '/a'));
  const shell = (await emitted(page)).find(({ name }) => name === 'page_leave')?.attributes;
  expect(shell?.['sonde.page.scroll_depth']).toBeGreaterThan(0);
  expect(shell?.['sonde.page.scroll_depth']).toBeLessThan(60);

  await page.goto(`${site.origin}/short`);
  await forget(page);
  await stay();
  await page.evaluate(() => history.pushState(null, '', '/a'));
  expect((await emitted(page))[0]?.attributes).not.toHaveProperty('sonde.page.scroll_depth');
});

test.each([
  ['the next document', () => page.goto(`${site.origin}/short`)],
  ['a route', () => page.evaluate(() => history.pushState(null, '', '/a'))],
  [
    'a view by hand',
    () => page.evaluate(() => sonde.pageView({ track: telemetry.emit }, '/by-hand')).then(stay),
  ],
  [
    'a route, below a banner',
    () =>
      page.evaluate(() => {
        const banner = document.body.appendChild(document.createElement('div'));
        banner.style.cssText = 'position:fixed;inset:0';
        history.pushState(null, '', '/a');
      }),
  ],
])('depth is told of a shell that nobody scrolled, too, and that is left for %s', async (_, leave) => {
  await page.goto(`${site.origin}/shell`);
  await forget(page);
  await stay();
  await leave();
  const events = await emittedUntil(
    page,
    (events) => names(events).includes('page_leave'),
    'the page is left',
  );
  const depth = events.find(({ name }) => name === 'page_leave')?.attributes['sonde.page.scroll_depth'];
  expect(depth).toBeGreaterThan(5);
  expect(depth).toBeLessThan(60);
});

test.runIf(once)('a page view by hand is never a second one, and the page it leaves is named', async () => {
  await stay();
  await page.evaluate(() => {
    const handle = { track: telemetry.emit };
    sonde.pageView(handle);
    history.pushState(null, '', '/form');
    sonde.pageView(handle);
    sonde.pageView(handle, '/form#part');
  });
  expect(names(await emitted(page))).toEqual(['page_leave', 'page_view']);
  await stay();
  await page.evaluate(() => sonde.pageView({ track: telemetry.emit }, '/form/step-2'));
  // A router that keeps a scroll position makes no page of it.
  await page.evaluate(() => history.replaceState({ y: 1 }, ''));
  const events = await emittedUntil(page, ({ length }) => length === 4, 'four events');
  expect(events.slice(2).map(({ name, attributes }) => [name, attributes['url.full']])).toEqual([
    ['page_view', `${site.origin}/form/step-2`],
    ['page_leave', `${site.origin}/form`],
  ]);
});

test.runIf(once)('undone, it tells what it had and then nothing', async () => {
  await stay();
  await page.evaluate(() => undo());
  expect(names(await emitted(page))).toEqual(['page_leave']);
  await page.click('#b');
  await page.evaluate(() => history.pushState(null, '', '/a'));
  expect(await emitted(page)).toHaveLength(1);
});
