/** Values by keys that were set lately. */
export interface Recent<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

/**
 * Remembers the last `capacity` to `2 × capacity` keys, in two halves, the older of which is forgotten at once: no entry
 * has to be looked for that is the oldest.
 */
export const createRecent = <Value>(capacity: number): Recent<Value> => {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set(key, value) {
      young.set(key, value);
      if (young.size < capacity) return;
      old = young;
      young = new Map();
    },
  };
};
