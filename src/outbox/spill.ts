import { localKeys, readLocal, writeLocal } from '../browser/local-storage.js';
import type { Row } from './row.js';

/**
 * Rows that IndexedDB had not confirmed when a page was left wait in localStorage, which can be written synchronously,
 * until a later page of the origin takes them over. It is not as durable (lost by a kill within seconds), so it is the
 * second string only.
 */
export interface Spill {
  /** Keeps the rows; as many of the first ones as fit. */
  save(rows: readonly Row[]): void;
  /** The rows of all documents that left some. */
  load(): Row[];
  /** Forgets what `load` returned and `save` kept. */
  clear(): void;
}

/** @param prefix begins the keys of all documents; this one's ends with its stream. */
export const createSpill = (prefix: string, stream: string): Spill => {
  let keys: string[] = [];
  return {
    save(rows) {
      keys.push(prefix + stream);
      while (rows[0] && !writeLocal(prefix + stream, JSON.stringify(rows))) rows = rows.slice(0, rows.length >> 1);
    },
    load() {
      keys = localKeys(prefix);
      return keys.flatMap((key) => {
        try {
          return (JSON.parse(readLocal(key) as string) as Row[]).map(([resource, records, key]): Row => [resource, records, key]);
        } catch {
          return [];
        }
      });
    },
    clear() {
      for (const key of keys.splice(0)) writeLocal(key);
    },
  };
};
