import { answerFace, bundle, type Cmp, FACE } from './cmp.js';

/**
 * The stub that the Global Privacy Platform's specification gives, without its frames; version 1.1, that answers by the
 * callback alone.
 *
 * @see https://github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform/blob/main/Core/CMP%20API%20Specification.md
 */
const STUB = `
window.__gpp = function (command, callback, parameter) {
  const own = window.__gpp;
  own.queue ??= [];
  own.events ??= [];
  own.lastId ??= 0;
  const pingData = {
    gppVersion: '1.1', cmpStatus: 'stub', cmpDisplayStatus: 'hidden', signalStatus: 'not ready', supportedAPIs: [],
    cmpId: 0, sectionList: [], applicableSections: [], gppString: '', parsedSections: {},
  };
  if (!arguments.length || command === 'queue') return own.queue;
  if (command === 'events') return own.events;
  if (command === 'ping') callback(pingData, true);
  else if (command === 'addEventListener') {
    own.events.push({ id: ++own.lastId, callback, parameter });
    callback({ eventName: 'listenerRegistered', listenerId: own.lastId, data: true, pingData }, true);
  } else if (command === 'removeEventListener') {
    own.events = own.events.filter(({ id }) => id !== parameter);
    callback({ eventName: 'listenerRemoved', listenerId: parameter, data: true, pingData }, true);
  } else own.queue.push([...arguments]);
};
`;

/** A manager by IAB's own package. `answer` is called with whether the person accepts, and sets the section's fields. */
const manager = (cookie: string, section: number, answer: string): string => `
import { CmpApi } from '@iabgpp/cmpapi';

const NAME = '${cookie}';
const api = new CmpApi(31, 1);
const answer = ${answer};
const ready = () => {
  api.setSignalStatus('ready');
};
const kept = cmpCookie(NAME);
api.setCmpStatus('loaded');
api.setApplicableSections([${section}]);
if (kept) {
  api.setGppString(kept);
  ready();
}
cmpFace(
  !!kept,
  (isGranted) => {
    answer(isGranted);
    cmpCookie(NAME, api.getGppString());
    api.setCmpDisplayStatus('hidden');
    // The section changes before the signal is ready.
    api.fireSectionChange('${section}');
    ready();
  },
  () => {
    api.setSignalStatus('not ready');
    api.setCmpDisplayStatus('visible');
  },
);
`;

const cmp = (name: string, cookie: string, isExplicit: boolean, section: number, answer: string): Cmp => ({
  name,
  source: 'gpp',
  options: '',
  first: STUB,
  tells: `__gpp('addEventListener', ({ pingData }) => pingData.signalStatus === 'ready' && cmpAnswered());`,
  keeps: { cookies: [cookie], local: [] },
  isExplicit,
  script: async () => FACE + (await bundle(manager(cookie, section, answer))),
  ...answerFace,
});

/** Under the law of the European Union: nothing goes unless it was accepted. */
export const gpp = cmp(
  'IAB GPP',
  'gpp',
  true,
  2,
  `(isGranted) => {
    const purposes = Array.from({ length: 24 }, (_, place) => isGranted && [1, 8, 10].includes(place + 1));
    for (const field of ['PurposeConsents', 'PublisherConsents']) api.setFieldValue('tcfeuv2', field, purposes);
  }`,
);

/** Under the laws of the United States: all goes unless it was refused, which is no explicit choice. */
export const gppUs = cmp(
  'IAB GPP in the United States',
  'gpp_us',
  false,
  7,
  `(isGranted) => {
    for (const field of ['SaleOptOut', 'SharingOptOut', 'TargetedAdvertisingOptOut'])
      api.setFieldValue('usnat', field, isGranted ? 2 : 1);
  }`,
);
