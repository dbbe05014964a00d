/** One undo of many; of a consent source or a plugin of the site's own there may be none. */
export const all =
  (undo: readonly ((() => void) | undefined)[]): (() => void) =>
  () => {
    for (const one of undo) one?.();
  };
