import { answerFace, type Cmp, FACE } from './cmp.js';

/**
 * A stand-in for Cookiebot by its documentation: `Cookiebot` with what was answered, and events on the window: on each
 * load of who has answered, and on each answer. Before, `window.Cookiebot` is the script's own element, by its id.
 *
 * @see https://www.cookiebot.com/en/developer/
 */
const MANAGER = `
(() => {
  const cookiebot = {
    consent: { necessary: true, preferences: false, statistics: false, marketing: false, method: null },
    consented: false, declined: false, hasResponse: false, doNotTrack: false,
    renew: () => document.getElementById('cmp-open').click(),
    withdraw: () => answer(false),
    submitCustomConsent: (preferences, statistics, marketing) => submit({ preferences, statistics, marketing }),
  };
  const tell = () => {
    dispatchEvent(new Event('CookiebotOnConsentReady'));
    dispatchEvent(new Event(cookiebot.consented ? 'CookiebotOnAccept' : 'CookiebotOnDecline'));
  };
  const submit = (consent, isKept) => {
    Object.assign(cookiebot.consent, consent, { method: 'explicit' });
    cookiebot.consented = Object.values(consent).includes(true);
    cookiebot.declined = !cookiebot.consented;
    cookiebot.hasResponse = true;
    if (!isKept) cmpCookie('CookieConsent', JSON.stringify(consent));
    tell();
  };
  const answer = (isGranted) => submit({ preferences: isGranted, statistics: isGranted, marketing: isGranted });
  window.Cookiebot = window.CookieConsent = cookiebot;
  const kept = cmpCookie('CookieConsent');
  setTimeout(() => {
    if (kept) submit(JSON.parse(kept), true);
    cmpFace(!!kept, answer);
  });
})();
`;

export const cookiebot: Cmp = {
  name: 'Cookiebot',
  source: 'cookiebot',
  options: '',
  first: '',
  tells: `for (const type of ['CookiebotOnAccept', 'CookiebotOnDecline', 'CookiebotOnConsentReady']) addEventListener(type, () => cmpAnswered());`,
  keeps: { cookies: ['CookieConsent'], local: [] },
  isExplicit: true,
  script: async () => FACE + MANAGER,
  ...answerFace,
};
