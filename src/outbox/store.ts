/** A database that has not answered for so long is taken as broken; the next call opens it anew. */
const TIMEOUT = 5_000;

/**
 * Runs one transaction: `work` issues its requests and returns the one whose result is wanted. Resolves once that is
 * durable, or with `undefined` where the database is forbidden, full, closed or hangs; it may be called again.
 */
export type Store = <Result>(
  work: (table: IDBObjectStore) => IDBRequest<Result> | undefined,
) => Promise<Result | undefined>;

/** Resolves with the event of success, whose target is the request; rejects on failure, and in time. */
const answerOf = (request: Record<string, unknown>): Promise<Event> =>
  new Promise((resolve, reject) => {
    request.onsuccess = resolve;
    request.oncomplete = resolve;
    request.onerror = reject;
    request.onabort = reject;
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
  let opening: Promise<Event> | undefined;

  return async (work) => {
    try {
      if (!opening) {
        const request = indexedDB.open(name);
        request.onupgradeneeded = () => request.result.createObjectStore('events');
        opening = answerOf(request as never);
      }
      const database = ((await opening).target as IDBOpenDBRequest).result;
      // Another tab deletes the database; the next call throws and the one after it opens a new one.
      database.onversionchange = database.close;
      const transaction = database.transaction('events', 'readwrite');
      const request = work(transaction.objectStore('events'));
      transaction.commit();
      await answerOf(transaction as never);
      return request?.result;
    } catch {
      opening = undefined;
    }
  };
};
