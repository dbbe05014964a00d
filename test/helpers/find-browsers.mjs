import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {'chromium' | 'firefox' | 'webkit'} Engine */

/** The engines that an end-to-end test runs on, in the order in which they run. @type {readonly Engine[]} */
export const ENGINES = ['chromium', 'firefox', 'webkit'];

/**
 * Where the engines' programs are on this machine. Environment variables win: SONDE_CHROMIUM, SONDE_FIREFOX,
 * SONDE_WEBKIT_DRIVER and SONDE_WEBKIT (its MiniBrowser).
 *
 * @returns {Promise<{ chromium?: string, firefox?: string, webkit?: { driver: string, browser: string } }>}
 */
export async function findBrowsers() {
  const chromium =
    fromEnvironment('SONDE_CHROMIUM') ??
    onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') ??
    firstFile(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ) ??
    (await playwrightsChromium());
  const firefox =
    fromEnvironment('SONDE_FIREFOX') ??
    onPath('firefox-esr', 'firefox') ??
    firstFile('/Applications/Firefox.app/Contents/MacOS/firefox');
  const driver = fromEnvironment('SONDE_WEBKIT_DRIVER') ?? onPath('WebKitWebDriver');
  const browser = fromEnvironment('SONDE_WEBKIT') ?? miniBrowser();
  return {
    ...(chromium && { chromium }),
    ...(firefox && { firefox }),
    ...(driver && browser && { webkit: { driver, browser } }),
  };
}

/** @param {string} name */
function fromEnvironment(name) {
  const path = process.env[name];
  if (path && !existsSync(path)) throw new Error(`${name} names ${path}, and there is no such file.`);
  return path || undefined;
}

/** @param {string[]} names */
export function onPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return firstFile(...names.flatMap((name) => folders.map((folder) => join(folder, name))));
}

/** @param {string[]} paths */
function firstFile(...paths) {
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}

/** WebKitGTK keeps its MiniBrowser beside its libraries: Debian in /usr/lib/<machine>, Fedora in /usr/libexec. */
function miniBrowser() {
  const folders = ['/usr/libexec', '/usr/lib64', '/usr/lib'].filter((folder) => existsSync(folder));
  const machines = folders.flatMap((folder) => [
    folder,
    ...readdirSync(folder)
      .filter((name) => name.includes('-linux-gnu'))
      .map((name) => join(folder, name)),
  ]);
  return firstFile(
    ...machines.flatMap((folder) =>
      ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'].map((name) => join(folder, name, 'MiniBrowser')),
    ),
  );
}

async function playwrightsChromium() {
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}
