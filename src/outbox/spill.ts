import { local } from '../browser/local.js';
import type { Row } from './row.js';

/**
 * Rows that IndexedDB had not confirmed when a page was left wait in localStorage, which can be written synchronously,
 * until a later page of the origin takes them over. It is not as durable (lost by a kill within seconds), so it is the
 * second string only.
 */
export interface Spill {
  /** Keeps the rows, if they fit. */
  save(rows: readonly Row[]): void;
  /** The rows of all documents that left some. */
  load(): Row[];
  /** Forgets what `load` returned and `save` kept. */
  clear(): void;
}

/** @param prefix begins the keys of all documents; this one's ends with its stream. */
export const createSpill = (prefix: string, stream: string): Spill => {
  const own = prefix + stream;
  let keys: string[] = [];
  return {
    save(rows) {
      keys.push(own);
      local((storage) => storage.setItem(own, JSON.stringify(rows)));
    },
    load: () =>
      local((storage) => {
        keys = Object.keys(storage).filter((key) => key.startsWith(prefix));
        return keys.flatMap((key) =>
          (JSON.parse(storage.getItem(key) as string) as Row[]).map((row) => row.slice(0, 3) as Row),
        );
      }) || [],
    clear() {
      for (const key of keys) local((storage) => storage.removeItem(key));
      keys = [];
    },
  };
};
