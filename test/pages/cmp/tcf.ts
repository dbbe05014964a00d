import { readFileSync } from 'node:fs';
import { answerFace, bundle, type Cmp, FACE } from './cmp.js';

/**
 * A manager of the Transparency and Consent Framework 2.2 by IAB's own packages, with the stub first; their strings are
 * kept in the cookie that the framework names. Without a vendor list, as a site that asks for itself alone.
 *
 * @see https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
const MANAGER = `
import { CmpApi } from '@iabtcf/cmpapi';
import { GVL, TCModel, TCString } from '@iabtcf/core';

const list = {
  gvlSpecificationVersion: 3, vendorListVersion: 1, tcfPolicyVersion: 4, lastUpdated: new Date().toISOString(),
  purposes: {}, specialPurposes: {}, features: {}, specialFeatures: {}, stacks: {}, vendors: {}, dataCategories: {},
};
const encode = (purposes) => {
  const model = new TCModel(new GVL(list));
  Object.assign(model, { cmpId: 31, cmpVersion: 1, isServiceSpecific: true });
  model.publisherConsents.set(purposes);
  model.purposeConsents.set(purposes);
  return TCString.encode(model);
};

const NAME = 'euconsent-v2';
const api = new CmpApi(31, 1, true);
const kept = cmpCookie(NAME);
// What a manager does that knows the answer only after a while.
setTimeout(() => {
  if (kept) api.update(kept, false);
  cmpFace(
    !!kept,
    (isGranted) => {
      const text = encode(isGranted ? [1, 8, 10] : []);
      cmpCookie(NAME, text);
      api.update(text, false);
    },
    () => api.update(cmpCookie(NAME) ?? '', true),
  );
});
`;

export const tcf: Cmp = {
  name: 'IAB TCF',
  source: 'tcf',
  options: '',
  first: readFileSync('node_modules/@iabtcf/stub/lib/stub.js', 'utf8'),
  tells: `__tcfapi('addEventListener', 2, ({ eventStatus }) => eventStatus === 'useractioncomplete' && cmpAnswered());`,
  keeps: { cookies: ['euconsent-v2'], local: [] },
  isExplicit: true,
  script: async () => FACE + (await bundle(MANAGER)),
  ...answerFace,
};
