import { type BrowserContext, chromium, firefox, type Page as PlaywrightPage } from 'playwright-core';
import { chromiumFlags } from '../../demo/traffic/chromium-flags.mjs';
import type { Browser, LaunchOptions, Page } from './browser.js';
import { findBrowsers } from './find-browsers.mjs';
import { pagePolling } from './page-polling.js';
import { gone, killTree, processesNaming, treeOf } from './processes.mjs';

const TIMEOUT = 30_000;

/** Chromium and Firefox, both through Playwright, each on a real profile folder (not in its private mode). */
export async function openPlaywright(
  engine: 'chromium' | 'firefox',
  profile: string,
  options: LaunchOptions,
): Promise<Browser> {
  const context = await (engine === 'chromium'
    ? openChromium(profile, options)
    : openFirefox(profile, options));
  context.setDefaultTimeout(TIMEOUT);
  // One after the other: each looks at which pages there are.
  let turn: Promise<unknown> = Promise.resolve();
  const nextPage = (): Promise<PlaywrightPage> => {
    const page = turn.then(() => openPage(engine, context));
    turn = page.catch(() => {});
    return page;
  };
  // The first tab stays open and blank: with the last tab goes the browser.
  return {
    engine,
    profile,
    async newPage(url) {
      const page = wrap(await nextPage(), context);
      if (url !== undefined) await page.goto(url);
      return page;
    },
    async close() {
      const all = treeOf(processesNaming(profile));
      await context.close();
      await gone(all);
    },
    async kill() {
      const closed = new Promise((resolve) => context.once('close', resolve));
      await killTree(processesNaming(profile));
      await closed;
    },
  };
}

/**
 * Playwright opens each page of Firefox in a window of its own, which costs five times what a tab does. Here the first page
 * is a tab beside the blank one; one beside another page gets its window, because a tab would hide that.
 */
async function openPage(engine: 'chromium' | 'firefox', context: BrowserContext): Promise<PlaywrightPage> {
  const [blank, ...others] = context.pages();
  if (engine === 'chromium' || blank === undefined || others.length > 0) return context.newPage();
  const [page] = await Promise.all([
    context.waitForEvent('page'),
    blank.evaluate(() => void open('about:blank', '_blank', 'noopener')),
  ]);
  return page;
}

async function openChromium(profile: string, options: LaunchOptions): Promise<BrowserContext> {
  const { chromium: executablePath } = await findBrowsers();
  if (!executablePath) throw new Error('Chromium is missing: install it, or name it in SONDE_CHROMIUM.');
  // Its sandbox needs a user other than root, and user namespaces, which containers mostly lack.
  const sandboxed = process.getuid?.() !== 0 && !process.env.CI;
  return chromium.launchPersistentContext(profile, {
    executablePath,
    chromiumSandbox: sandboxed,
    args: options.trusted
      ? [
          ...chromiumFlags,
          `--ignore-certificate-errors-spki-list=${options.trusted}`,
          '--short-reporting-delay',
        ]
      : chromiumFlags,
    ...(options.backForwardCache && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
  });
}

/** Debian's own Firefox over WebDriver BiDi: Playwright's patched build is not needed, nor can it be had everywhere. */
async function openFirefox(profile: string, options: LaunchOptions): Promise<BrowserContext> {
  const { firefox: executablePath } = await findBrowsers();
  if (!executablePath) throw new Error('Firefox is missing: install it, or name it in SONDE_FIREFOX.');
  return firefox.launchPersistentContext(profile, {
    channel: 'moz-firefox',
    executablePath,
    ...(options.preferences && { firefoxUserPrefs: { ...options.preferences } }),
  });
}

function wrap(page: PlaywrightPage, context: BrowserContext): Page {
  const evaluate: Page['evaluate'] = (script, argument) =>
    page.evaluate(script as never, argument as never) as Promise<never>;
  return {
    playwright: page,
    async goto(url) {
      await page.goto(url);
    },
    async click(selector) {
      await page.locator(selector).first().click();
    },
    async type(selector, text) {
      await page.locator(selector).first().focus();
      await page.keyboard.type(text);
    },
    press: (key) => page.keyboard.press(key),
    evaluate,
    ...pagePolling(evaluate),
    async reload() {
      await page.reload();
    },
    resize: (width, height) => page.setViewportSize({ width, height }),
    setOffline: (offline) => context.setOffline(offline),
    screenshot: () => page.screenshot(),
    close: () => page.close(),
  };
}
