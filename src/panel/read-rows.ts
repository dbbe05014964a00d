import { attempt } from '../browser/attempt.js';

/** A database that has not answered for so long is taken as broken, in milliseconds. */
const TIMEOUT = 2_000;

/**
 * The log records that the outbox keeps in IndexedDB, those of earlier pages and other tabs included. Makes no database
 * where there is none. Never rejects.
 *
 * @param name the database's, `sonde.<service>.`
 */
export const readRows = (name: string): Promise<string[]> =>
  new Promise((resolve) => {
    setTimeout(resolve, TIMEOUT, []);
    const nothing = (): void => resolve([]);
    const read = (): void => {
      const opening = indexedDB.open(name);
      // It is gone since: an upgrade that is aborted makes none.
      opening.onupgradeneeded = () => opening.transaction?.abort();
      opening.onerror = nothing;
      opening.onsuccess = () => {
        const database = opening.result;
        try {
          const reading = database.transaction('events').objectStore('events').getAll();
          reading.onerror = nothing;
          // A row's first line is its resource.
          reading.onsuccess = () =>
            resolve(reading.result.flatMap(([, text]: [string, string]) => text.split('\n').slice(1)));
        } catch {
          nothing();
        }
        // When that has been read: the outbox is to be able to delete it.
        database.close();
      };
    };
    // Asked first: WebKit goes on listing a database whose first upgrade was aborted.
    Promise.resolve(attempt(() => indexedDB.databases()))
      .then((all) => (!all || all.some((one) => one.name === name) ? read() : nothing()))
      .catch(nothing);
  });
