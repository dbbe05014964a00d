import { promisifyRequest } from 'idb-keyval';

/** A database that has not answered for so long is taken as broken; the next call opens it anew. */
const TIMEOUT = 5_000;

/**
 * Runs one transaction: `work` issues its requests and returns the one whose result is wanted, if any. Resolved means
 * durable. Rejects when the database is forbidden, full, closed or hangs, and may be called again.
 */
export type Store = <Result>(
  work: (table: IDBObjectStore) => IDBRequest<Result> | undefined,
) => Promise<Result>;

/**
 * The IndexedDB store. Every transaction is committed by hand: one that is left open while the page is leaving hangs the
 * next page's IndexedDB in WebKit. Only a transaction's `complete` counts: on a full disk the request succeeds and the
 * transaction aborts.
 *
 * @see https://w3c.github.io/IndexedDB/#dom-idbtransaction-commit
 */
export const openStore = (name: string): Store => {
  let opening: Promise<IDBDatabase> | undefined;

  const open = (): Promise<IDBDatabase> => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore('events');
    return promisifyRequest(request);
  };

  return async <Result>(work: (table: IDBObjectStore) => IDBRequest<Result> | undefined) => {
    try {
      opening ||= open();
      return await Promise.race([
        // `transaction` throws once the database was closed: by the browser, or for a deletion from another tab.
        opening.then(async (database) => {
          database.onversionchange = () => database.close();
          const transaction = database.transaction('events', 'readwrite');
          const request = work(transaction.objectStore('events'));
          transaction.commit();
          await promisifyRequest(transaction);
          return (request as IDBRequest<Result>)?.result;
        }),
        new Promise<never>((_, reject) => setTimeout(reject, TIMEOUT)),
      ]);
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
};
