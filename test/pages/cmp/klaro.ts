import { readFileSync } from 'node:fs';
import type { Page } from '../../helpers/browser.js';
import type { Cmp } from './cmp.js';

/** Klaro 0.7, as its own file with the settings in `window.klaroConfig`; https://klaro.org/docs/ */

declare const klaro: { show(config?: unknown, modal?: boolean): void };

const SETTINGS = `
window.klaroConfig = {
  acceptAll: true,
  groupByPurpose: false,
  services: [
    { name: 'sonde', purposes: ['analytics'], callback: (isGranted) => (window.klaroCalls ??= []).push(isGranted) },
    { name: 'basket', purposes: ['shop'], required: true },
  ],
};
`;

/** Who has answered is shown the services, and turns the one over. */
const turnOver = async (page: Page): Promise<void> => {
  await page.evaluate(() => klaro.show(undefined, true));
  await page.click('label[for="service-item-sonde"] .slider');
  await page.click('.cm-modal .cm-btn-accept');
};

export const klaroCmp: Cmp = {
  name: 'klaro',
  source: 'klaro',
  options: '',
  first: '',
  tells: '',
  tellsLater: `klaro.addEventListener('render', (config) =>
  klaro.getManager(config).watch({ update: (_, name) => name === 'saveConsents' && cmpAnswered() }));`,
  keeps: { cookies: ['klaro'], local: [] },
  isExplicit: true,
  script: async () => SETTINGS + readFileSync('node_modules/klaro/dist/klaro.js', 'utf8'),
  accept: (page) => page.click('.cookie-notice .cm-btn-success'),
  reject: (page) => page.click('.cookie-notice .cn-decline'),
  withdraw: turnOver,
  regrant: turnOver,
};
