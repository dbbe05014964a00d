import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, launch, type Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { type Front, startFront } from '../helpers/front.js';
import { type PageServer, startPageServer } from '../helpers/page-server.js';
import { borrowCollector } from '../helpers/shared-collector.js';
import { storedEvents } from '../helpers/stored-events.js';
import { startTlsFront, type TlsFront } from '../helpers/tls-front.js';

/** A tab that crashes, from the dead renderer to the row in the collector's store. */

const SERVICE = 'crashing';

const APPLICATION = `
import { crash } from 'sonde/crash';
import { features } from 'sonde/features';
import { init } from 'sonde/init';

window.sonde = init({
  endpoint: '/telemetry',
  service: '${SERVICE}',
  release: '1.4.2',
  plugins: [crash({ release: '1.4.2' }), features()],
});`;

declare const sonde: import('../../src/sonde.js').Sonde;
declare const crashReport: { set(key: string, value: string): void };

// Firefox and WebKit report no crash: they have the estimate, which is in plugins-crash.test.ts.
describe.runIf(engine === 'chromium')('a tab that crashes', () => {
  let collector: Awaited<ReturnType<typeof borrowCollector>>;
  let front: Front;
  let site: PageServer;
  let tls: TlsFront;
  let browser: Browser;
  beforeAll(async () => {
    collector = await borrowCollector();
    front = await startFront(collector.address);
    site = await startPageServer();
    site.mount('/telemetry', front.handle);
    tls = await startTlsFront(site.origin);
    await site.serveBundle('/application.js', APPLICATION);
    site.serve(
      '/orders/81234',
      `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>crashing</title>
       <button data-feature="export-csv">Export</button><script type="module" src="/application.js"></script></html>`,
      {
        'reporting-endpoints': `crash-reporting="${tls.origin}/telemetry/v1/reports?service=${SERVICE}&release=1.4.2"`,
      },
    );
    browser = await launch(engine, { trusted: tls.key });
  });
  afterAll(async () => {
    await browser?.close();
    await tls?.close();
    await site?.close();
    await front?.close();
  });

  const open = async (): Promise<Page> => {
    const page = await browser.newPage(`${tls.origin}/orders/81234`);
    await page.waitFor(() => typeof sonde === 'object');
    return page;
  };
  /** Ends the tab's renderer as a crash does, and waits for the row that tells of it. */
  const crashed = async ({ playwright }: Page) => {
    const before = await crashes();
    const devTools = await playwright?.context().newCDPSession(playwright);
    const gone = playwright?.waitForEvent('crash');
    // The renderer dies of it, and gives no answer.
    devTools?.send('Page.crash').catch(() => {});
    await gone;
    const rows = await eventually(crashes, (all) => all.length > before.length, 'the crash in the store');
    await playwright?.close();
    return rows.at(-1)?.LogAttributes;
  };
  const crashes = async () =>
    (await storedEvents(collector, SERVICE)).filter(({ EventName }) => EventName === 'crash');

  // In this order: an answer is remembered.
  test.each([
    ['before an answer', () => undefined],
    ['after a refusal', () => sonde.consent.deny()],
    [
      'after a withdrawal',
      async () => {
        const had = new Set<string>();
        const { set } = crashReport;
        crashReport.set = (key, value) => {
          set.call(crashReport, key, value);
          had.add(key);
        };
        sonde.consent.grant();
        sonde.track('feature.used', { 'feature.id': 'export-csv' });
        while (!had.has('feature.id')) await new Promise((resolve) => setTimeout(resolve));
        sonde.consent.deny();
      },
    ],
  ])('is told of without the session and the feature %s', async (_, answer) => {
    const page = await open();
    await page.evaluate(answer as () => void);
    const told = await crashed(page);
    expect(told).toMatchObject({ 'sonde.crash.estimated': 'false' });
    for (const key of ['session.id', 'feature.id', 'url.template', 'service.version'])
      expect(told).not.toHaveProperty(key);
  });

  test('is told of by the browser itself, with the session, the release, the page and the last feature', async () => {
    const page = await open();
    await page.evaluate(() => sonde.consent.grant());
    await page.click('button');
    await page.evaluate(() => sonde.flush());
    const [used] = (await storedEvents(collector, SERVICE)).filter(
      ({ EventName }) => EventName === 'feature.used',
    );
    const session = used?.ResourceAttributes['session.id'];
    expect(session).toMatch(/^[0-9a-f]{32}$/);
    expect(await crashed(page)).toMatchObject({
      'session.id': session,
      'service.version': '1.4.2',
      'url.template': '/orders/:id',
      'feature.id': 'export-csv',
      'sonde.crash.estimated': 'false',
    });
  });
});
