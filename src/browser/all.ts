/** One undo of many. */
export const all =
  (undo: readonly (() => void)[]): (() => void) =>
  () => {
    for (const one of undo) one();
  };
