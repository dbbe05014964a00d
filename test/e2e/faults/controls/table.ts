/** One transaction on a control's own database; resolves when it is complete. */
export type Table = <Result>(
  work: (store: IDBObjectStore) => IDBRequest<Result> | undefined,
) => Promise<Result>;

/** Opens the control's database, with keys that count up. */
export const openTable = (name: string): Table => {
  const request = indexedDB.open(`control.${name}`);
  request.onupgradeneeded = () => request.result.createObjectStore('events', { autoIncrement: true });
  const opened = new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return async (work) => {
    const transaction = (await opened).transaction('events', 'readwrite');
    const asked = work(transaction.objectStore('events'));
    transaction.commit();
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked?.result as never);
      transaction.onabort = () => reject(transaction.error);
    });
  };
};
