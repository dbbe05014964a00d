import { html } from './html.mjs';
import { charge } from './payment.mjs';
import { charge as chargeInUnits } from './releases/1.5.0/payment.mjs';

const picture = ({ id }) => `/pictures/${id}.svg`;

const hero = () => html`
  <img class="hero-picture" src="/pictures/hero.svg" width="1200" height="480" alt="" fetchpriority="high" />`;

/**
 * The shop's releases, oldest first. What differs between them is code: these functions, and the files below
 * `releases/<version>/client` that stand in for those of `client`.
 *
 * - 1.4.1 has no delivery date yet.
 * - 1.4.2 is what a visitor gets.
 * - 1.5.0 is the next one, and worse: see each of its files.
 */
export const RELEASES = [
  { version: '1.4.1', label: 'The last release (1.4.1)', picture, hero, charge, hasDeliveryDate: false },
  { version: '1.4.2', label: 'No (1.4.2)', picture, hero, charge, hasDeliveryDate: true },
  {
    version: '1.5.0',
    label: 'The next release (1.5.0)',
    /** Drawn anew for each visitor, in full size, and one was forgotten. */
    picture: ({ id }) => `/pictures/full/${id}.svg`,
    /** Loaded by a script, once it has asked which picture is in season; nothing keeps its place. */
    hero: () => html`<div id="hero-slot"></div>`,
    charge: chargeInUnits,
    hasDeliveryDate: true,
  },
];

export const STABLE = '1.4.2';

/** The release of that version, or `undefined`. */
export const findRelease = (version) => RELEASES.find((release) => release.version === version);
