import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES: readonly string[] = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];

/** Where Chromium and its kin are where nobody put them on the path; below a folder of `variables`, if it is named. */
const PLACES: readonly string[] = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const WINDOWS: readonly string[] = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The first Chromium, Chrome or Edge on this machine; `undefined` where there is none.
 *
 * @param own where the one would be that Playwright itself installs.
 */
export const findChromium = (
  own: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  const onPath = (environment.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const onWindows = [
    environment.PROGRAMFILES,
    environment['PROGRAMFILES(X86)'],
    environment.LOCALAPPDATA,
  ].flatMap((folder) => (folder ? WINDOWS.map((path) => join(folder, path)) : []));
  return [...onPath, ...PLACES, ...onWindows, own].find((path) => existsSync(path));
};
