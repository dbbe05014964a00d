/** Uids that were stored lately: where a store answers from a replica that lags, they are known all the same. */
export interface RecentUids {
  has(uid: string): boolean;
  add(uid: string): void;
}

/**
 * Remembers the last `capacity` to `2 × capacity` uids, in two halves, the older of which is forgotten at once. The
 * default takes about 10 MB when full.
 */
export const createRecentUids = (capacity = 50_000): RecentUids => {
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    has: (uid) => young.has(uid) || old.has(uid),
    add(uid) {
      young.add(uid);
      if (young.size < capacity) return;
      old = young;
      young = new Set();
    },
  };
};
