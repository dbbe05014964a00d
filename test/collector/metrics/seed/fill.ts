import type { LogRow, Store } from '../../../../src/collector/store/store.js';

/** Inserts rows in blocks, one day to a block where the rows allow it; resolves with how many there were. */
export const fill = async (store: Store, rows: Iterable<LogRow>, block = 20_000): Promise<number> => {
  const sorted = [...rows].sort((one, other) => Number(one.Timestamp) - Number(other.Timestamp));
  for (let at = 0; at < sorted.length; at += block) await store.insert(sorted.slice(at, at + block));
  return sorted.length;
};
