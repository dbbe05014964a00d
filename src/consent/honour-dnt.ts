import { type Consent, PURPOSES } from '../event.js';
import { readRecord } from './remembered.js';
import type { ConsentSource } from './source.js';

/**
 * Lets a browser's "Do Not Track" be a no under any source: what the source grants by itself, by default or because a
 * manager does not ask, is denied; what the visitor has said yes to on this site stands. Do Not Track is discontinued, and
 * may still be set. Global Privacy Control is a no without this.
 *
 * A visitor's yes is known by its record on the device: where storage is out of reach there is none.
 *
 * @example
 * init({ …, consent: honourDnt(manual('granted')) });
 * @see https://developer.mozilla.org/docs/Web/API/Navigator/doNotTrack
 */
export const honourDnt = (source: ConsentSource): ConsentSource => ({
  ...source,
  subscribe: (onChange) =>
    source.subscribe((consent) => {
      const chosen = readRecord()?.choice;
      const isDenied = (purpose: keyof Consent): boolean =>
        consent[purpose] === 'granted' && navigator.doNotTrack === '1' && chosen?.[purpose] !== 'granted';
      onChange(
        Object.fromEntries(
          PURPOSES.map((purpose) => [purpose, isDenied(purpose) ? 'denied' : consent[purpose]]),
        ) as never,
      );
    }),
});
