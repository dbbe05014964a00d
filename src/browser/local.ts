/**
 * Does something with localStorage; `undefined` where it is forbidden (its mere access can throw), full, or what was
 * read makes no sense.
 *
 * @example
 * local((storage) => storage.getItem('sonde.consent'));
 */
export const local = <Result>(work: (storage: Storage) => Result): Result | undefined => {
  try {
    return work(localStorage);
  } catch {
    return undefined;
  }
};
