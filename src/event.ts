/**
 * The wire contract: every event Sonde records, its attributes, and the limits a record is held to. Types only, save
 * for the few numbers and the two look-ups by event name that the stages share; it imports nothing.
 *
 * An event travels as an OpenTelemetry log record with an `eventName` (OTLP/HTTP JSON). What is the same for all events
 * of one page goes once into the batch's resource (`ResourceAttributes` below); the rest are the record's attributes.
 *
 * @see https://opentelemetry.io/docs/specs/otel/logs/data-model/
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/
 */

/** What an attribute may hold: OTLP's AnyValue without its nested maps. */
export type AttributeValue = string | number | boolean | readonly (string | number | boolean)[];

/** Flat attributes, by name. A value of `undefined` or `null` is left out of the record. */
export type Attributes = Readonly<Record<string, AttributeValue | null | undefined>>;

/** What an event is for. Consent is given or refused per purpose. */
export type Purpose = 'diagnostics' | 'analytics';

/** The visitor's answer for one purpose. Everything is silent until it is `granted`. */
export type ConsentState = 'granted' | 'denied' | 'unknown';

/** The visitor's answers. */
export type Consent = Readonly<Record<Purpose, ConsentState>>;

/** How a rating of a web vital reads; the thresholds are https://web.dev/articles/vitals#core-web-vitals */
export type Rating = 'good' | 'needs-improvement' | 'poor';

/** The events that Sonde's own plugins and stages record, with their attributes. */
export interface EventAttributes {
  /** A page was shown: loaded, restored, or reached by a route change. Starts a new `sonde.page.id`. */
  page_view: {
    /** Origin and path; query parameters only from the allow-list. */
    'url.full': string;
    /** How the page was reached. `route` is a same-document navigation. */
    'sonde.navigation.type': 'navigate' | 'reload' | 'back_forward' | 'restore' | 'prerender' | 'route';
    /** The referrer: origin and path. Left out where there is none. */
    'sonde.referrer'?: string | undefined;
  };
  /** A click, tap or keyboard activation of something that can be activated. Never carries text or values. */
  click: {
    /** `data-telemetry-id`, else `id`, else role or tag name. */
    'sonde.target.name': string;
    /** The element's tag name in lower case. */
    'sonde.target.tag': string;
    'sonde.pointer.type': PointerType;
  };
  /** A feature could be seen. */
  'feature.exposed': { 'feature.id': string };
  /** A feature was used. */
  'feature.used': { 'feature.id': string; 'sonde.pointer.type'?: PointerType };
  /** What the feature is for was achieved. */
  'feature.completed': { 'feature.id': string };
  /** The feature was used and did not work. */
  'feature.failed': { 'feature.id': string; 'feature.reason'?: string | undefined };
  /** An error, by OpenTelemetry's conventions for exceptions. */
  exception: {
    'exception.type': string;
    'exception.message': string;
    'exception.stacktrace'?: string | undefined;
    /** Who reported it: the window's `error` or `unhandledrejection` event, a failed resource, or the application. */
    'sonde.exception.source': 'error' | 'unhandledrejection' | 'resource' | 'captured';
    'sonde.exception.handled': boolean;
    /** Given by the collector. Same error, same fingerprint, whatever the line numbers and the release: 8 hex digits. */
    'sonde.exception.fingerprint'?: string | undefined;
    /** How many of the same error this record stands for, when a storm was collapsed. */
    'sonde.exception.count'?: number | undefined;
    /** JSON: the last events before it, oldest first, as `[milliseconds before, event name, short detail]`. */
    'sonde.breadcrumbs'?: string | undefined;
  };
  /** A web vital, as the web-vitals library reports it. */
  'browser.web_vital': {
    'browser.web_vital.name': 'CLS' | 'FCP' | 'INP' | 'LCP' | 'TTFB';
    /** Milliseconds; CLS has no unit. */
    'browser.web_vital.value': number;
    'browser.web_vital.delta': number;
    /** The same for every report of one metric on one page: the last value counts. */
    'browser.web_vital.id': string;
    'browser.web_vital.rating': Rating;
    'browser.web_vital.navigation_type': string;
    /**
     * `true` where measuring began late (after consent) and the value is a lower bound: an INP below 104 ms, the duration
     * from which browsers keep interactions for a late observer. Its true value is at most 104 ms, so the rating holds.
     */
    'browser.web_vital.censored'?: boolean | undefined;
    /** The page it was measured on, where the visitor has gone on to another route of the document since. */
    'url.full'?: string | undefined;
  };
  /** A setting was changed by the visitor. */
  'setting.changed': { 'setting.id': string; 'setting.value': AttributeValue };
  /** Events that a bound, a fault or a refusal cost, by reason. Delivered like any other event. */
  'telemetry.dropped': { 'sonde.dropped.reason': DropReason; 'sonde.dropped.count': number };
}

export type PointerType = 'mouse' | 'touch' | 'pen' | 'keyboard';

/** Why events were dropped: a bound of the outbox, the receiver's refusal, a storm's limit, or an event too large to send. */
export type DropReason = 'overflow' | 'age' | 'refused' | 'rate' | 'size';

/** The names that `EventAttributes` lists. */
export type EventName = keyof EventAttributes;

/** Sent once per page and batch, as the OTLP resource. A batch has one resource for each page that its events come from. */
export interface ResourceAttributes {
  'service.name': string;
  'service.version'?: string;
  'deployment.environment.name'?: string;
  'telemetry.sdk.name': 'sonde';
  'telemetry.sdk.language': 'webjs';
  'telemetry.sdk.version': string;
  /** 32 hex digits; its low 56 bits are what a consistent sampler reads. */
  'session.id': string;
  'session.previous_id'?: string;
  /** 32 hex digits; only with consent to `analytics`. */
  'app.installation.id'?: string;
  /** 16 hex digits: one page view. */
  'sonde.page.id': string;
  /** The path with ids replaced: `/orders/:id`. */
  'url.template': string;
  'browser.language'?: string;
}

/**
 * Also on every record. `log.record.uid` is `<stream>-<number>`: one document's run of events, counted from 1 without
 * gaps, so a receiver can remove duplicates and tell how many records of a stream never arrived.
 */
export interface RecordAttributes {
  'log.record.uid': string;
  /** How many events this one stands for, where a sampler kept fewer than all. */
  'sonde.weight'?: number;
}

/**
 * What an OTLP span has besides attributes. Times are nanoseconds since 1970, as decimal strings.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export interface Span {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 internal, 3 client. */
  readonly kind: 1 | 3;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  /** 1 is OK, 2 an error. */
  readonly status?: { readonly code?: 1 | 2; readonly message?: string };
}

/** An event as `beforeSend` sees it: scrubbed, not yet encoded; it may be changed in place. */
export interface SondeEvent {
  name: string;
  /** Milliseconds since 1970 (`Date.now()`). */
  time: number;
  /** OpenTelemetry's severity number; 9 is INFO, 17 ERROR, 21 FATAL. Left out where it would be 9. */
  severity?: number | undefined;
  /** Makes it an OpenTelemetry span instead of a log record: its fields but for the attributes. */
  span?: Span | undefined;
  attributes: Record<string, AttributeValue>;
}

/** One step between `track` and the outbox: returns the event, which it may change in place, or nothing to leave it out. */
export type Stage = (event: SondeEvent, sessionId: string) => SondeEvent | null | undefined | false;

/** OTLP's path for logs below a receiver's base address. */
export const LOGS_PATH = '/v1/logs';

/** Attributes of one event at most; further ones are left out. */
export const MAX_ATTRIBUTES = 64;

/** Characters of one string value at most: a long stack trace. Longer ones are cut. */
export const MAX_VALUE_LENGTH = 4096;

/**
 * How dear an event is, where whoever records it does not say: 0 errors, 1 features, page views and the application's own events, 2 vitals, 3 clicks. When the
 * outbox is full, the oldest of the highest number go first.
 */
export const rankOf = (name: string): 0 | 1 | 2 | 3 =>
  name === 'click'
    ? 3
    : name === 'browser.web_vital'
      ? 2
      : name === 'exception' || name === 'telemetry.dropped'
        ? 0
        : 1;

/** What an event of a rank is for is at `rank % 2`: errors and vitals are diagnostics, all else tells what a person did. */
export const PURPOSES: readonly Purpose[] = ['diagnostics', 'analytics'];

/** The same answer for these purposes; for both, where none is named. */
export const sameFor = (state: ConsentState, ...purposes: Purpose[]): Consent =>
  Object.fromEntries((purposes[0] ? purposes : PURPOSES).map((purpose) => [purpose, state])) as never;

/** `telemetry.sdk.version`: package.json's version; a test holds the two together. */
export const SDK_VERSION = '0.1.0';
