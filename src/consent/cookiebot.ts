import { listenAll } from '../browser/listen-all.js';
import { cmpSource, sayOf } from './cmp.js';
import type { ConsentSource } from './source.js';

type Category = 'necessary' | 'preferences' | 'statistics' | 'marketing';

/** The part of `window.Cookiebot` that is used. Until it is loaded that is the script's own element, by its id. */
interface Cookiebot {
  readonly hasResponse?: boolean;
  readonly consent: Readonly<Record<Category, boolean>> & { readonly method?: string | null };
  renew(): void;
}

export interface CookiebotOptions {
  /** The category that allows `analytics`; `statistics` unless told. */
  readonly analytics?: Category;
  /** The category that allows `diagnostics`; the same as for analytics unless told. */
  readonly diagnostics?: Category;
}

/**
 * Consent by [Cookiebot](https://www.cookiebot.com/en/developer/): who has responded with the category accepted, granted.
 * Consent that was implied, and the category of what is necessary, do not stand against Global Privacy Control.
 *
 * @example
 * init({ …, consent: fromCookiebot({ analytics: 'statistics', diagnostics: 'preferences' }) });
 */
export const fromCookiebot = ({
  analytics = 'statistics',
  diagnostics = analytics,
}: CookiebotOptions = {}): ConsentSource => {
  const find = (): Cookiebot | undefined => (window as { Cookiebot?: Cookiebot }).Cookiebot;
  return cmpSource(
    { analytics, diagnostics },
    (category) => {
      const { hasResponse, consent } = find() as Cookiebot;
      return hasResponse
        ? sayOf(consent[category], consent.method === 'explicit' && category !== 'necessary')
        : undefined;
    },
    (look) => listenAll(['CookiebotOnConsentReady', 'CookiebotOnAccept', 'CookiebotOnDecline'], look),
    () => find()?.renew(),
  );
};
