import { vi } from 'vitest';

/**
 * Puts the test in the browser's place: what it returns hands over entries by their type, as a PerformanceObserver is given
 * them. To be undone by `vi.unstubAllGlobals()`.
 */
export const stubEntries = (): Record<string, (entries: object[]) => void> => {
  const hand: ReturnType<typeof stubEntries> = {};
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      readonly #types: string[] = [];
      readonly observe: (options: { type: string }) => void;
      constructor(callback: (list: object) => void) {
        this.observe = ({ type }) => {
          this.#types.push(type);
          hand[type] = (entries) => callback({ getEntries: () => entries });
        };
      }
      takeRecords = () => [];
      disconnect(): void {
        for (const type of this.#types) hand[type] = () => {};
      }
    },
  );
  return hand;
};
