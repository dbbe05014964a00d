import type { Cmp } from './cmp.js';
import { cookiebot } from './cookiebot.js';
import { cookieconsent } from './cookieconsent.js';
import { google } from './google.js';
import { gpp, gppUs } from './gpp.js';
import { klaroCmp } from './klaro.js';
import { onetrust } from './onetrust.js';
import { tcf } from './tcf.js';

export type { Cmp } from './cmp.js';

/**
 * Every consent manager that Sonde listens to, as a site has it.
 *
 * @example
 * site.serve('/cmp.js', await cmp.script());
 * site.serve('/', `<script>${cmp.first}</script><script src="/cmp.js"></script>…`);
 * await cmp.accept(page);
 */
export const CMPS: readonly Cmp[] = [cookieconsent, klaroCmp, tcf, gpp, gppUs, google, onetrust, cookiebot];
