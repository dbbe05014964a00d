import { all } from './all.js';
import { attempt } from './attempt.js';
import { listen } from './listen.js';

/**
 * Looks for what another script brings: now, after each script that the document loads, and when all of it is loaded.
 * Once there is something, `use` is called with it and the search ends. Returns what ends it earlier.
 *
 * @example
 * const undo = whenFound(() => window.__tcfapi, (api) => subscribe(api));
 */
export const whenFound = <Found>(
  find: () => Found | undefined,
  use: (found: Found) => void,
): (() => void) => {
  const look = (): void => {
    const found = attempt(find);
    if (!found) return;
    undo();
    // It is somebody else's code that is called in there.
    attempt(() => use(found));
  };
  // An element's `load` goes through the document, and not through the window, of which `load` is another event.
  const undo = all([listen(document, 'load', look, true), listen(window, 'load', look)]);
  look();
  return undo;
};
