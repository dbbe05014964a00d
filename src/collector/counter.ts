import { wellFormed } from './ingest/any-value.js';
import type { CountRow } from './store/counts.js';
import { isRowsRefused } from './store/refused-rows.js';
import type { Store } from './store/store.js';

const HOUR_SECONDS = 3_600;

/** What was counted becomes durable this often: so much of it a kill may cost. */
const FLUSH_MILLISECONDS = 5_000;

/** Different counts between two writes, at most: names come from outside, and nobody shall fill the table with them. */
const MAX_DIFFERENT = 2_000;

const MAX_NAME = 100;

/** What a count is filed under. */
export type Counted = Pick<CountRow, 'Kind' | 'ServiceName' | 'Release' | 'Name'>;

/** Counts by the hour. */
export interface Counter {
  /** Counts so many more. */
  add(what: Counted, count?: number): void;
  /** Writes what was counted; what the store cannot take now is tried again later. */
  flush(): Promise<void>;
  /** Writes what was counted, and counts no more. */
  close(): Promise<void>;
}

/** What a counter is made of. */
export interface CounterOptions {
  readonly store: Pick<Store, 'addCounts'>;
  /** Called with what the store said of counts that it will never take: they are lost. */
  readonly onRefused?: (error: unknown) => void;
}

/** The lengths part the names, whatever is in them. */
const keyOf = ({ Hour, Kind, ServiceName, Release, Name }: CountRow): string =>
  `${Hour} ${Kind} ${ServiceName.length} ${Release.length} ${ServiceName}${Release}${Name}`;

/** Makes a counter that writes to the store. */
export const createCounter = ({ store, onRefused }: CounterOptions): Counter => {
  let counts = new Map<string, CountRow>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const add = (row: CountRow): void => {
    const hasRoom = counts.size < MAX_DIFFERENT || counts.has(keyOf(row));
    const kept = hasRoom ? row : { ...row, ServiceName: '', Release: '', Name: 'other' };
    const key = keyOf(kept);
    counts.set(key, { ...kept, Count: kept.Count + (counts.get(key)?.Count ?? 0) });
  };

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const taken = [...counts.values()];
    counts = new Map();
    if (taken.length === 0) return;
    await store.addCounts(taken).catch((error: unknown) => {
      // Put back they would be refused again, and all that is counted meanwhile with them.
      if (isRowsRefused(error)) return onRefused?.(error);
      for (const row of taken) add(row);
      later();
    });
  };

  const later = (): void => {
    if (!closed) timer ??= setTimeout(() => void flush(), FLUSH_MILLISECONDS).unref();
  };

  return {
    add({ Kind, ServiceName, Release, Name }, Count = 1) {
      add({
        Hour: Math.floor(Date.now() / 1000 / HOUR_SECONDS) * HOUR_SECONDS,
        Kind,
        ServiceName: wellFormed(ServiceName, MAX_NAME),
        Release: wellFormed(Release, MAX_NAME),
        Name: wellFormed(Name, MAX_NAME),
        Count,
      });
      later();
    },
    flush,
    async close() {
      closed = true;
      await flush();
    },
  };
};
