import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { chromiumFlags } from './chromium-flags.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The path of a Chromium: `CHROME_PATH`, one that is installed, or the one that Playwright downloaded.
 *
 * @throws where there is none
 */
const findChromium = () => {
  const named = process.env.CHROME_PATH;
  if (named && !existsSync(named)) throw new Error(`CHROME_PATH names ${named}, and there is no such file.`);
  const path = named || [...PLACES, chromium.executablePath()].find((candidate) => existsSync(candidate));
  if (path) return path;
  throw new Error(
    'Synthetic visitors need Chromium or Chrome, and none was found: install one (npx playwright-core install chromium), or name it in CHROME_PATH.',
  );
};

const launch = (executablePath, userAgent) =>
  chromium.launch({
    executablePath,
    // Signals are for the start script, which closes the browser in its turn.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ...chromiumFlags,
      `--user-agent=${userAgent}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });

/**
 * Headless Chromium processes, one for each User-Agent, started when first asked for. A User-Agent that is emulated by
 * the DevTools protocol is forgotten in what a page sends while it is left for another (Chromium 156), and so every
 * phone would be a desktop computer half the time.
 *
 * @throws where there is no Chromium
 */
export const createBrowsers = () => {
  const executablePath = findChromium();
  const launched = new Map();
  return {
    /** @returns a promise of the browser that goes by this User-Agent, which rejects where it cannot be started */
    get(userAgent) {
      if (!launched.has(userAgent)) {
        const launching = launch(executablePath, userAgent);
        launched.set(userAgent, launching);
        // One that died, or never came up, is started anew.
        const forget = () => launched.delete(userAgent);
        launching.then((browser) => browser.once('disconnected', forget), forget);
      }
      return launched.get(userAgent);
    },
    close: () => Promise.allSettled([...launched.values()].map(async (browser) => (await browser).close())),
  };
};
