import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCollector } from '../../src/collector/index.js';
import type { LogRow, Store } from '../../src/collector/store/store.js';
import { type EventSketch, rowOf } from '../collector/metrics/seed/row.js';
import type { Page } from '../helpers/browser.js';

/** A collector with its dashboard, in this process, so that a test can put rows straight into its store. */
export interface DashboardSite {
  /** Such as `http://127.0.0.1:40213`. */
  readonly address: string;
  readonly store: Store;
  insert(events: readonly EventSketch[]): Promise<void>;
  insertRows(rows: Iterable<LogRow>): Promise<void>;
  /** Stops listening; the store stays until `close`. */
  silence(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a collector on chDB with the built dashboard. */
export const startDashboard = async (options: { adminToken?: string } = {}): Promise<DashboardSite> => {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-dashboard-'));
  const collector = await createCollector({ location: { path: folder }, port: 0, ...options });
  const address = await collector.listen();
  return {
    address,
    store: collector.store,
    insert: (events) => collector.store.insert(events.map(rowOf)),
    insertRows: (rows) => collector.store.insert([...rows]),
    silence: () => collector.app.close(),
    async close() {
      await collector.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Everything in the page that breaks the content security policy, or throws, from the moment of this call. */
export const watchBreaches = async (page: Page): Promise<string[]> => {
  const breaches: string[] = [];
  page.playwright?.on('pageerror', (error) => breaches.push(`thrown: ${error.message}`));
  page.playwright?.on('console', (message) => {
    if (message.text().startsWith('CSP ')) breaches.push(message.text());
    else if (/content security policy|trusted/i.test(message.text())) breaches.push(message.text());
  });
  await page.playwright?.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error(
        `CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
      ),
    );
  });
  return breaches;
};

/** From now on what the dashboard does every five seconds, it does twice a second. */
export const hasten = async (page: Page): Promise<void> => {
  await page.playwright?.addInitScript(() => {
    const { setTimeout } = window;
    window.setTimeout = ((work: () => void, delay = 0) =>
      setTimeout(work, delay < 3_000 ? delay : delay / 10)) as typeof window.setTimeout;
  });
};

/** Goes to a view and waits until each of its parts has its figures. */
export const open = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  await settled(page);
};

/** Waits until nothing is being looked up for the first time, and every chart is drawn. */
export const settled = async (page: Page): Promise<void> => {
  await page.waitFor(
    () =>
      document.querySelector('main h1') !== null &&
      document.querySelector('.skeleton, .stale, .banner-waiting') === null &&
      document.querySelector('main')?.textContent?.includes('Looking …') === false &&
      [...document.querySelectorAll('.chart-host')].every((host) => host.childElementCount > 0),
  );
};

/** The text of the first element that a selector finds, its white space made plain. */
export const textOf = (page: Page, selector: string): Promise<string> =>
  page.evaluate(
    (wanted) => (document.querySelector(wanted)?.textContent ?? '').replace(/\s+/g, ' ').trim(),
    selector,
  );

/** A row of a table by its header, as its cells' text. */
export const rowOfTable = (page: Page, caption: string, header: string): Promise<string[]> =>
  page.evaluate(
    ([table, name]) => {
      const found = [...document.querySelectorAll('table')].find(
        (one) => one.caption?.textContent?.trim() === table,
      );
      const row = [...(found?.tBodies[0]?.rows ?? [])].find((one) =>
        one.cells[0]?.textContent?.trim().startsWith(name as string),
      );
      return [...(row?.cells ?? [])].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim());
    },
    [caption, header] as const,
  );
