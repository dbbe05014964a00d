import { fromCookiebot } from './cookiebot.js';
import { fromCookieConsent } from './cookieconsent.js';
import { fromGoogleConsent } from './google-consent.js';
import { fromGpp } from './gpp.js';
import { fromKlaro } from './klaro.js';
import { fromOneTrust } from './onetrust.js';
import type { ConsentSource } from './source.js';
import { fromTcf } from './tcf.js';

/** What the tag and the page say of a source. */
type Told = Readonly<Record<string, unknown>>;

/** `data-analytics="1,8"`: the tag has no lists of its own. */
const withNumbers = (told: Told): Told => {
  const numbers = (value: unknown): unknown =>
    typeof value === 'string' ? value.split(',').map(Number) : value;
  return { ...told, analytics: numbers(told.analytics), diagnostics: numbers(told.diagnostics) };
};

/**
 * What `data-consent` names in `sonde-cmp.js`: a consent manager; `required` and `granted` are for others to know. A name
 * that is not known here is said on the console, and silent.
 *
 * The source gets what the tag says: what the manager calls that which allows a purpose, by `data-analytics` and
 * `data-diagnostics`, of the TCF and the GPP as the purposes' numbers; and what the page has left in `window.sonde`
 * before the script ran, which may be any of the source's options.
 */
export const scriptSource = (name?: string): ConsentSource | string | undefined => {
  const source = {
    __proto__: null,
    cookieconsent: fromCookieConsent,
    klaro: fromKlaro,
    tcf: (told: Told) => fromTcf(withNumbers(told)),
    gpp: (told: Told) => fromGpp(withNumbers(told)),
    google: fromGoogleConsent,
    onetrust: fromOneTrust,
    cookiebot: fromCookiebot,
  }[name as string] as ((told: Told) => ConsentSource) | undefined;
  if (source) return source({ ...document.currentScript?.dataset, ...(window as { sonde?: Told }).sonde });
  if (name && !/^(requir|grant)ed$/.test(name))
    console.warn(`[sonde] data-consent="${name}" is not in sonde-cmp.js; sonde.js knows the banner`);
  return name;
};
