import type { CountRow } from './store/counts.js';
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
  /** Writes what was counted; what cannot be written is tried again later. */
  flush(): Promise<void>;
  /** Writes what was counted, and counts no more. */
  close(): Promise<void>;
}

/** Makes a counter that writes to the store. */
export const createCounter = (store: Pick<Store, 'addCounts'>, now: () => number = Date.now): Counter => {
  let counts = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const add = (key: string, count: number): void => {
    const other = JSON.stringify([...(JSON.parse(key) as unknown[]).slice(0, 2), '', '', 'other']);
    const name = counts.has(key) || counts.size < MAX_DIFFERENT ? key : other;
    counts.set(name, (counts.get(name) ?? 0) + count);
  };

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const taken = counts;
    counts = new Map();
    if (taken.size === 0) return;
    const rows = [...taken].map(([key, Count]): CountRow => {
      const [Hour, Kind, ServiceName, Release, Name] = JSON.parse(key);
      return { Hour, Kind, ServiceName, Release, Name, Count };
    });
    await store.addCounts(rows).catch(() => {
      for (const [key, count] of taken) add(key, count);
      later();
    });
  };

  const later = (): void => {
    if (!closed) timer ??= setTimeout(() => void flush(), FLUSH_MILLISECONDS).unref();
  };

  return {
    add({ Kind, ServiceName, Release, Name }, count = 1) {
      const hour = Math.floor(now() / 1000 / HOUR_SECONDS) * HOUR_SECONDS;
      const names = [ServiceName, Release, Name].map((name) => name.slice(0, MAX_NAME));
      add(JSON.stringify([hour, Kind, ...names]), count);
      later();
    },
    flush,
    async close() {
      closed = true;
      await flush();
    },
  };
};
