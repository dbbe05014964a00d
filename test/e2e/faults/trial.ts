import { resolve } from 'node:path';
import esbuild from 'esbuild';
import { type Browser, type Engine, type LaunchOptions, launch, type Page } from '../../helpers/browser.js';
import type { TestCollector } from '../../helpers/collector.js';
import { engine } from '../../helpers/engine.js';
import { eventually } from '../../helpers/eventually.js';
import { type Front, startFront } from '../../helpers/front.js';
import { type PageServer, startPageServer } from '../../helpers/page-server.js';
import { storedNumbers } from '../../helpers/stored-events.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import type { Client, Numbered, PageSetting } from './page.js';
import { type SitePage, siteHtml } from './site-page.js';
import { type Tally, takeTally } from './tally.js';

declare const sonde: Client;
declare const numbered: Numbered;

/** A visitor who comes back after this long finds every lease run out. */
const LATER = 25_000;
/** A page tracks so many at its end, at most: five in each of two listeners of each of two events. */
const AT_END = 20;
/** Each document that is opened has this many numbers to itself. */
const NUMBERS = 100_000;

/** What the tests of one file share. */
export interface Ground {
  readonly collector: Pick<TestCollector, 'address' | 'query'>;
  readonly browser: Browser;
}

export interface TrialOptions {
  readonly client: PageSetting['client'];
  readonly seed: number;
  /** How many events to track, about. */
  readonly events: number;
}

export interface Visit {
  /** The page's clock is ahead by so many milliseconds: time has passed. */
  readonly later?: number;
  readonly path?: string;
}

/** One fault, tried once: an origin, a front and a run of its own. */
export interface Trial extends TrialOptions {
  readonly engine: Engine;
  readonly run: string;
  readonly site: PageServer;
  readonly front: Front;
  /** The shared one, or the one that `launch` or the test put in its place. */
  browser: Browser;
  collector: Ground['collector'];
  /** The same for a seed. */
  random(): number;
  /** Serves `/` (or another path) anew: from now on pages are as told here. */
  serve(setting?: Partial<PageSetting>, page?: SitePage, path?: string): void;
  /** Starts a browser for this trial alone, on a profile folder that all browsers of the trial share. */
  launch(options?: Omit<LaunchOptions, 'profile'>, profile?: 'kept' | 'own'): Promise<Browser>;
  /** An address that no document has had, with numbers of its own. */
  address(visit?: Visit): string;
  /** Opens a tab and waits until the client has started. */
  open(visit?: Visit): Promise<Page>;
  /** Closes the tab; what it sends at its end has failed or come by then. */
  close(page: Page): Promise<void>;
  /** Tracks events over many tasks; resolves when `track` has returned from all of them. */
  track(page: Page, count?: number): Promise<void>;
  /** Tracks events in one task. */
  trackAtOnce(page: Page, count?: number): Promise<void>;
  /** Reads how many events the documents of this origin say were tracked. */
  readCounts(page: Page): Promise<void>;
  /** The document with these numbers has tracked so many events. */
  count(from: number, tracked: number): void;
  /** These may be missing from the store: the fault destroys or refuses them. */
  forfeit(numbers: Iterable<number>): void;
  /** The numbers that were acknowledged so far. */
  acknowledged(): ReadonlySet<number>;
  /** Mends everything, comes back, lets the client deliver, and counts. */
  recover(page?: Page): Promise<Tally>;
  /** Closes what the trial opened. */
  end(): Promise<void>;
}

const failAfter = (time: number, why: string): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Error(why)), time));

let trials = 0;
let script: Promise<string> | undefined;

/** The page's script with the client under test, bundled once a file; SONDE_FAULTS_CLIENT names another entry of it. */
const bundle = (): Promise<string> => {
  const entry = process.env.SONDE_FAULTS_CLIENT;
  script ??= esbuild
    .build({
      entryPoints: ['test/e2e/faults/page.ts'],
      bundle: true,
      format: 'iife',
      minify: true,
      write: false,
      logLevel: 'error',
      plugins: entry
        ? [
            {
              name: 'another client',
              setup: (build) =>
                build.onResolve({ filter: /src\/index\.js$/ }, () => ({ path: resolve(entry) })),
            },
          ]
        : [],
    })
    .then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  return script;
};

/** Starts a trial. The caller ends it, whatever happened. */
export async function startTrial(ground: Ground, options: TrialOptions): Promise<Trial> {
  const { client, seed } = options;
  const run = `${engine}-${seed}-${++trials}-${client}`;
  const front = await startFront(ground.collector.address);
  const site = await startPageServer();
  site.mount('/telemetry', front.handle);
  site.serve('/faults.js', await bundle());
  const profile = temporaryFolder('faults');
  const launched = new Set<Browser>();
  const pages = new Set<Page>();
  const counts = new Map<number, number>();
  const forfeited = new Set<number>();
  let documents = 0;
  let state = seed;

  const count = (from: number, tracked: number): void => {
    counts.set(from, Math.max(counts.get(from) ?? 0, tracked));
  };
  const numbersOf = (): Set<number> =>
    new Set(
      [...counts].flatMap(([from, tracked]) => Array.from({ length: tracked }, (_, place) => from + place)),
    );

  const trial: Trial = {
    ...options,
    engine,
    run,
    site,
    front,
    browser: ground.browser,
    collector: ground.collector,
    random() {
      state = (Math.imul(state, 48_271) >>> 0) % 0x7fffffff || 1;
      return state / 0x7fffffff;
    },
    serve(setting = {}, page = {}, path = '/') {
      const all = { run, seed, client, endpoint: '/telemetry', flushEvery: 50, ...setting };
      site.serve(path, siteHtml(all, page), page.headers);
    },
    async launch(launchOptions = {}, folder = 'own') {
      const browser = await launch(engine, {
        ...launchOptions,
        ...(folder === 'kept' && { profile: profile.path }),
      });
      launched.add(browser);
      trial.browser = {
        ...browser,
        kill() {
          launched.delete(browser);
          pages.clear();
          return browser.kill();
        },
      };
      return trial.browser;
    },
    address({ later = 0, path = '/' } = {}) {
      return `${site.origin}${path}?from=${1 + documents++ * NUMBERS}${later ? `&later=${later}` : ''}`;
    },
    async open(visit) {
      const page = await trial.browser.newPage(trial.address(visit));
      pages.add(page);
      await page.waitFor(() => typeof sonde === 'object');
      return page;
    },
    async close(page) {
      await page.close();
      // A beacon that comes late would save a client that must lose. What this page asks for comes after it.
      if (client !== 'sonde') await (await trial.browser.newPage(`${site.origin}/faults.js`)).close();
    },
    async track(page, wanted = options.events) {
      const [from, tracked] = await page.evaluate(
        async (number: number) => [numbered.from, await numbered.track(number)] as const,
        wanted,
      );
      count(from, tracked);
    },
    async trackAtOnce(page, wanted = options.events) {
      const [from, tracked] = await page.evaluate(
        (number: number) => [numbered.from, numbered.trackAtOnce(number)] as const,
        wanted,
      );
      count(from, tracked);
    },
    async readCounts(page) {
      const found = await page.evaluate((prefix: string) => {
        try {
          return Object.keys(localStorage)
            .filter((key) => key.startsWith(prefix))
            .map((key) =>
              [key.slice(prefix.length), ...(localStorage.getItem(key) ?? '').split(',')].map(Number),
            );
        } catch {
          return [];
        }
      }, `counted.${run}.`);
      for (const [from, tracked, ...stopped] of found) {
        count(from as number, tracked as number);
        trial.forfeit(stopped);
      }
    },
    count,
    forfeit(numbers) {
      for (const number of numbers) forfeited.add(number);
    },
    acknowledged: numbersOf,
    async recover(given) {
      front.otherwise({ kind: 'forward' });
      // Until a browser has noticed that its processes were killed, it may give a dead one to the next tab, which then never
      // opens: the one after it mostly does.
      const page =
        given ??
        (await eventually(
          () => Promise.race([trial.open({ later: LATER }), failAfter(10_000, 'The tab does not open.')]),
          () => true,
          'a tab that lives',
        ));
      await trial.readCounts(page);
      await page.waitFor(async () => (await sonde.flush()).kept === 0, undefined, 60_000);
      const acknowledged = numbersOf();
      // A beacon that a closed tab left behind may still be on its way; a control's loss is final.
      await eventually(
        () => storedNumbers(trial.collector, run),
        (stored) => [...acknowledged].every((number) => stored.has(number) || forfeited.has(number)),
        'everything in the store',
        client === 'sonde' ? 15_000 : 2_000,
      ).catch(() => {});
      const tally = await takeTally(trial.collector, run, acknowledged, forfeited);
      // Tracked while the page was ending: a browser may lose its count, which is in localStorage, and keep the events.
      const isLast = (number: number): boolean =>
        [...counts].some(([from, tracked]) => number >= from + tracked && number < from + tracked + AT_END);
      return { ...tally, unknown: tally.unknown.filter((number) => !isLast(number)) };
    },
    async end() {
      for (const page of pages) await page.close().catch(() => {});
      for (const browser of launched) await browser.close().catch(() => {});
      await site.close();
      await front.close();
      profile.remove();
    },
  };
  trial.serve();
  return trial;
}
