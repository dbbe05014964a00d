import { beforeEach, describe, expect, test } from 'vitest';
import { launch, type Page } from '../helpers/browser.js';
import { can } from '../helpers/can.js';
import { deviceState, NOTHING } from '../helpers/device-state.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { isLong, once } from '../helpers/once.js';
import { expectExactlyOnce, storedEvents } from '../helpers/stored-events.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { scriptTagHtml, strictPolicy } from '../pages/script-tag.js';
import { useCollectedSite } from './use-collected-site.js';

/** The main job: a page with the script tag and the banner, before a real collector. */

declare const sonde: import('../../src/sonde.js').Sonde;
declare const problems: string[];
declare const tracked: number[];

/** Each test has an origin, and so a storage, and a service of its own. */
const { collector, front, site, browser } = useCollectedSite('test');
let service: string;
let count = 0;
beforeEach(() => {
  service = `shop-${++count}`;
  serve();
});

const serve = (endpoint?: string): void => {
  for (const path of ['/', '/next']) {
    site.serve(path, scriptTagHtml({ service, ...(endpoint && { endpoint }) }), strictPolicy(endpoint));
  }
};

const open = async (path = '/', from = browser): Promise<Page> => {
  const page = await from.newPage(site.origin + path);
  await page.waitFor(() => typeof sonde === 'object');
  return page;
};

const accept = (page: Page): Promise<void> => answer(page, 1);
const refuse = (page: Page): Promise<void> => answer(page, 2);
const answer = async (page: Page, place: number): Promise<void> => {
  await page.click(`.equal:nth-of-type(${place})`);
  await page.waitFor(() => document.querySelector('sonde-consent') === null);
};

/** Does everything that would be recorded. */
const useEverything = async (page: Page): Promise<void> => {
  await page.click('#track');
  await page.click('#export');
  await page.click('#throw');
};

/** Everything that was tracked is in the store. A page that was left may hold the right to send for some seconds more. */
const delivered = (page: Page): Promise<unknown> =>
  eventually(
    () => page.evaluate(() => sonde.flush()),
    ({ kept }) => kept === 0,
    'nothing kept',
  );

/** Long enough for the time-outs of a page that sends: an event is flushed after two seconds. */
const longEnough = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3_000)));

/** The requests of a page that carries Sonde and sends nothing. */
const OWN = /^GET \/(next)?$|^GET \/dist\/sonde\.js(\.map)?$/;

const expectSilence = (): void => {
  expect(site.requests.filter((request) => !OWN.test(request))).toEqual([]);
  expect([...front.seen, ...front.others]).toEqual([]);
};

describe('consent', () => {
  test('before an answer nothing is stored and nothing is sent, not even at the end', async () => {
    const page = await open();
    await page.waitFor(() => document.querySelector('sonde-consent') !== null);
    await useEverything(page);
    await longEnough(page);
    expect(await deviceState(page)).toEqual(NOTHING);
    expect(
      await page.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
      ),
    ).toEqual(['/dist/sonde.js']);
    await page.close();
    const second = await open('/next');
    expect(await deviceState(second)).toEqual(NOTHING);
    expectSilence();
  });

  test.runIf(once)(
    'after a refusal nothing but the refusal is stored, nothing is sent, and nobody is asked again',
    async () => {
      const page = await open();
      await refuse(page);
      await useEverything(page);
      await page.reload();
      await page.waitFor(() => typeof sonde === 'object');
      expect(await page.evaluate(() => document.querySelector('sonde-consent'))).toBe(null);
      await useEverything(page);
      await longEnough(page);
      expect(await page.evaluate(() => sonde.consent.state())).toEqual({
        analytics: 'denied',
        diagnostics: 'denied',
      });
      expect(await deviceState(page)).toEqual({ ...NOTHING, local: ['sonde.consent'] });
      await page.close();
      await open('/next');
      expectSilence();
    },
  );

  test('a withdrawal aborts the request that is under way', async () => {
    const page = await open();
    await accept(page);
    await delivered(page);
    front.otherwise({ kind: 'answer', status: 503, delay: 20_000 });
    const before = front.seen.length;
    await page.click('#track');
    const [request] = await eventually(
      () => front.seen.slice(before),
      (seen) => seen.some(({ body }) => body.length > 0),
      'a request under way',
    );
    expect(request?.abandoned).toBe(false);
    await page.evaluate(() => sonde.consent.deny());
    // Long before it is answered, and before the page gives up by itself.
    await eventually(
      () => request?.abandoned,
      (isAbandoned) => isAbandoned === true,
      'the browser has hung up',
      // It gives up by itself after fifteen.
      12_000,
    );
  });

  test('after a withdrawal nothing is kept, and nothing more is sent', async () => {
    const page = await open();
    await accept(page);
    await page.click('#track');
    await delivered(page);
    front.otherwise({ kind: 'answer', status: 503 });
    await useEverything(page);
    await page.evaluate(() => sonde.consent.deny());
    const sent = front.seen.length;
    await useEverything(page);
    await longEnough(page);
    expect(await deviceState(page)).toEqual({ ...NOTHING, local: ['sonde.consent'] });
    await page.close();
    await open('/next');
    expect(front.seen.length).toBe(sent);
  });
});

describe('capture', () => {
  test('page view, click, feature, vitals, error and the application’s own event reach the store', async () => {
    const page = await open();
    await accept(page);
    // A feature is exposed after a second in view, and is in view when a frame has been drawn.
    await eventually(
      async () => {
        await page.evaluate(() => sonde.flush());
        return storedEvents(collector, service);
      },
      (found) => found.some(({ EventName }) => EventName === 'feature.exposed'),
      'the exposure in the store',
    );
    await useEverything(page);
    expect(await page.evaluate(() => tracked)).toEqual([1]);
    expect(await page.evaluate(() => problems)).toEqual([expect.stringContaining('the button that throws')]);
    // Not left to the beacon of a closing page, which a browser may lose: what is kept comes with the next visit.
    await delivered(page);
    await page.close(); // CLS and INP are known at the end.

    const wanted = [
      'page_view',
      'click',
      'feature.exposed',
      'feature.used',
      'exception',
      'browser.web_vital',
      'test.event',
    ];
    const events = await eventually(
      () => storedEvents(collector, service),
      (found) => wanted.every((name) => found.some(({ EventName }) => EventName === name)),
      `${wanted.join(', ')} in the store`,
    );
    const attributesOf = (name: string): Record<string, string>[] =>
      events.filter(({ EventName }) => EventName === name).map(({ LogAttributes }) => LogAttributes);
    expect(attributesOf('page_view')).toEqual([
      expect.objectContaining({ 'url.full': `${site.origin}/`, 'sonde.navigation.type': 'navigate' }),
    ]);
    expect(attributesOf('click').map((click) => click['sonde.target.name'])).toEqual([
      'track',
      'export',
      'throw',
    ]);
    expect(attributesOf('feature.used')).toEqual([expect.objectContaining({ 'feature.id': 'export-csv' })]);
    expect(attributesOf('exception')).toEqual([
      expect.objectContaining({
        'exception.type': 'TypeError',
        'exception.message': 'the button that throws',
      }),
    ]);
    expect(attributesOf('browser.web_vital').map((vital) => vital['browser.web_vital.name'])).toContain(
      'ttfb',
    );
    for (const { ResourceAttributes } of events) {
      expect(ResourceAttributes).toMatchObject({
        'service.name': service,
        'service.version': '1.4.2',
        'deployment.environment.name': 'test',
        'session.id': events[0]?.ResourceAttributes['session.id'],
        'url.template': '/',
      });
    }
    expect(events[0]?.ResourceAttributes['session.id']).toMatch(/^[0-9a-f]{32}$/);
    // Numbered without a gap, and none stored twice.
    const numbers = events.map(({ LogAttributes }) => Number(LogAttributes['log.record.uid']?.split('-')[1]));
    expect(numbers.sort((a, b) => a - b)).toEqual(events.map((_, index) => index + 1));
  });

  test('a second page belongs to the same session, and to another page', async () => {
    const page = await open();
    await accept(page);
    await page.click('#next');
    await page.waitFor(() => location.pathname === '/next' && typeof sonde === 'object');
    await page.click('#track');
    await delivered(page);
    const views = await eventually(
      async () =>
        (await storedEvents(collector, service)).filter(({ EventName }) => EventName === 'page_view'),
      (found) => found.length === 2,
      'two page views',
    );
    const ids = (name: string): number =>
      new Set(views.map(({ ResourceAttributes }) => ResourceAttributes[name])).size;
    expect([ids('session.id'), ids('app.installation.id'), ids('sonde.page.id')]).toEqual([1, 1, 2]);
  });
});

describe('delivery', () => {
  test.runIf(once)(
    'flush resolves when everything is durable, and else says what is kept and why',
    async () => {
      const page = await open();
      await accept(page);
      await delivered(page);
      front.otherwise({ kind: 'answer', status: 503 });
      await page.click('#track');
      const refused = await page.evaluate(() => sonde.flush());
      expect(refused.kept).toBeGreaterThan(0);
      expect(refused.reason).toMatch(/503/);
      front.otherwise({ kind: 'forward' });
      await delivered(page);
      // Durable: no waiting for the store.
      expect(
        (await storedEvents(collector, service)).filter(({ EventName }) => EventName === 'test.event'),
      ).toHaveLength(1);
    },
  );

  test('to another origin, without a preflight', async () => {
    serve(front.address);
    const page = await open();
    await accept(page);
    await page.click('#track');
    await delivered(page);
    await expectExactlyOnce(collector, service, [1]);
    await page.click('#track');
    await page.close(); // The second goes by beacon.
    await expectExactlyOnce(collector, service, [1, 2]);
    expect(front.others).toEqual([]);
    expect(front.seen.every(({ headers }) => headers['content-type']?.startsWith('text/plain'))).toBe(true);
    expect(front.seen.every(({ headers }) => headers.cookie === undefined)).toBe(true);
  });

  // The fault matrix has it on every engine.
  test.runIf(once)(
    'clicks without a network are kept, the tab is closed, and on return they arrive once',
    async () => {
      const first = await open();
      await accept(first);
      await delivered(first);
      await cutNetwork(first, true);
      for (let click = 0; click < 5; click++) await first.click('#track');
      expect(await first.evaluate(() => tracked)).toEqual([1, 2, 3, 4, 5]);
      await first.close();
      expect(await storedRun()).toEqual([]);

      const blank = await browser.newPage();
      await cutNetwork(blank, false);
      // By the clock long enough after for the right to send of the page that was closed to have run out.
      site.serve('/later.js', '{ const now = Date.now.bind(Date); Date.now = () => now() + 25_000; }');
      const html = scriptTagHtml({ service }).replace('<title>', '<script src="/later.js"></script><title>');
      site.serve('/next', html, strictPolicy());
      const second = await open('/next');
      await expectExactlyOnce(collector, service, [1, 2, 3, 4, 5], () =>
        second.evaluate(() => sonde.flush()),
      );
    },
  );

  // The fault matrix does it on every engine, to a page whose consent is given otherwise.
  test.runIf(isLong)(
    'the browser is killed while the collector is away, and on return everything arrives once',
    async () => {
      const profile = temporaryFolder(engine);
      let own = await launch(engine, { profile: profile.path });
      try {
        const before = await open('/', own);
        await accept(before);
        await delivered(before);
        // Chromium and Firefox write localStorage, where the answer is, seconds later or when they end.
        await own.close();

        own = await launch(engine, { profile: profile.path });
        const page = await open('/', own);
        await front.refuse();
        for (let click = 0; click < 5; click++) await page.click('#track');
        expect(await page.evaluate(() => tracked)).toEqual([1, 2, 3, 4, 5]);
        // Tried in vain, and not given up.
        expect((await page.evaluate(() => sonde.flush())).kept).toBeGreaterThanOrEqual(5);
        await own.kill();
        await front.accept();

        own = await launch(engine, { profile: profile.path });
        const again = await open('/next', own);
        await expectExactlyOnce(collector, service, [1, 2, 3, 4, 5], () =>
          again.evaluate(() => sonde.flush()),
        );
      } finally {
        await own.close();
        profile.remove();
      }
    },
  );
});

/** By the engine's own switch where it has one; else the way to the collector is closed. */
const cutNetwork = async (page: Page, cut: boolean): Promise<void> => {
  if (can(engine, 'offline')) await page.setOffline(cut);
  else await (cut ? front.refuse() : front.accept());
};

const storedRun = async (): Promise<string[]> =>
  (await storedEvents(collector, service))
    .map(({ EventName }) => EventName)
    .filter((name) => name === 'test.event');
