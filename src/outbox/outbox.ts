import { id } from '../browser/id.js';
import { readLocal, writeLocal } from '../browser/local.js';
import type { DropReason } from '../event.js';
import { FAR, type Row, type RowKey } from './row.js';
import type { Spill } from './spill.js';
import type { Store } from './store.js';

/** What stays in memory of the stored rows, for the exit, in characters: with room to spare below a beacon's 64 KiB. */
const HELD_SIZE = 40_000;
/** One batch, in characters: each costs the page about a millisecond. */
const BATCH_SIZE = 100_000;
/** A row of so many characters is full: each costs IndexedDB about a millisecond, and a beacon takes whole rows. */
const ROW_SIZE = 20_000;
/** How long one tab has the sending to itself, in milliseconds: longer than the transport waits for an answer. */
const LEASE = 20_000;
/** Neither a back-off nor a receiver's wish is longer, in milliseconds. */
const LONGEST_DELAY = 900_000;
const TRIM_EVERY = 32;

/** An encoded record and the encoded resource that it belongs to. */
export type Encoded = readonly [resource: string, record: string];

/** The transport, as the outbox sees it. */
export interface Sender {
  send(batch: readonly Encoded[]): Promise<readonly [kind: 0 | 1 | 2, reason: string, delay?: number]>;
  beacon(batch: readonly Encoded[]): boolean | undefined;
  abort(): void;
}

/** What the outbox may be told. */
export interface OutboxOptions {
  /** Milliseconds from an event to its sending while the page lives. */
  readonly flushEvery: number;
  /**
   * How many events, characters and milliseconds are kept at most. The age is to stay below the receiver's memory of ids
   * (8 days), so that a late row is still recognised.
   */
  readonly bounds: { readonly events: number; readonly size: number; readonly age: number };
  /** Where rows wait that IndexedDB has not confirmed when the page is left. */
  readonly spill: Spill;
  /** Is told what the bounds or a refusal cost. */
  readonly onDrop: (reason: DropReason, count: number) => void;
  /** Is told of each record that is kept from now on, as it is encoded. */
  readonly onKept?: ((record: string) => void) | undefined;
}

/** The outbox as it stands. */
export interface OutboxState {
  /** Events that are kept on this device, all tabs' together, as far as storage can be asked. */
  readonly kept: number;
  /** The last attempt's outcome in words; empty where there was none yet, or while another tab is sending. */
  readonly reason: string;
}

export interface Outbox {
  /**
   * Keeps one encoded record. Its row is handed to IndexedDB before the current task ends, or, while a write is under way,
   * with all that come meanwhile as soon as that is done; what is of the highest priority never waits.
   */
  add(record: string, resource: string, rank: number): void;
  /** Sends all there is, now, whatever the back-off. */
  flush(): Promise<OutboxState>;
  diagnose(): Promise<OutboxState>;
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
 * @param prefix begins the names of what is kept in localStorage; the lease is kept under the prefix itself.
 * @param isWanted whether rows of a priority may be sent: those of a purpose that is not granted are deleted.
 * @param onDrop is told what the bounds or a refusal cost.
 */
export const createOutbox = (
  opened: Store,
  prefix: string,
  sender: Sender,
  {
    flushEvery,
    bounds: { events: maxEvents, size: maxSize, age: maxAge },
    onDrop,
    onKept,
    spill,
  }: OutboxOptions,
  isWanted: (rank: number) => boolean,
): Outbox => {
  // The functions below stand in the order that compresses best.
  const [spilled, saveSpill] = spill(`${prefix}spill.`);
  /** What is not acknowledged and either not stored or among the latest, newest first. */
  let held: Row[] = [];
  /** Whether storage has not confirmed a write yet. */
  let isWriting: boolean | undefined;
  let closed: boolean | undefined;
  /** The rows that are still added to, newest first: by the current task, or until the write under way is done. */
  let open: [rank: number, resource: string, text: string][] = [];
  /** Whether the database has opened, or failed to. */
  let isReady: boolean | undefined;
  /** The keys of the rows that are being sent; not empty from when they are looked for. */
  let sending: RowKey[] = [];
  let reason = '';
  let backOff = 1_000;
  let timer: ReturnType<typeof setTimeout> | number | undefined;
  let writes = 0;
  const unstored = (): Row[] => held.filter((row) => !row[2]);

  const keysOf = (rows: readonly Row[]): RowKey[] => rows.map(([key]) => key);
  const isWantedRow = ([key]: Row): boolean => isWanted(key[0] as never);
  const recordsOf = (rows: readonly Row[]): Encoded[] =>
    rows.flatMap(([, text]) => {
      const [resource, ...records] = text.split('\n') as [string, ...string[]];
      return records.map((record): Encoded => [resource, record]);
    });

  let store = opened;

  /** Closes the open rows. */
  const persist = (): void => {
    const rows = open.map(
      ([rank, , text]): Row => [
        `${[rank, FAR - Date.now(), text.split('\n').length - 1, text.length, id(8)]}`,
        text,
      ],
    );
    open = [];
    if (rows[0]) {
      hold(rows);
      if (!(++writes % TRIM_EVERY)) trim();
    }
  };

  /** Holds rows until they are acknowledged; the put is issued in the same task, if the database is open. */
  const hold = async (rows: readonly Row[]): Promise<void> => {
    held = [...rows, ...held];
    // A hung page may be killed before its database has opened.
    isReady || keepUnstored();
    isWriting = true;
    if (await store((table) => rows.map((row) => table.put(row, row[0]))[0])) {
      rows.forEach((row) => {
        row[2] = true;
      });
      remove([]);
    }
    isWriting = false;
    persist();
  };

  /** Where storage is out of reach, what it has confirmed counts for nothing. */
  const read = async <Result>(work: (table: IDBObjectStore) => IDBRequest<Result[]>): Promise<Result[]> => {
    const found = await store(work);
    return (
      found ||
      (held.forEach((row) => {
        row[2] = false;
      }) as undefined) ||
      []
    );
  };

  /** Whether these are done with: delivered, or dropped as refused. */
  const deliver = async (batch: readonly Encoded[]): Promise<boolean> => {
    const [kind, why, delay] = await sender.send(batch);
    const half = batch.length >> 1;
    reason = why;
    if (kind > 1) {
      backOff *= 2;
      schedule(Math.min(LONGEST_DELAY, delay || backOff) * (1 + Math.random() / 2));
      return false;
    }
    backOff = 1_000;
    if (kind && half) return (await deliver(batch.slice(0, half))) && deliver(batch.slice(half));
    if (kind) onDrop('refused', 1);
    return true;
  };

  const keepUnstored = (): void => {
    persist();
    saveSpill(unstored());
  };

  /** Beyond the bounds the oldest of the lowest priority go. Returns how many events are left. */
  const trim = async (): Promise<number> => {
    const stored = await read((table) => table.getAllKeys());
    let events = 0;
    let size = 0;
    await remove(
      keysOf(unstored())
        .concat(stored as RowKey[])
        .sort()
        .filter((key) => {
          const [rank, left, count, length] = key.split(',').map(Number) as [number, number, number, number];
          const isOld = left > FAR - Date.now() + maxAge;
          const isOver = isOld || events + count > maxEvents || size + length > maxSize;
          if (!isWanted(rank)) return true;
          if (!isOver) {
            events += count;
            size += length;
          } else onDrop(isOld ? 'age' : 'overflow', count);
          return isOver;
        }),
    );
    return events;
  };

  const diagnose = async (): Promise<OutboxState> => {
    persist();
    return { kept: await trim(), reason };
  };

  /**
   * Forgets these, and the oldest of the stored ones that are too many for memory. What cannot be deleted is sent again
   * later, and recognised by the receiver.
   */
  const remove = async (keys: readonly RowKey[]): Promise<void> => {
    let size = 0;
    held = held.filter(([key, text, isStored]) => {
      if (isStored) size += text.length;
      return !(keys.includes(key) || (isStored && size > HELD_SIZE));
    });
    saveSpill(unstored(), true);
    if (keys[0]) await store((table) => keys.map((key) => table.delete(key))[0]);
  };

  const exit = (): void => {
    keepUnstored();
    // The next page need not wait for this one, nor for what its timer would do while it closes.
    writeLocal(prefix);
    schedule(LEASE);
    const rows = held.filter((row) => !row[3]);
    // Beyond the browser's quota the newest half goes, or half of that; what is older waits in storage.
    while (rows[0] && !sender.beacon(recordsOf(rows))) rows.length >>= 1;
    rows.forEach((row) => {
      row[3] = true;
    });
  };

  const drainAll = async (sent?: RowKey[]): Promise<unknown> => {
    let size = 0;
    // Before or after: the clock may have been set back.
    if (!sent && Math.abs((readLocal(prefix) as never) - Date.now()) < LEASE) return schedule(LEASE);
    sending = [prefix];
    schedule();
    persist();
    writeLocal(prefix, Date.now() as never);
    // The transaction waits for the puts before it.
    const rows = (await read<Row>((table) => table.getAll(null, 64))).concat(unstored()).filter((row) => {
      // A withdrawal may have come while it was read.
      return !closed && size < BATCH_SIZE && isWantedRow(row) && (size += row[1].length);
    });
    sending = keysOf(rows);
    if (rows[0] && (await deliver(recordsOf(rows)))) {
      await remove(sending);
      // What a withdrawal ended takes no lease again.
      return closed || drainAll(sending);
    }
    held.forEach((row) => {
      row[3] = false;
    });
    sending = [];
    writeLocal(prefix);
  };

  const drain = (): Promise<void> => {
    // What was asked for before a withdrawal is done after it: not even the lease may be written.
    return (draining = draining.then((): unknown => closed || drainAll())) as never;
  };

  const schedule = (delay?: number): void => {
    clearTimeout(timer);
    // A sending that is due or under way takes along what has come meanwhile, and may end with a delay of its own.
    timer = delay && setTimeout(() => sending[0] || drain(), delay);
  };

  // Removes all three listeners when it aborts. https://dom.spec.whatwg.org/#dom-addeventlisteneroptions-signal
  const listening = new AbortController();
  addEventListener('visibilitychange', () => (document.hidden ? exit() : schedule(flushEvery)), listening);
  addEventListener('online', () => document.hidden || drain(), listening);
  addEventListener('pagehide', exit, listening);

  // Opens the database ahead of the first event. What earlier pages left goes with this one's first batch.
  let draining: Promise<unknown> = hold(spilled.filter(isWantedRow)).then(() => {
    isReady = true;
    return trim();
  });
  schedule(flushEvery);

  return {
    add(record, resource, rank) {
      // By place: to take a row apart by name runs an iterator for each of a burst's rows.
      let row = open.find((row) => row[0] === rank && row[1] === resource && row[2].length < ROW_SIZE);
      if (!row) {
        row = [rank, resource, resource];
        open.unshift(row);
        queueMicrotask(() => (isReady && rank && isWriting) || persist());
      }
      row[2] += `\n${record}`;
      if (!timer) schedule(flushEvery);
      // A listener of the page's own that runs after `exit`: only what is synchronous still counts.
      if (document.hidden) keepUnstored();
      // Last, for it may throw.
      onKept?.(record);
    },

    flush: () => drain().then(diagnose),
    diagnose,

    close(purge) {
      listening.abort();
      if (purge) {
        sender.abort();
        held = [];
        open = [];
        store((table) => table.clear());
      } else exit();
      store = async () => undefined;
      schedule();
      closed = true;
    },
  };
};
