import { type Browser, type LaunchOptions, launch, type Page } from './browser.js';
import type { Engine } from './find-browsers.mjs';
import { outlive } from './outlive.js';

/** The programs that run, by what they were started with. */
const running = new Map<string, Promise<Browser>>();

/**
 * The engine's browser on a real profile, shared by the files of a run: a start costs seconds of both processors. Its
 * `close` closes the pages that were opened here, and leaves the program to the next file. What origins stored stays in the
 * profile, but no file has an origin that another had (`listen-anew.ts`). Who kills the browser, or looks into the
 * profile, launches one of their own.
 */
export async function borrowBrowser(
  engine: Engine,
  options: Omit<LaunchOptions, 'profile'> = {},
): Promise<Browser> {
  const meant = optionsFor(engine, options);
  const name = JSON.stringify([engine, meant]);
  const browser = await (running.get(name) ?? start(name, engine, meant));
  const pages = new Set<Page>();
  return {
    ...browser,
    async newPage(url) {
      const page = await browser.newPage();
      const close = page.close.bind(page);
      const open = Object.assign(page, {
        async close() {
          pages.delete(page);
          await close();
        },
      });
      pages.add(open);
      if (url !== undefined) await page.goto(url);
      return open;
    },
    async close() {
      try {
        for (const page of pages) await page.close();
      } catch {
        // It is broken: the next file gets a new one.
        running.delete(name);
        await browser.kill();
      }
    },
  };
}

/** The options that mean something to the engine: those of the others would only start a second program. */
const optionsFor = (engine: Engine, { backForwardCache, preferences }: LaunchOptions): LaunchOptions => {
  if (engine === 'chromium') return { backForwardCache: backForwardCache === true };
  if (engine === 'firefox')
    return {
      preferences: {
        'privacy.globalprivacycontrol.enabled': false,
        // Which matters only to a site that honours it.
        'privacy.donottrackheader.enabled': true,
        ...preferences,
      },
    };
  return {};
};

function start(name: string, engine: Engine, options: LaunchOptions): Promise<Browser> {
  const starting = launch(engine, options);
  running.set(name, starting);
  starting.catch(() => running.delete(name));
  outlive(async () => {
    if (running.get(name) !== starting) return;
    const browser = await starting;
    // One that does not end in time says nothing of what was tested.
    await browser.close().catch(() => browser.kill());
  });
  return starting;
}
