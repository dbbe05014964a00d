import { describe, expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { emitted, emittedUntil, forget } from './plugins-site.js';
import { useSite } from './use-site.js';

declare const sonde: typeof import('../../src/plugins/crash.js');
declare const withdraw: () => void;

/** Without `crashReport`, which Chromium has: what is told through that is in crash-report.test.ts, by real crashes. */
const BODY = `<script>
  window.unhandled = [];
  addEventListener('unhandledrejection', ({ reason }) => { unhandled.push(String(reason)); });
  if (location.hash === '#refused') LockManager.prototype.query = () => { asked = true; return Promise.reject('refused'); };
  Object.defineProperty(window, 'crashReport', { value: undefined });
  const undoAll = sonde.crash({ release: '1.4.2' }).setup(telemetry);
  const withdraw = () => undoAll(true);
</script>`;

const { site, browser, page } = useSite({ '/orders/81234': BODY, '/plain': '' });

const marks = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('alive.')));
const isMarked = () =>
  page.waitFor(() => Object.keys(localStorage).some((key) => key.startsWith('sonde.test.alive.')));

describe('the estimate', () => {
  test('says nothing of pages that end as they should, and leaves nothing on the device', async () => {
    for (let time = 0; time < 2; time++) {
      await page.goto(`${site.origin}/orders/81234`);
      await isMarked();
    }
    await page.goto(`${site.origin}/plain`);
    expect(await marks()).toEqual([]);
    await page.goto(`${site.origin}/orders/81234`);
    await isMarked();
    await page.evaluate(() => withdraw());
    expect(await marks()).toEqual([]);
  });

  test('throws nothing into a page whose browser does not tell of its locks', async () => {
    await page.goto(`${site.origin}/plain`);
    await page.goto(`${site.origin}/orders/81234#refused`);
    await page.waitFor(() => Reflect.has(window, 'asked'));
    expect(
      await page.evaluate(async () => {
        await new Promise((resolve) => setTimeout(resolve));
        return Reflect.get(window, 'unhandled');
      }),
    ).toEqual([]);
    await page.goto(`${site.origin}/plain`);
  });

  test('holds no lock while the page is hidden away, and marks the page anew when it is back', async () => {
    await page.goto(`${site.origin}/orders/81234`);
    await isMarked();
    const locks = () => page.evaluate(async () => (await navigator.locks.query()).held?.length);
    expect(await locks()).toBe(1);
    await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    });
    expect(await marks()).toEqual([]);
    await page.waitFor(async () => !(await navigator.locks.query()).held?.length);
    await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });
    await isMarked();
    expect(await locks()).toBe(1);
  });

  test('tells of a mark whose page is no more, once', async () => {
    await page.goto(`${site.origin}/plain`);
    await forget(page);
    const time = await page.evaluate(() => {
      const now = Date.now() - 60_000;
      localStorage['sonde.test.alive.0123456789abcdef'] = JSON.stringify([now, 'a-session', '/cart']);
      return now;
    });
    await page.goto(`${site.origin}/orders/81234`);
    const [event] = await emittedUntil(page, (events) => events.length > 0, 'a crash');
    expect(event).toMatchObject({
      name: 'crash',
      attributes: {
        'sonde.crash.estimated': true,
        'sonde.crash.session': 'a-session',
        'sonde.crash.page': '/cart',
      },
      options: { time, severity: 21 },
    });
    await page.goto(`${site.origin}/orders/81234`);
    await isMarked();
    expect(await emitted(page)).toHaveLength(1);
  });

  test.runIf(engine === 'chromium')(
    'tells of a tab that crashed, while another of the site lives on',
    async () => {
      await page.goto(`${site.origin}/orders/81234`);
      await isMarked();
      await forget(page);
      const doomed = await browser.newPage(`${site.origin}/orders/81234`);
      await page.waitFor(
        () => Object.keys(localStorage).filter((key) => key.startsWith('sonde.test.alive.')).length === 2,
      );
      const cdp = await doomed.playwright?.context().newCDPSession(doomed.playwright);
      cdp?.send('Page.crash').catch(() => {});
      await new Promise((resolve) => doomed.playwright?.once('crash', resolve));
      const next = await browser.newPage(`${site.origin}/orders/81234`);
      const told = await emittedUntil(next, (events) => events.length > 0, 'a crash');
      expect(told).toMatchObject([{ name: 'crash', attributes: { 'sonde.crash.page': '/orders/:id' } }]);
      await next.close();
    },
  );
});
