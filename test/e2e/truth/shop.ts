/** Below which the shop's pages are, and the answers of its own server. */
export const ROOT = '/shop';

/** A site of the shop, which is a service of its own. */
export interface Site {
  readonly service: string;
  /** The rates by which it samples. */
  readonly rates: Readonly<Record<string, number>>;
  /** Whether it has those for sessions, page views, vitals and errors alone, rather than all plugins. */
  readonly hasFew: boolean;
}

export const SHOP: Site = { service: 'shop', rates: {}, hasFew: false };

/** What the shop's script puts into the page. */
export interface Shop {
  /** Names of the events that this document has kept, in their order; a web vital has its own name. */
  readonly told: string[];
  does(step: string, value?: string, times?: number): unknown;
}

/** The shop's script: all plugins, save those that are there in the place of others; or few of them. */
export const APPLICATION = `
import * as all from 'sonde';

const { adoption, campaign, clicks, consoleErrors, context, crash, engagement, errorOrigins, errors, features, flags,
  frustration, outbound, pageLoad, pageViews, reloadLoops, reports, requests, resources, responsiveness, sessions,
  settings, transactions, vitals } = all;
const { service, release, sample, few } = document.documentElement.dataset;
const featureFlags = flags();
const told = [];
let kept = 0;
const sonde = all.init({
  endpoint: '/telemetry', service, release, sample: JSON.parse(sample),
  plugins: few === 'true' ? [sessions(), pageViews(), vitals(), errors()] : [
    campaign(), engagement(pageViews()), sessions(), clicks(), outbound(), frustration(), features(), adoption(), settings(),
    context(), featureFlags, transactions(), vitals(), errors(), reloadLoops(), errorOrigins(), consoleErrors(),
    requests(), pageLoad(), resources({ rate: 1 }), responsiveness(), reports(), crash({ release }),
  ],
  onKept(record) {
    const { eventName, name, attributes } = JSON.parse(record);
    told.push(attributes.find(({ key }) => key === 'browser.web_vital.name')?.value.stringValue ?? eventName ?? name);
    // As many as are to be stored in the end. Of each document by itself: two tabs would overwrite what the other has counted.
    localStorage['kept.' + performance.timeOrigin] = ++kept;
  },
});
const feature = (deed) => (id) => all.feature(sonde, id)[deed]();
const deeds = {
  route: (path) => history.pushState({}, '', path),
  view: (path) => all.pageView(sonde, path),
  throw: (message) => void setTimeout(() => { throw new RangeError(message); }),
  reject: (message) => void Promise.reject(new TypeError(message)),
  capture: (message) => all.captureException(sonde, new Error(message)),
  console: (message) => console.error(message),
  storm(message, times) {
    for (let time = 0; time < times; time++) setTimeout(() => { throw new EvalError(message); });
  },
  use: feature('used'), complete: feature('completed'), fail: feature('failed'),
  request: (path) => fetch(path).then((response) => response.text(), () => {}),
  setting: (value) => all.setting(sonde, 'theme', value),
  transaction(outcome) {
    const checkout = all.transaction(sonde, 'checkout');
    checkout.step('address');
    checkout[outcome]?.();
  },
  track: () => sonde.track('plan.selected', { tier: 'pro' }),
  flag: (variant) => featureFlags.finally({ flagKey: 'wishes' }, { value: variant, variant }),
};
Object.assign(window, { sonde, shop: { told, does: (step, ...more) => deeds[step](...more) } });`;
