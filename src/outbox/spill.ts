import { id } from '../browser/id.js';
import { localKeys, readLocal, writeLocal } from '../browser/local.js';
import type { Row } from './row.js';

/**
 * Takes over the rows that all documents have left under keys that begin so, and returns them, with what keeps these rows
 * and no others from now on. With `isLess` these are what is left of earlier ones: where none were kept, nothing is now.
 */
export type Spill = (
  prefix: string,
) => readonly [rows: Row[], save: (rows: readonly Row[], isLess?: boolean) => void];

/**
 * Rows that IndexedDB had not confirmed when a page was left wait in localStorage, which can be written synchronously,
 * until a later page of the origin takes them over. It is not as durable (lost by a kill within seconds), so it is the
 * second string only.
 *
 * A row ends in an empty line, since JSON.stringify would ask a patched `toJSON` of arrays.
 */
export const spill: Spill = (prefix) => {
  const own = prefix + id(8);
  return [
    localKeys(prefix).flatMap((key) => {
      const text = `${readLocal(key)}`;
      writeLocal(key);
      return text.split('\n\n').map((row) => row.split('\t') as Row);
    }),
    (rows, isLess) => {
      // Touching localStorage for nothing would cost each click a millisecond.
      if (!isLess || readLocal(own))
        writeLocal(own, rows.map(([key, text]) => `${key}\t${text}`).join('\n\n'));
    },
  ];
};
