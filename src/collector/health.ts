import { messageOf } from './message-of.js';

/** Whether the store takes what it is given. */
export interface Health {
  onFailure(error: unknown): void;
  onWorks(): void;
  isFailing(): boolean;
}

/**
 * Watches what becomes of one kind of row, and says so once when it fails and once when it works again.
 *
 * @param what the kind, in the plural.
 */
export const createHealth = (what: string, log?: (message: string) => void): Health => {
  let failing = false;
  return {
    onFailure(error) {
      if (!failing)
        log?.(`The store refuses ${what}, and senders are asked to keep theirs: ${messageOf(error)}`);
      failing = true;
    },
    onWorks() {
      if (failing) log?.(`The store takes ${what} again.`);
      failing = false;
    },
    isFailing: () => failing,
  };
};
