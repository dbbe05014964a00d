import type { SondeEvent } from '../event.js';
import type { Options } from '../options.js';

/** Attributes that could tell of the visitor's errors in words, or of campaigns. */
const LEFT_OUT = /^exception\.(message|stacktrace)$|^sonde\.(breadcrumbs|campaign)/;

/**
 * Options for sites that rely on the exemption from consent for audience measurement, such as the one that the French
 * CNIL describes. `init` is told to measure without asking, and records less:
 *
 * - no error's message, stack or breadcrumbs: only that there was one, and its type;
 * - no cross-site data: of a referrer on another site only its origin, and no campaign or other query parameter;
 * - a visitor's id of 13 months at most, which a new visit does not renew (as always).
 *
 * `sonde.optOut()` is the objection that visitors must be offered. The rest is the site's to see to: that measuring the
 * audience of this site, for its publisher alone, is the only purpose; that visitors are told; that nothing is joined
 * with other data, and no `track` call names a person; that the collector keeps it for 25 months at most. It is no legal
 * advice, and other countries have other rules.
 *
 * @see https://www.cnil.fr/fr/cookies-et-autres-traceurs/regles/cookies-solutions-pour-les-outils-de-mesure-daudience
 * @example
 * const sonde = init(audienceMeasurement({ endpoint: '/telemetry', service: 'shop', plugins: [pageViews()] }));
 * objectLink.onclick = () => sonde.optOut();
 */
export const audienceMeasurement = (options: Options): Options => {
  const { beforeSend } = options;
  const reduce = (event: SondeEvent): SondeEvent => {
    const { attributes } = event;
    for (const name of Object.keys(attributes)) {
      const value = attributes[name];
      if (LEFT_OUT.test(name)) delete attributes[name];
      else if (typeof value === 'string' && /^https?:/.test(value))
        attributes[name] = value.startsWith(`${location.origin}/`)
          ? value.replace(/\?[^#]*/, '')
          : value.replace(/^(https?:\/\/[^/?#]*).*/, '$1/');
    }
    return event;
  };
  return {
    consent: 'granted',
    ...options,
    allowQuery: [],
    beforeSend(event) {
      const answer = beforeSend ? beforeSend(event) : event;
      return answer && reduce(answer);
    },
  };
};
