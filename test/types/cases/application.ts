/** What an application writes, and the mistakes that the compiler has to catch. Compiled, never run. */
import {
  type Attributes,
  banner,
  type Consent,
  type ConsentSource,
  captureException,
  clicks,
  errors,
  feature,
  features,
  fromCookiebot,
  fromCookieConsent,
  fromGpp,
  fromOneTrust,
  fromTcf,
  honourDnt,
  init,
  manual,
  type Options,
  pageViews,
  type Sonde,
  type SondeEvent,
  vitals,
} from 'sonde';
import { audienceMeasurement } from 'sonde/audience-measurement';
import { banner as bannerAlone } from 'sonde/banner';
import { german } from 'sonde/banner/de';
import { clicks as clicksAlone } from 'sonde/clicks';
import { consentRecord, textHash } from 'sonde/consent-record';
import { fromGoogleConsent as fromGoogleConsentAlone } from 'sonde/google-consent';
import { init as initAlone } from 'sonde/init';
import { fromKlaro as fromKlaroAlone } from 'sonde/klaro';
import { panel } from 'sonde/panel';
import * as CookieConsent from 'vanilla-cookieconsent';

const options: Options = { endpoint: '/telemetry', service: 'shop' };
export const sonde: Sonde = init({
  ...options,
  release: '1.4.2',
  environment: 'production',
  consent: banner({ policyUrl: '/privacy' }),
  sample: { click: 0.1 },
  allowQuery: ['page'],
  urlTemplate: (url) => url.pathname,
  beforeSend: (event) => (event.name === 'click' ? null : event),
  plugins: [pageViews(), clicks(), features(), vitals(), errors()],
});
initAlone({ endpoint: '/telemetry', service: 'shop', plugins: [clicksAlone()], consent: bannerAlone() });
init({ endpoint: '/telemetry', service: 'shop', consent: 'granted' });
init({ endpoint: '/telemetry', service: 'shop', consent: manual() });

const privacy = panel({ beside: true, text: { title: 'Ihre Daten' } });
privacy.open(
  init(privacy.watch({ ...options, buffer: true, erase: true, consent: bannerAlone({ text: german }) })),
);
init(audienceMeasurement(options));
export const isGerman: boolean = consentRecord()?.textHash === textHash(german);

export const sources: readonly ConsentSource[] = [
  fromCookieConsent({ analytics: 'analytics', diagnostics: 'necessary' }),
  fromCookieConsent({ library: CookieConsent }),
  fromKlaroAlone({ analytics: 'usage' }),
  fromTcf({ analytics: [1, 8], elsewhere: 'implied' }),
  honourDnt(manual('granted')),
  fromGpp({ optOuts: ['SharingOptOut'] }),
  fromGoogleConsentAlone({ dataLayer: 'layer' }),
  fromOneTrust({ diagnostics: 'C0003' }),
  fromCookiebot({ analytics: 'statistics' }),
];
// @ts-expect-error Cookiebot has no such category.
fromCookiebot({ analytics: 'usage' });
// @ts-expect-error Purposes of the TCF are numbers.
fromTcf({ analytics: ['1'] });

// @ts-expect-error An endpoint is needed.
init({ service: 'shop' });
// @ts-expect-error A service is needed.
init({ endpoint: '/telemetry' });
// @ts-expect-error `version` is called `release`.
init({ endpoint: '/telemetry', service: 'shop', version: '1' });
// @ts-expect-error There is no such way to consent.
init({ endpoint: '/telemetry', service: 'shop', consent: 'given' });
// @ts-expect-error A plugin is made by a call.
init({ endpoint: '/telemetry', service: 'shop', plugins: [clicks] });
// @ts-expect-error A share is a number.
init({ endpoint: '/telemetry', service: 'shop', sample: { click: '10%' } });
// @ts-expect-error `beforeSend` returns an event or nothing.
init({ endpoint: '/telemetry', service: 'shop', beforeSend: () => true });
// @ts-expect-error There is no such option of the banner.
banner({ colour: 'red' });

const attributes: Attributes = { tier: 'pro', seats: 5, trial: false, tags: ['a', 'b'], none: undefined };
sonde.track('plan.selected');
sonde.track('plan.selected', attributes);
sonde.track('plan.selected', { tier: 'pro' }, { time: Date.now(), severity: 9 });
// @ts-expect-error An event has a name.
sonde.track();
// @ts-expect-error Attributes are flat.
sonde.track('plan.selected', { plan: { tier: 'pro' } });
// @ts-expect-error A function is no attribute.
sonde.track('plan.selected', { now: () => 1 });
// @ts-expect-error The time is a number.
sonde.track('plan.selected', {}, { time: new Date() });

const consent: Consent = sonde.consent.state();
export const isGranted: boolean = consent.analytics === 'granted';
sonde.consent.grant();
sonde.consent.grant('analytics', 'diagnostics');
sonde.consent.deny('analytics');
sonde.consent.open();
export const undo: () => void = sonde.consent.onChange(({ diagnostics }) => diagnostics === 'unknown');
// @ts-expect-error There is no such purpose.
sonde.consent.grant('marketing');
// @ts-expect-error There is no such answer.
export const isYes: boolean = consent.analytics === 'yes';
// @ts-expect-error The answer is not assigned.
sonde.consent.state().analytics = 'granted';

export const kept: Promise<number> = sonde.flush().then((outcome) => outcome.kept);
sonde.optOut();
sonde.stop();
// @ts-expect-error The handle stays narrow.
sonde.emit('click', {});

const exportCsv = feature(sonde, 'export-csv');
exportCsv.exposed();
exportCsv.used();
exportCsv.completed();
exportCsv.failed('quota');
// @ts-expect-error A feature has a name.
feature(sonde);
// @ts-expect-error There is no such part of a feature's life.
exportCsv.adopted();
captureException(sonde, new Error('no'));
captureException(sonde, 'whatever was thrown');
// @ts-expect-error It takes the handle first.
captureException(new Error('no'));

/** A consent source of one's own. */
export const always: ConsentSource = {
  subscribe(onChange) {
    onChange({ analytics: 'granted', diagnostics: 'granted' });
    return () => {};
  },
};
export const silent: ConsentSource = {
  subscribe(onChange) {
    // @ts-expect-error Each purpose has an answer.
    onChange({ analytics: 'granted' });
    return () => {};
  },
};
// @ts-expect-error A source returns its undo.
export const endless: ConsentSource = { subscribe() {} };

export const redact = (event: SondeEvent): SondeEvent => ({ ...event, attributes: {} });
