/**
 * Does what may fail, and gives back `undefined` if it did: nothing is thrown into the page.
 *
 * @param onError is told why it failed.
 * @example
 * attempt(() => navigator.sendBeacon(url, body)); // undefined where the browser forbids it
 */
export const attempt = <Result>(
  work: () => Result,
  onError?: (error: unknown) => void,
): Result | undefined => {
  try {
    return work();
  } catch (error) {
    onError?.(error);
  }
};
