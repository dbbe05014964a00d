import type { DeviceState } from './entry.js';

/** Reads all that scripts can have stored for the document's origin, by name. Travels into the page as source text. */
export const readDevice = async (): Promise<DeviceState> => {
  const list = async (read: () => Promise<string[]> | string[]): Promise<string[]> => {
    try {
      return (await read()).sort();
    } catch {
      return []; // Forbidden here, or not there.
    }
  };
  return {
    cookies: await list(() =>
      document.cookie
        .split('; ')
        .filter(Boolean)
        .map((cookie) => cookie.split('=')[0] as string),
    ),
    local: await list(() => Object.keys(localStorage)),
    session: await list(() => Object.keys(sessionStorage)),
    databases: await list(async () => (await indexedDB.databases()).map(({ name }) => name ?? '')),
    caches: await list(() => caches.keys()),
    workers: await list(async () =>
      (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
    ),
  };
};
