import { readFileSync } from 'node:fs';
import type { Page } from '../../helpers/browser.js';
import type { Cmp } from './cmp.js';

/** vanilla-cookieconsent 3, as its UMD file; https://cookieconsent.orestbida.com/ */

declare const CookieConsent: typeof import('vanilla-cookieconsent');

const SETTINGS = `
const ask = () => CookieConsent.run({
  // Automated browsers count as robots.
  hideFromBots: false,
  categories: { necessary: { enabled: true, readOnly: true }, analytics: {} },
  guiOptions: { consentModal: { layout: 'bar' } },
  language: {
    default: 'en',
    translations: {
      en: {
        consentModal: { title: 'Cookies', description: 'May we?', acceptAllBtn: 'Accept', acceptNecessaryBtn: 'Reject' },
        preferencesModal: {
          title: 'Cookies', acceptAllBtn: 'Accept', acceptNecessaryBtn: 'Reject', savePreferencesBtn: 'Save',
          closeIconLabel: 'Close', sections: [{ title: 'Analytics', linkedCategory: 'analytics' }],
        },
      },
    },
  },
});
if (document.body) ask(); else addEventListener('DOMContentLoaded', ask);
`;

/** Its buttons come into view by a transition, and its style sheet is left out: they are pressed where they are. */
const press = async (page: Page, selector: string): Promise<void> => {
  await page.waitFor((selector) => document.querySelector(selector) !== null, selector, 5000);
  await page.click(selector);
};

const again = async (page: Page, role: string): Promise<void> => {
  await page.evaluate(() => CookieConsent.showPreferences());
  // Its focus comes a tenth of a second later, and scrolls: in the middle of a press, that would end elsewhere.
  await page.waitFor(() => document.activeElement?.closest('.pm') !== null);
  await press(page, `.pm [data-role="${role}"]`);
};

export const cookieconsent: Cmp = {
  name: 'vanilla-cookieconsent',
  source: 'cookieconsent',
  options: '',
  first: '',
  tells: `for (const type of ['cc:onFirstConsent', 'cc:onConsent', 'cc:onChange']) addEventListener(type, () => cmpAnswered());`,
  keeps: { cookies: ['cc_cookie'], local: [] },
  isExplicit: true,
  script: async () =>
    readFileSync('node_modules/vanilla-cookieconsent/dist/cookieconsent.umd.js', 'utf8') + SETTINGS,
  accept: (page) => press(page, '.cm [data-role="all"]'),
  reject: (page) => press(page, '.cm [data-role="necessary"]'),
  withdraw: (page) => again(page, 'necessary'),
  regrant: (page) => again(page, 'all'),
};
