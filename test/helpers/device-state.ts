import type { Page } from './browser.js';

/** What a page's origin keeps on the device. */
export interface DeviceState {
  cookies: string;
  local: string[];
  session: string[];
  databases: string[];
  caches: string[];
  workers: number;
}

export const NOTHING: DeviceState = {
  cookies: '',
  local: [],
  session: [],
  databases: [],
  caches: [],
  workers: 0,
};

/** Reads all that script can store for the origin of a page, by name. */
export const deviceState = (page: Page): Promise<DeviceState> =>
  page.evaluate(async () => ({
    cookies: document.cookie,
    local: Object.keys(localStorage).sort(),
    session: Object.keys(sessionStorage).sort(),
    databases: (await indexedDB.databases()).map(({ name }) => name ?? '').sort(),
    caches: (await caches.keys()).sort(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
