import { all } from './all.js';
import { listen } from './listen.js';

/**
 * Adds a listener for each of some types of event of the window; returns the undo of all.
 *
 * @example
 * const undo = listenAll(['online', 'offline'], () => read());
 */
export const listenAll = <Kind extends Event = Event>(
  types: readonly string[],
  listener: (event: Kind) => void,
  options?: AddEventListenerOptions | boolean,
): (() => void) => all(types.map((type) => listen<Kind>(window, type, listener, options)));
