/** A database that has not answered for so long is taken as broken; the next call opens it anew. */
const TIMEOUT = 5_000;

/**
 * Runs one transaction: `work` issues its requests and returns the one whose result is wanted. Resolves once that is
 * durable, or with `undefined` where the database is forbidden, full, closed or hangs; it may be called again.
 */
export type Store = <Result>(
  work: (table: IDBObjectStore) => IDBRequest<Result> | undefined,
) => Promise<Result | undefined>;

/**
 * Resolves with the database that was asked for, or once a transaction is complete; rejects on failure, and in time. A
 * database that comes too late closes, too, when it is to be deleted.
 */
const answerOf = (request: Record<string, unknown>): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => {
      const database = request.result as IDBDatabase;
      // Another tab deletes the database; the next call throws and the one after it opens a new one.
      database.onversionchange = database.close;
      resolve(database);
    };
    request.oncomplete = resolve;
    request.onabort = request.onerror = reject;
    setTimeout(reject, TIMEOUT);
  });

/**
 * The IndexedDB store. Every transaction is committed by hand: one that is left open while the page is leaving hangs the
 * next page's IndexedDB in WebKit. Only a transaction's `complete` counts: on a full disk the request succeeds and the
 * transaction aborts.
 *
 * @see https://w3c.github.io/IndexedDB/#dom-idbtransaction-commit
 */
export const openStore = (name: string): Store => {
  let opening: Promise<IDBDatabase> | undefined;

  return async (work) => {
    try {
      if (!opening) {
        const request = indexedDB.open(name);
        request.onupgradeneeded = () => request.result.createObjectStore('events');
        opening = answerOf(request as never);
      }
      const transaction = (await opening).transaction('events', 'readwrite');
      const request = work(transaction.objectStore('events'));
      transaction.commit();
      await answerOf(transaction as never);
      return request?.result;
    } catch {
      opening = undefined;
    }
  };
};
