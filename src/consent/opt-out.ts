import { all } from '../browser/all.js';
import { listen } from '../browser/listen.js';
import { readLocal, writeLocal } from '../browser/local.js';
import { type Consent, sameFor } from '../event.js';
import { onStored } from './remembered.js';
import type { ConsentSource } from './source.js';

/** Set where the visitor opted out. */
const KEY = 'sonde.out';

/**
 * A source that the visitor can overrule: after `optOut` every answer is a refusal, on this page and on later ones,
 * whatever the source says, until something is granted through Sonde again. It is silent while the page is prerendered,
 * which may never be shown.
 */
export const withOptOut = (source: ConsentSource): ConsentSource => {
  let refuse = (): void => {};
  return {
    subscribe(onChange) {
      let given: Consent | undefined;
      const tell = (): void => {
        given && onChange(readLocal(KEY) ? sameFor('denied') : given);
      };
      const begin = (): (() => void) =>
        all([
          source.subscribe((consent) => {
            given = consent;
            tell();
          }),
          // The visitor may opt out in another tab.
          onStored(tell),
        ]);
      // Where storage is denied nothing else remembers it.
      refuse = () => {
        given = sameFor('denied');
        onChange(given);
      };
      if (!(document as { prerendering?: boolean }).prerendering) return begin();
      let undo = listen(document, 'prerenderingchange', () => {
        undo = begin();
      });
      return () => undo();
    },
    set(consent) {
      if (Object.values(consent).includes('granted')) writeLocal(KEY);
      source.set?.(consent);
    },
    open: () => source.open?.(),
    optOut() {
      // What that deletes makes room where storage is full.
      refuse();
      writeLocal(KEY, '1');
    },
  };
};
