import { local } from '../browser/local.js';
import type { DropReason } from '../event.js';
import type { Row, RowKey } from './row.js';
import type { Spill } from './spill.js';
import type { Store } from './store.js';

/** One batch, and what stays in memory for the exit, in characters: with room to spare below a beacon's 64 KiB. */
const BATCH_SIZE = 48_000;
/** A row, in characters: small enough that a batch is filled well. */
const ROW_SIZE = 12_000;
/** How long one tab has the sending to itself, in milliseconds: longer than the transport waits for an answer. */
const LEASE = 20_000;
const LONGEST_BACK_OFF = 300_000;
const TRIM_EVERY = 32;

/** An encoded record and the encoded resource that it belongs to. */
type Encoded = readonly [resource: string, record: string];

/** The transport, as the outbox sees it. */
export interface Sender {
  send(
    batch: readonly Encoded[],
  ): Promise<readonly [kind: 'delivered' | 'refused' | 'kept', reason: string, delay?: number]>;
  beacon(batch: readonly Encoded[]): boolean;
  abort(): void;
}

/** What the outbox may hold. */
export interface Bounds {
  /** Events. */
  readonly events: number;
  /** Characters, about bytes. */
  readonly size: number;
  /** Milliseconds. Below the receiver's memory of ids (8 days), so that a late row is still recognised. */
  readonly age: number;
}

/** What `flush` found when it was done. */
export interface FlushResult {
  /** Events that are still kept on this device, all tabs' together. */
  readonly kept: number;
  /** Why, where some are kept: the last attempt's outcome; empty while another tab is sending. */
  readonly reason: string;
}

export interface Outbox {
  /** Keeps one encoded record. Its row is handed to IndexedDB before the current task ends. */
  add(record: string, resource: string, rank: number, uid: string, time: number): void;
  /** Sends all there is, now, whatever the back-off. */
  flush(): Promise<FlushResult>;
  /** The page is hidden or left: everything that matters happens before this returns. */
  exit(): void;
  /** Stops sending; what is kept stays. With `purge` it is deleted, and what is in flight aborted. */
  close(purge?: boolean): void;
}

/**
 * Keeps events until the receiver has acknowledged them: written ahead at capture, deleted after acknowledgement only.
 * A row that IndexedDB has not confirmed stays in memory, is sent from there, and is spilled to localStorage when the
 * page is left.
 *
 * One tab at a time sends, by a lease in localStorage that runs out, since a frozen tab would keep a lock. Two processes
 * can take it in the same millisecond: that costs a second sending, and the receiver knows the events by their uids.
 *
 * @param leaseKey where the lease is kept.
 * @param isWanted whether rows of a priority may be sent: those of a purpose that is not granted are deleted.
 * @param onDrop is told what the bounds or a refusal cost.
 */
export const createOutbox = (
  store: Store,
  spill: Spill,
  sender: Sender,
  bounds: Bounds,
  flushEvery: number,
  leaseKey: string,
  isWanted: (rank: number) => boolean,
  onDrop: (reason: DropReason, count: number) => void,
): Outbox => {
  /** What is not acknowledged and either not stored or among the latest, newest first. */
  let held = spill.load();
  /** The rows that the current task still adds to, by priority. */
  let open: Row[] = [];
  /** The uids of rows that will arrive even if the page is left now. */
  let leaving: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writes = 0;
  let failures = 0;
  let reason = '';
  let lease = 0;
  let draining: Promise<void> | undefined;
  let closed: boolean | undefined;

  const keysOf = (rows: readonly Row[]): RowKey[] => rows.map((row) => row[2]);
  const uidsOf = (rows: readonly Row[]): string[] => rows.map((row) => row[2][4]);
  const recordsOf = (rows: readonly Row[]): Encoded[] =>
    rows.flatMap(([resource, records]) => records.map((record) => [resource, record] as const));
  const unstored = (): Row[] => held.filter((row) => row[3] !== 'stored');

  const schedule = (delay: number): void => {
    if (!closed) timer ||= setTimeout(drain, delay);
  };

  const stopTimer = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };

  /** Forgets these, and the oldest of the stored ones that are too many for memory. */
  const forget = (keys: readonly RowKey[]): void => {
    const uids = new Set(keys.map((key) => key[4]));
    let size = 0;
    held = held.filter(([, , key, state]) => {
      if (state === 'stored') size += key[2];
      return !uids.has(key[4]) && (state !== 'stored' || size < BATCH_SIZE);
    });
    if (!unstored()[0]) spill.clear();
  };

  /** What cannot be deleted is sent again later, and recognised by the receiver. */
  const remove = (keys: readonly RowKey[]): Promise<unknown> => {
    forget(keys);
    return store((table) => {
      for (const key of keys) table.delete(key);
    }).catch(() => {});
  };

  const allKeys = async (): Promise<RowKey[]> => {
    const stored = await store((table) => table.getAllKeys() as IDBRequest<unknown>).catch(() => []);
    return keysOf(unstored()).concat(stored as RowKey[]);
  };

  /** Beyond the bounds the oldest of the lowest priority go. */
  const trim = async (): Promise<void> => {
    const oldest = Date.now() - bounds.age;
    let { events, size } = bounds;
    const keys = (await allKeys())
      .sort((one, other) => one[0] - other[0] || other[1] - one[1])
      .filter((key) => {
        if (!isWanted(key[0])) return true;
        const isOld = key[1] < oldest;
        if (!isOld) {
          events -= key[3];
          size -= key[2];
        }
        const isOver = isOld || events < 0 || size < 0;
        if (isOver) onDrop(isOld ? 'age' : 'overflow', key[3]);
        return isOver;
      });
    if (!closed && keys[0]) await remove(keys);
  };

  /** Puts what is new into the store; the put is issued before this returns, if the database is open. */
  const persist = (): void => {
    open = [];
    const rows = held.filter((row) => !row[3]);
    const mark = (state: '' | 'writing' | 'stored'): void => {
      for (const row of rows) row[3] = state;
      forget([]);
    };
    if (rows[0] && !closed) {
      if (!(writes++ % TRIM_EVERY)) trim();
      mark('writing');
      store((table) => {
        for (const row of rows) table.put(row, row[2]);
      }).then(
        () => mark('stored'),
        () => mark(''),
      );
    }
  };

  /** Whether these are done with: delivered, or dropped as refused. */
  const deliver = async (batch: readonly Encoded[]): Promise<boolean> => {
    const [kind, why, delay = 0] = await sender.send(batch);
    reason = why;
    if (kind === 'kept') {
      stopTimer();
      failures++;
      schedule(Math.max(delay, Math.min(LONGEST_BACK_OFF, 1_000 * 2 ** failures)) * (1 + Math.random() / 2));
      return false;
    }
    failures = 0;
    if (kind === 'refused') {
      const half = batch.length >> 1;
      if (half) return (await deliver(batch.slice(0, half))) && deliver(batch.slice(half));
      onDrop('refused', 1);
    }
    return true;
  };

  const drainAll = async (): Promise<void> => {
    while (!closed) {
      persist();
      const now = Date.now();
      const taken = +(local((storage) => storage.getItem(leaseKey)) as string);
      // A lease further ahead than leases last was written before the clock was set back.
      if (taken !== lease && taken > now && taken < now + LEASE) return schedule(LEASE);
      lease = now + LEASE - Math.random();
      local((storage) => storage.setItem(leaseKey, `${lease}`));
      // The transaction waits for the puts before it.
      let rows = await store((table) => table.getAll(null, 64) as IDBRequest<Row[]>).catch(unstored);
      if (!rows[0]) rows = unstored();
      let size = 0;
      rows = rows.filter(([, , key], place) => {
        size += key[2];
        return isWanted(key[0]) && (size < BATCH_SIZE || !place);
      });
      leaving = uidsOf(rows);
      if (closed || !rows[0] || !(await deliver(recordsOf(rows))) || closed) break;
      await remove(keysOf(rows));
    }
    local((storage) => storage.removeItem(leaseKey));
  };

  const drain = (): Promise<void> => {
    stopTimer();
    draining ||= drainAll().finally(() => {
      leaving = [];
      draining = undefined;
    });
    return draining;
  };

  // Opens the database ahead of the first event, and sends what earlier pages left.
  persist();
  trim().then(() => schedule(0));

  return {
    add(record, resource, rank, uid, time) {
      let row = open[rank];
      if (row && row[0] === resource && row[2][2] < ROW_SIZE) {
        row[1].push(record);
        row[2][2] += record.length;
        row[2][3]++;
      } else {
        if (!open.length) queueMicrotask(persist);
        row = [resource, [record], [rank, time, record.length, 1, uid]];
        open[rank] = row;
        held.unshift(row);
      }
      schedule(flushEvery);
      // A listener of the page's own that runs after `exit`: only what is synchronous still counts.
      if (document.visibilityState === 'hidden') spill.save(unstored());
    },

    async flush() {
      await draining;
      await drain();
      return { kept: (await allKeys()).reduce((count, key) => count + key[3], 0), reason };
    },

    exit() {
      open = [];
      let left = held.filter((row) => !leaving.includes(row[2][4]));
      for (let count = left.length; count; ) {
        const rows = left.slice(0, count);
        const size = rows.reduce((sum, row) => sum + row[2][2], 0);
        if ((count > 1 && size > BATCH_SIZE) || !sender.beacon(recordsOf(rows))) count >>= 1;
        else {
          leaving.push(...uidsOf(rows));
          left = left.slice(count);
          count = left.length;
        }
      }
      if (unstored()[0]) spill.save(unstored());
    },

    close(purge) {
      closed = true;
      stopTimer();
      if (purge) {
        sender.abort();
        held = [];
        spill.load();
        spill.clear();
        store((table) => {
          table.clear();
        }).catch(() => {});
      }
    },
  };
};
