/** Hashes of what was erased lately. */
export interface ErasedHashes {
  has(hash: string): boolean;
  /** Remembers one, from a time on: milliseconds since 1970, now where left out. Times do not fall from one to the next. */
  add(hash: string, time?: number): void;
  isEmpty(): boolean;
}

/**
 * Remembers each hash for so many milliseconds, so that a process that runs for months holds no more than one that was
 * just started. What is too old is forgotten when one is added.
 */
export const createErasedHashes = (kept: number): ErasedHashes => {
  const times = new Map<string, number>();
  return {
    has: (hash) => times.has(hash),
    add(hash, time = Date.now()) {
      // Behind the others, also where it was there already.
      times.delete(hash);
      times.set(hash, time);
      for (const [old, since] of times) {
        if (Date.now() - since < kept) break;
        times.delete(old);
      }
    },
    isEmpty: () => times.size === 0,
  };
};
