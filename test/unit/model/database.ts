import type { Mortal, World } from './world.js';

/**
 * What IndexedDB does: works; aborts transactions that write, as on a full disk; answers nothing; throws, as where it is
 * forbidden. `closed` ends the open connections and then works.
 */
export type DatabaseMode = 'works' | 'full' | 'hangs' | 'forbidden';

type Table = Map<string, unknown>;
type Handler = ((event: unknown) => void) | null | undefined;
interface Request {
  result?: unknown;
  onsuccess?: Handler;
  onerror?: Handler;
  onupgradeneeded?: Handler;
}

/** The databases of one origin: what is in them is on the disk. */
export interface Disk {
  mode: DatabaseMode;
  /** `indexedDB`, as one tab sees it. */
  openFor(tab: Mortal): { open(name: string): Request; deleteDatabase(name: string): Request };
  /** Ends every open connection without a word, as clearing the site's data does, and forgets all. */
  clear(): void;
  /** The names of the databases there are. */
  names(): string[];
  /** The values of one database. */
  valuesOf(name: string): unknown[];
}

/** @param onCommit is told each value at the moment it is durable. */
export const createDisk = (world: World, onCommit: (value: unknown) => void): Disk => {
  const databases = new Map<string, Table>();
  const connections = new Set<{ name: string; closed: boolean; onversionchange?: () => void }>();
  const disk: Disk = {
    mode: 'works',
    names: () => [...databases.keys()],
    valuesOf: (name) => [...(databases.get(name)?.values() ?? [])],
    clear() {
      databases.clear();
      for (const connection of connections) connection.closed = true;
      connections.clear();
    },
    openFor: (tab) => ({
      open(name) {
        if (disk.mode === 'forbidden') throw new DOMException('No storage here.', 'SecurityError');
        const request: Request = {};
        world.later(
          3,
          () => {
            if (disk.mode === 'hangs') return;
            request.result = connect(name, tab);
            if (!databases.has(name)) {
              databases.set(name, new Map());
              request.onupgradeneeded?.({ target: request });
            }
            request.onsuccess?.({ target: request });
          },
          tab,
        );
        return request;
      },
      deleteDatabase(name) {
        if (disk.mode === 'forbidden') throw new DOMException('No storage here.', 'SecurityError');
        for (const connection of connections) if (connection.name === name) connection.onversionchange?.();
        // The transactions before it are done by then.
        world.later(5, () => databases.delete(name));
        return {};
      },
    }),
  };

  const connect = (name: string, tab: Mortal): object => {
    const connection = {
      name,
      closed: false,
      close: () => {
        connection.closed = true;
      },
      createObjectStore: () => {},
      transaction() {
        if (connection.closed) throw new DOMException('It is closed.', 'InvalidStateError');
        const work: ((table: Table) => void)[] = [];
        let writes = false;
        const issue =
          (run: (table: Table, ...rest: never[]) => unknown, isWrite = true) =>
          (...rest: unknown[]): Request => {
            const request: Request = {};
            const copy = structuredClone(rest);
            writes ||= isWrite;
            work.push((table) => {
              request.result = run(table, ...(copy as never[]));
            });
            return request;
          };
        const transaction: Record<string, unknown> = {
          commit() {},
          objectStore: () => ({
            put: issue((table, value: unknown, key: string) => {
              table.set(key, value);
              onCommit(value);
              return key;
            }),
            delete: issue((table, key: string) => void table.delete(key)),
            clear: issue((table) => table.clear()),
            getAllKeys: issue((table) => [...table.keys()].sort(), false),
            getAll: issue(
              (table, _query: null, count: number) =>
                [...table]
                  .sort(([one], [other]) => (one < other ? -1 : 1))
                  .slice(0, count)
                  .map(([, value]) => structuredClone(value)),
              false,
            ),
          }),
        };
        world.later(
          1,
          () => {
            const table = databases.get(name);
            if (disk.mode === 'hangs') return;
            if (!table || connection.closed || disk.mode === 'forbidden' || (writes && disk.mode === 'full'))
              return (transaction.onabort as Handler)?.({ target: transaction });
            for (const run of work) run(table);
            (transaction.oncomplete as Handler)?.({ target: transaction });
          },
          tab,
        );
        return transaction;
      },
    };
    connections.add(connection);
    return connection;
  };

  return disk;
};
