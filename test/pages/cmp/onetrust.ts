import { answerFace, type Cmp, FACE } from './cmp.js';

/**
 * A stand-in for OneTrust with the opt-in model, by its documentation: the groups that are active stand in
 * `OnetrustActiveGroups` between commas, strictly necessary ones always; `OneTrustGroupsUpdated` comes with each load and
 * each answer; `OptanonWrapper` is called after it; `OptanonAlertBoxClosed` is kept once there was an answer.
 *
 * @see https://developer.onetrust.com/onetrust/docs/javascript-events-guide
 * @see https://developer.onetrust.com/onetrust/docs/javascript-api
 */
const MANAGER = `
(() => {
  const ALL = ['C0001', 'C0002', 'C0003', 'C0004'];
  let changed = [];
  let open = () => {};
  const isClosed = () => !!cmpCookie('OptanonAlertBoxClosed');
  const apply = (groups) => {
    window.OnetrustActiveGroups = window.OptanonActiveGroups = ',' + groups.join(',') + ',';
    dispatchEvent(new CustomEvent('OneTrustGroupsUpdated', { detail: groups }));
    window.OptanonWrapper?.();
  };
  const answer = (isGranted) => {
    const groups = isGranted ? ALL : ALL.slice(0, 1);
    cmpCookie('OptanonConsent', 'groups=' + ALL.map((id) => id + ':' + Number(groups.includes(id))).join(','));
    cmpCookie('OptanonAlertBoxClosed', new Date().toISOString());
    apply(groups);
    for (const listener of changed) listener(new CustomEvent('consent.onetrust', { detail: groups }));
    // The receipt is logged by a request, of which the stand-in makes none.
    setTimeout(() => dispatchEvent(new CustomEvent('OTConsentApplied')));
  };
  window.OneTrust = {
    IsAlertBoxClosed: isClosed,
    GetDomainData: () => ({ ConsentModel: { Name: 'opt-in' } }),
    OnConsentChanged: (listener) => changed.push(listener),
    AllowAll: () => answer(true),
    RejectAll: () => answer(false),
    ToggleInfoDisplay: () => document.getElementById('cmp-open').click(),
  };
  // The real one fetches its settings first.
  setTimeout(() => {
    const kept = cmpCookie('OptanonConsent');
    apply(kept ? ALL.filter((id) => kept.includes(id + ':1')) : ALL.slice(0, 1));
    cmpFace(isClosed(), answer);
  });
})();
`;

export const onetrust: Cmp = {
  name: 'OneTrust',
  source: 'onetrust',
  options: '',
  first: '',
  tells: `addEventListener('OneTrustGroupsUpdated', () => cmpAnswered());`,
  keeps: { cookies: ['OptanonConsent', 'OptanonAlertBoxClosed'], local: [] },
  isExplicit: true,
  script: async () => FACE + MANAGER,
  ...answerFace,
};
