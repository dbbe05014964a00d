import { answerFace, type Cmp, FACE } from './cmp.js';

/**
 * A stand-in for a manager that tells Google's tags by Consent Mode v2: everything is denied by default, with a time to
 * wait for the update, which follows on each page of who answered. What it keeps is a cookie of its own.
 *
 * @see https://developers.google.com/tag-platform/security/guides/consent
 */
const MANAGER = `
(() => {
  const NAME = 'site_consent';
  const update = (isGranted) => {
    const state = isGranted ? 'granted' : 'denied';
    gtag('consent', 'update', { ad_storage: state, ad_user_data: state, ad_personalization: state, analytics_storage: state });
  };
  const kept = cmpCookie(NAME);
  if (kept) update(kept === 'granted');
  cmpFace(!!kept, (isGranted) => {
    cmpCookie(NAME, isGranted ? 'granted' : 'denied');
    update(isGranted);
  });
})();
`;

export const google: Cmp = {
  name: 'Google Consent Mode v2',
  source: 'google',
  options: '',
  first: `
window.dataLayer = window.dataLayer || [];
function gtag() { dataLayer.push(arguments); }
gtag('consent', 'default', {
  ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied', wait_for_update: 500,
});
gtag('js', new Date());
`,
  tells: `{
  const { push } = dataLayer;
  dataLayer.push = (...entries) => {
    const length = push.apply(dataLayer, entries);
    if (entries.some(([command, action]) => command === 'consent' && action === 'update')) cmpAnswered();
    return length;
  };
}`,
  keeps: { cookies: ['site_consent'], local: [] },
  isExplicit: true,
  script: async () => FACE + MANAGER,
  ...answerFace,
};
