import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

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

/** A browser for visitors only: no telemetry or updates of its own. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless Chromium: `CHROME_PATH`, one that is installed, or the one that Playwright downloaded.
 *
 * @throws where there is none
 */
export const launchChromium = () => {
  const executablePath = [process.env.CHROME_PATH, ...PLACES, chromium.executablePath()].find(
    (path) => path && existsSync(path),
  );
  if (!executablePath)
    throw new Error(
      'Synthetic visitors need Chromium or Chrome, and none was found: install one (npx playwright-core install chromium), or name it in CHROME_PATH.',
    );
  return chromium.launch({
    executablePath,
    // Signals are for the start script, which closes the browser in its turn.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: process.getuid?.() === 0 ? [...QUIET, '--no-sandbox'] : QUIET,
  });
};
