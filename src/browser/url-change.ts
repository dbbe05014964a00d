import { all } from './all.js';
import { listen } from './listen.js';

/**
 * Calls back after each change of the document's URL without a load: routers, traversal, fragments. It is told whether
 * the history entry was replaced (`replaceState`, `location.replace`), as opposed to pushed or traversed. Also calls back
 * where the URL stayed the same. Returns the undo.
 *
 * Uses the Navigation API where there is one, since it also sees what `navigation.navigate()` does and patches nothing;
 * elsewhere it wraps `pushState` and `replaceState`, which fire no event of their own.
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
  let isLive = true;
  const undo = (['pushState', 'replaceState'] as const).map((method) => {
    const original = history[method];
    const patched = function (this: History, ...state: Parameters<typeof original>): void {
      original.apply(this, state);
      if (isLive) listener(method === 'replaceState');
    };
    history[method] = patched;
    // Somebody may have wrapped ours since: theirs stays, and ours inside it falls silent.
    return () => {
      if (history[method] === patched) history[method] = original;
    };
  });
  return all([
    ...undo,
    listen(window, 'popstate', () => listener(false)),
    () => {
      isLive = false;
    },
  ]);
};
