import { listenAll } from '../browser/listen-all.js';
import { cmpSource, sayOf } from './cmp.js';
import type { ConsentSource } from './source.js';

/** The part of vanilla-cookieconsent that is used. */
export interface CookieConsentLibrary {
  validConsent(): boolean;
  acceptedCategory(name: string): boolean;
  getConfig(field: 'categories'): unknown;
  showPreferences(): void;
}

export interface CookieConsentOptions {
  /** The category that allows `analytics`; `analytics` unless told. */
  readonly analytics?: string;
  /** The category that allows `diagnostics`; the same as for analytics unless told. */
  readonly diagnostics?: string;
  /** The library, where the page has no `window.CookieConsent`: `import * as CookieConsent from 'vanilla-cookieconsent'`. */
  readonly library?: CookieConsentLibrary;
}

/**
 * Consent by [vanilla-cookieconsent](https://cookieconsent.orestbida.com/) 3: who accepted the category, granted. Before
 * an answer, and where the answer was to an earlier revision, nothing is. A category that is read-only cannot be refused,
 * so that it does not stand against Global Privacy Control.
 *
 * The library may load before Sonde or after it. Where a bundler has taken it in, and it has told its answer before Sonde
 * listens, it must be passed as `library`.
 *
 * @example
 * init({ …, consent: fromCookieConsent({ analytics: 'analytics', diagnostics: 'necessary' }) });
 * @see https://cookieconsent.orestbida.com/advanced/callbacks-events.html
 */
export const fromCookieConsent = ({
  analytics = 'analytics',
  diagnostics = analytics,
  library,
}: CookieConsentOptions = {}): ConsentSource => {
  /** The categories of the last event. */
  let heard: readonly string[] | undefined;
  const find = (): CookieConsentLibrary | undefined =>
    library || (window as { CookieConsent?: CookieConsentLibrary }).CookieConsent;
  return cmpSource(
    { analytics, diagnostics },
    (name) => {
      const found = find();
      if (!found?.validConsent) return heard && sayOf(heard.includes(name), name !== 'necessary');
      if (!found.validConsent()) return;
      const categories = found.getConfig('categories') as Readonly<Record<string, { readOnly?: boolean }>>;
      return sayOf(found.acceptedCategory(name), !categories[name]?.readOnly);
    },
    (look) =>
      // The second comes on each page of who has answered.
      listenAll<CustomEvent>(['cc:onFirstConsent', 'cc:onConsent', 'cc:onChange'], ({ detail }) => {
        heard = detail.cookie.categories;
        look();
      }),
    () => find()?.showPreferences(),
  );
};
