import { all } from './all.js';
import { listen } from './listen.js';

/**
 * Calls back after each change of the document's URL without a load: routers, traversal, fragments. It is told whether
 * the history entry was replaced (`replaceState`, `location.replace`), as opposed to pushed or traversed. Also calls back
 * where the URL stayed the same. Returns the undo.
 *
 * Uses the Navigation API where there is one, since it also sees what `navigation.navigate()` does and patches nothing;
 * elsewhere it wraps `pushState` and `replaceState` where they live, on the prototype unless somebody has put theirs onto
 * the object: they fire no event of their own.
 *
 * @see https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigation-api
 */
export const onUrlChange = (listener: (isReplaced: boolean) => void): (() => void) => {
  const { navigation } = window as { navigation?: Navigation };
  // An element with that id, or a variable of the page's, may stand in its place.
  if (navigation?.currentEntry) {
    return listen<NavigationCurrentEntryChangeEvent>(navigation, 'currententrychange', (event) =>
      listener(event.navigationType === 'replace'),
    );
  }
  const undo = (['pushState', 'replaceState'] as const).map((method, isReplaced) => {
    const owner = history[method] === History.prototype[method] ? History.prototype : history;
    const original = owner[method];
    const patched = function (this: History, ...state: Parameters<typeof original>): void {
      original.apply(this, state);
      listener(!!isReplaced);
    };
    owner[method] = patched;
    // Somebody may have wrapped ours since: theirs stays, and ours inside it falls silent.
    return () => {
      listener = () => {};
      if (owner[method] === patched) owner[method] = original;
    };
  });
  return all([listen(window, 'popstate', () => listener(false)), ...undo]);
};
