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
    try {
      const opening = indexedDB.open(name);
      // It was not there: an upgrade that is aborted leaves it so.
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
    } catch {
      nothing();
    }
  });
