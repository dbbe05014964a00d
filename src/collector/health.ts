import { messageOf } from './message-of.js';

/** Whether the store takes what it is given. */
export interface Health {
  onFailure(error: unknown): void;
  onWorks(): void;
  isFailing(): boolean;
}

/**
 * A failure counts for so long (milliseconds): senders come again sooner, and fail again where nothing has changed. A proxy
 * that sends nobody to who fails would else never learn that it works again.
 */
const REMEMBERED = 60_000;

/**
 * Watches what becomes of one kind of row, and says so once when it fails and once when it works again.
 *
 * @param what the kind, in the plural.
 * @param now the clock, in milliseconds.
 */
export const createHealth = (
  what: string,
  log?: (message: string) => void,
  now: () => number = Date.now,
): Health => {
  let failing = false;
  let last = 0;
  return {
    onFailure(error) {
      if (!failing)
        log?.(`The store refuses ${what}, and senders are asked to keep theirs: ${messageOf(error)}`);
      failing = true;
      last = now();
    },
    onWorks() {
      if (failing) log?.(`The store takes ${what} again.`);
      failing = false;
    },
    isFailing: () => failing && now() - last < REMEMBERED,
  };
};
