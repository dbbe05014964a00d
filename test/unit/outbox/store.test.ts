import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStore } from '../../../src/outbox/store.js';

beforeEach(() => void vi.stubGlobal('indexedDB', new IDBFactory()));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const NAME = 'sonde.shop.';

test('keeps values until they are deleted, in the order of their keys', async () => {
  const store = openStore(NAME);
  expect(await store((table) => [table.put('two', 'b'), table.put('one', 'a')][0])).toBe('b');
  expect(await store((table) => table.getAll())).toEqual(['one', 'two']);
  expect(await store((table) => table.getAllKeys())).toEqual(['a', 'b']);
  await store((table) => table.delete('a'));
  expect(await openStore(NAME)((table) => table.getAll())).toEqual(['two']);
});

test('opens the database without being asked for anything', async () => {
  expect(await openStore(NAME)(() => undefined)).toBeUndefined();
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual([NAME]);
});

test('opens one connection for many transactions', async () => {
  const open = vi.spyOn(indexedDB, 'open');
  const store = openStore(NAME);
  await store(() => undefined);
  for (let n = 0; n < 5; n++) await store((table) => table.put(n, `${n}`));
  expect(open).toHaveBeenCalledTimes(1);
});

test('is not durable before the transaction is', async () => {
  const store = openStore(NAME);
  await store((table) => table.put('before', 'a'));
  // On a full disk the request succeeds and the transaction aborts.
  const result = await store((table) => {
    const request = table.put('after', 'b');
    const { transaction } = table;
    transaction.commit = () => transaction.abort();
    return request;
  });
  expect(result).toBeUndefined();
  expect(await store((table) => table.getAll())).toEqual(['before']);
});

test('gives nothing where the database is forbidden, and works once it is allowed', async () => {
  const factory = indexedDB;
  vi.stubGlobal('indexedDB', {
    open() {
      throw new DOMException('forbidden', 'SecurityError');
    },
  });
  const store = openStore(NAME);
  expect(await store((table) => table.getAll())).toBeUndefined();
  vi.stubGlobal('indexedDB', factory);
  expect(await store((table) => table.getAll())).toEqual([]);
});

test('gives nothing after five seconds without an answer, and asks anew the next time', async () => {
  const factory = indexedDB;
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  vi.stubGlobal('indexedDB', { open: () => ({}) });
  const store = openStore(NAME);
  let settled = false;
  const result = store((table) => table.getAll()).finally(() => {
    settled = true;
  });
  await vi.advanceTimersByTimeAsync(4_900);
  expect(settled).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(await result).toBeUndefined();
  vi.useRealTimers();
  vi.stubGlobal('indexedDB', factory);
  expect(await store((table) => table.getAll())).toEqual([]);
});

test('lets another tab delete the database, and makes a new one afterwards', async () => {
  const store = openStore(NAME);
  await store((table) => table.put('one', 'a'));
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = resolve;
    request.onerror = reject;
    request.onblocked = reject;
  });
  // The connection was closed: that is noticed by the first call, and mended by the second.
  await store((table) => table.put('two', 'b'));
  await store((table) => table.put('three', 'c'));
  expect(await store((table) => table.getAll())).toEqual(['three']);
});

test('lets the database be deleted where it was opened too late', async () => {
  const factory = indexedDB;
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const request = {} as Record<'onsuccess', (event: unknown) => void> & { result: unknown };
  vi.stubGlobal('indexedDB', { open: () => request });
  const result = openStore(NAME)((table) => table.getAll());
  await vi.advanceTimersByTimeAsync(5_100);
  expect(await result).toBeUndefined();
  vi.useRealTimers();
  vi.stubGlobal('indexedDB', factory);
  const late = indexedDB.open(NAME);
  await new Promise((resolve, reject) => {
    late.onerror = reject;
    late.onsuccess = (event) => {
      request.result = late.result;
      resolve(request.onsuccess(event));
    };
  });
  await new Promise((resolve, reject) => {
    const deletion = indexedDB.deleteDatabase(NAME);
    deletion.onsuccess = resolve;
    deletion.onblocked = reject;
  });
});

test('survives work that throws', async () => {
  const store = openStore(NAME);
  expect(await store((table) => table.put(() => {}, 'a'))).toBeUndefined();
  expect(await store((table) => table.put('one', 'a'))).toBe('a');
});
