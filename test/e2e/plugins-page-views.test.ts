import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { once } from '../helpers/once.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { emitted, emittedUntil, forget, type Site, serve } from './plugins-site.js';

declare const sonde: typeof import('../../src/plugins/page-views.js') &
  typeof import('../../src/plugins/page-view.js');
declare const telemetry: import('../../src/plugin.js').Telemetry;
declare const start: (plugin: unknown) => void;
declare const undo: () => void;

let site: Site;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  site = await serve({
    '/': '<script>start(sonde.pageViews())</script><a id="next" href="/next">next</a><div id="part">part</div>',
    '/next': '<script>start(sonde.pageViews())</script>',
    '/hash': '<script>start(sonde.pageViews({ hash: true }))</script>',
    '/none': '',
  });
  browser = await borrowBrowser(engine, { backForwardCache: true });
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  site?.close();
});
beforeEach(async () => {
  await page.goto(`${site.origin}/none`);
  await page.evaluate(() => localStorage.clear());
});

/** `type path ← referrer's path` of each page view. */
const views = async (): Promise<string[]> =>
  (await emitted(page)).map(({ attributes }) => {
    const short = (url: unknown) => String(url).replace(site.origin, '');
    const referrer = attributes['sonde.referrer'];
    return `${attributes['sonde.navigation.type']} ${short(attributes['url.full'])}${referrer ? ` ← ${short(referrer)}` : ''}`;
  });

describe('a load', () => {
  test('is one page view, a reload another; a link leaves its page as the referrer', async () => {
    await page.goto(`${site.origin}/?q=1#part`);
    expect(await views()).toEqual(['navigate /?q=1']);
    await page.reload();
    expect(await views()).toEqual(['navigate /?q=1', 'reload /?q=1']);
    await page.click('#next');
    await emittedUntil(page, (events) => events.length === 3, 'three page views');
    expect((await views())[2]).toBe('navigate /next ← /?q=1');
  });

  test('from the back/forward cache is told as restored', async () => {
    await page.goto(`${site.origin}/`);
    const first = await page.evaluate(() => performance.timeOrigin);
    await page.click('#next');
    await emittedUntil(page, (events) => events.length === 2, 'two page views');
    await page.back();
    await emittedUntil(page, (events) => events.length === 3, 'three page views');
    const again = await page.evaluate(() => performance.timeOrigin);
    // Where an engine gave the page up, it was loaded anew, and that is told.
    expect((await views())[2]).toBe(again === first ? 'restore /' : 'back_forward /');
    if (engine !== 'webkit') expect(again).toBe(first);
  });
});

describe('a route', () => {
  beforeEach(async () => {
    await page.goto(`${site.origin}/`);
    await forget(page);
  });

  test('pushed, traversed or replaced is a page view, with the route before as its referrer', async () => {
    await page.evaluate(() => history.pushState(null, '', '/a'));
    await page.evaluate(() => history.replaceState(null, '', '/b'));
    await page.back();
    await emittedUntil(page, (events) => events.length === 3, 'three page views');
    expect(await views()).toEqual(['route /a ← /', 'route /b ← /a', 'route / ← /b']);
  });

  test.runIf(once)(
    'is none where the URL stays, the fragment changes, or only the query is replaced',
    async () => {
      await page.evaluate(() => {
        history.replaceState({ scroll: 100 }, '');
        history.pushState({ modal: true }, '', location.href);
        history.replaceState(null, '', '/?filter=a');
        location.hash = 'part';
      });
      await page.waitFor(() => location.hash === '#part');
      expect(await views()).toEqual([]);
      await page.evaluate(() => history.pushState(null, '', '/?filter=b'));
      expect(await views()).toEqual(['route /?filter=b ← /?filter=a']);
    },
  );

  test.runIf(once)('named by hand as well is one page view, whichever comes first', async () => {
    await page.evaluate(() => {
      const handle = { track: telemetry.emit };
      history.pushState(null, '', '/sale?utm_source=x');
      sonde.pageView(handle);
      sonde.pageView(handle, location.pathname);
      sonde.pageView(handle, '/cart');
      history.pushState(null, '', '/cart');
      // Another page: only by hand a query may be left out.
      history.pushState(null, '', '/cart?step=2');
      history.pushState(null, '', '/cart');
    });
    expect((await views()).map((view) => view.replace(/ ←.*/, ''))).toEqual([
      'route /sale?utm_source=x',
      'by_hand /cart',
      'route /cart?step=2',
      'route /cart',
    ]);
  });

  test.runIf(once)('still throws what the browser throws, and tells nothing then', async () => {
    const thrown = await page.evaluate(() => {
      try {
        history.pushState(null, '', 'https://elsewhere.example/');
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(thrown).toBe('SecurityError');
    expect(await views()).toEqual([]);
  });

  test.runIf(once)('is seen through a History that the page patched before and after', async () => {
    await page.goto(`${site.origin}/none`);
    await page.evaluate(() => {
      const calls: string[] = [];
      Object.assign(window, { calls });
      const wrap = (tag: string) => {
        const original = history.pushState;
        history.pushState = function (...state) {
          calls.push(tag);
          return original.apply(this, state);
        };
      };
      wrap('before');
      start(sonde.pageViews());
      wrap('after');
      history.pushState(null, '', '/c');
    });
    expect((await views()).at(-1)).toBe('route /c ← /none');
    await page.evaluate(() => {
      undo();
      history.pushState(null, '', '/d');
    });
    expect((await views()).at(-1)).toBe('route /c ← /none');
    expect(await page.evaluate(() => (window as unknown as { calls: string[] }).calls.join())).toBe(
      'after,before,after,before',
    );
  });

  test('is seen by whoever patches History’s prototype later, too, and where the prototype’s method is called', async () => {
    const calls = await page.evaluate(() => {
      const calls: unknown[] = [];
      const { pushState } = History.prototype;
      History.prototype.pushState = function (...state) {
        calls.push(state[2]);
        pushState.apply(this, state);
      };
      history.pushState(null, '', '/f');
      History.prototype.replaceState.call(history, null, '', '/g');
      return calls;
    });
    expect(calls).toEqual(['/f']);
    expect(await views()).toEqual(['route /f ← /', 'route /g ← /f']);
  });

  test('leaves History as it was when undone', async () => {
    await page.goto(`${site.origin}/none`);
    const isSame = await page.evaluate(() => {
      const { pushState, replaceState } = history;
      start(sonde.pageViews());
      undo();
      history.pushState(null, '', '/e');
      return (
        history.pushState === pushState &&
        history.replaceState === replaceState &&
        Object.getOwnPropertyNames(history).length === 0
      );
    });
    expect(isSame).toBe(true);
    expect(await views()).toEqual(['navigate /none']);
  });

  test.runIf(engine !== 'webkit')('made by the Navigation API is seen', async () => {
    await page.evaluate(() => {
      const { navigation } = window as unknown as { navigation: Navigation };
      navigation.addEventListener('navigate', (event) => event.intercept({ handler: async () => {} }));
      navigation.navigate('/intercepted');
    });
    await emittedUntil(page, (events) => events.length === 1, 'one page view');
    expect(await views()).toEqual(['route /intercepted ← /']);
  });
});

test.runIf(once)('the fragment names the page where the site says so', async () => {
  await page.goto(`${site.origin}/hash#/`);
  await page.evaluate(() => {
    location.hash = '#/orders?sort=1';
  });
  await emittedUntil(page, (events) => events.length === 2, 'two page views');
  await page.evaluate(() => history.replaceState(null, '', '#/orders?sort=2'));
  await page.back();
  await emittedUntil(page, (events) => events.length === 3, 'three page views');
  expect(await views()).toEqual([
    'navigate /hash#/',
    'route /hash#/orders?sort=1 ← /hash#/',
    'route /hash#/ ← /hash#/orders?sort=2',
  ]);
});
