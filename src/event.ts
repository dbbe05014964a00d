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
    /** How the page was reached. `route` is a same-document navigation; `by_hand` what the application said. */
    'sonde.navigation.type':
      | 'navigate'
      | 'reload'
      | 'back_forward'
      | 'restore'
      | 'prerender'
      | 'route'
      | 'by_hand';
    /** The referrer: origin and path. Left out where there is none. */
    'sonde.referrer'?: string | undefined;
    'sonde.screen.orientation'?: string | undefined;
  };
  /** A page was left or hidden: what was measured since the last time. A page's whole is the sum. */
  page_leave: {
    /** Milliseconds in which it was visible. */
    'sonde.page.visible': number;
    /** Milliseconds of these within five seconds of an input. */
    'sonde.page.engaged': number;
    /** How far down it was seen so far, in percent. Left out where nothing could be scrolled. */
    'sonde.page.scroll_depth'?: number | undefined;
    /** The page that was left, where the resource names the one after it already. */
    'url.full'?: string | undefined;
  };
  /** A click, tap or keyboard activation of something that can be activated. Never carries text or values. */
  click: {
    /** `data-telemetry-id`, else `id`, else role or tag name. */
    'sonde.target.name': string;
    /** The element's tag name in lower case. */
    'sonde.target.tag': string;
    'sonde.pointer.type': PointerType;
  };
  /** A link was followed that leaves the site or hands out a file. */
  'link.followed': {
    'url.full': string;
    'sonde.link.kind': 'outbound' | 'download';
    'sonde.pointer.type': PointerType;
  };
  /** A feature could be seen. */
  'feature.exposed': { 'feature.id': string };
  /** A feature was used. */
  'feature.used': {
    'feature.id': string;
    'sonde.pointer.type'?: PointerType;
    /** Whether it is the first use on this device since consent. */
    'feature.first_use'?: boolean | undefined;
    /** Which day with a use this is on this device, counted from 1. */
    'feature.use_day'?: number | undefined;
    'sonde.screen.orientation'?: string | undefined;
  };
  /** What the feature is for was achieved. */
  'feature.completed': { 'feature.id': string };
  /** The feature was used and did not work. */
  'feature.failed': { 'feature.id': string; 'feature.reason'?: string | undefined };
  /** An error, by OpenTelemetry's conventions for exceptions. */
  exception: {
    'exception.type': string;
    'exception.message': string;
    'exception.stacktrace'?: string | undefined;
    /** Who reported it: the window's `error` or `unhandledrejection` event, a failed resource, the application, the console. */
    'sonde.exception.source': 'error' | 'unhandledrejection' | 'resource' | 'captured' | 'console';
    'sonde.exception.handled': boolean;
    /** Given by the collector. Same error, same fingerprint, whatever the line numbers and the release: 8 hex digits. */
    'sonde.exception.fingerprint'?: string | undefined;
    /** How many of the same error this record stands for, when a storm was collapsed. */
    'sonde.exception.count'?: number | undefined;
    /** Whose error it is, by the frame that crashed, where it is not the site's own. */
    'sonde.exception.origin'?: 'extension' | 'injected' | 'cross-origin' | undefined;
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
    /** Where it was, and of CLS what moved most; this and the next are the attribution's. `main > div.hero > img#product` */
    'browser.web_vital.target'?: string | undefined;
    /** Of LCP: the resource that was painted. */
    'browser.web_vital.url'?: string | undefined;
    /** Of INP: `click`, `keydown`. */
    'browser.web_vital.event'?: string | undefined;
    /** Milliseconds; their sum is the value. */
    'browser.web_vital.phase.ttfb'?: number | undefined;
    'browser.web_vital.phase.load_delay'?: number | undefined;
    'browser.web_vital.phase.load'?: number | undefined;
    'browser.web_vital.phase.render_delay'?: number | undefined;
    'browser.web_vital.phase.input_delay'?: number | undefined;
    'browser.web_vital.phase.processing'?: number | undefined;
    'browser.web_vital.phase.presentation_delay'?: number | undefined;
    /** Of INP: the script that ran longest in the frames of the interaction. */
    'browser.web_vital.script.url'?: string | undefined;
    'browser.web_vital.script.invoker'?: string | undefined;
    'browser.web_vital.script.function'?: string | undefined;
    'browser.web_vital.script.duration'?: number | undefined;
    /** The page it was measured on, where the visitor has gone on to another route of the document since. */
    'url.full'?: string | undefined;
  };
  /** A request by fetch or XMLHttpRequest, by OpenTelemetry's conventions for HTTP clients: a span, which ends with the answer. */
  'http.client.request': {
    /** The path by the site's own names or with ids replaced. */
    'url.template': string;
    /** Origin and `url.template`. */
    'url.full': string;
    'http.request.method': string;
    /** Left out where there was no answer, or another origin's that the page may not read. */
    'http.response.status_code'?: number | undefined;
    /** The status code from 400, the name of the error that fetch rejected with, or XMLHttpRequest's event. */
    'error.type'?: string | undefined;
    'sonde.request.outcome': 'succeeded' | 'failed' | 'abort' | 'timeout';
    /** Milliseconds to the first byte of the answer; 0 where another origin does not allow the browser to tell. */
    'sonde.request.waiting'?: number | undefined;
    /** Bytes as they were sent, compressed. */
    'http.response.body.size'?: number | undefined;
  };
  /** The load of a document: a span, in the trace that `<meta name="traceparent">` names. */
  'browser.navigation_timing': {
    'url.template': string;
    'url.full': string;
    'http.response.status_code'?: number | undefined;
    'http.response.body.size': number;
    'browser.navigation_timing.type': string;
    /** Milliseconds: spent on redirects; for name, connection and TLS; until the first byte; until the last. */
    'sonde.load.redirect': number;
    'sonde.load.connecting': number;
    'sonde.load.waiting': number;
    'sonde.load.response': number;
    /** Milliseconds since the navigation began, as the next two. */
    'browser.navigation_timing.dom_interactive': number;
    'browser.navigation_timing.dom_content_loaded_event_end': number;
    'browser.navigation_timing.load_event_end': number;
    /** The server's own measures, as the header `Server-Timing` has them. */
    'sonde.server_timing'?: readonly string[] | undefined;
  };
  /** A resource of the page that was slow or failed. */
  'browser.resource_timing': {
    /** Origin, and the path with ids replaced. */
    'url.full': string;
    /** What asked for it: `script`, `img`, `link`, `css`, `iframe`. */
    'sonde.resource.type': string;
    'http.response.status_code'?: number | undefined;
    'browser.resource_timing.duration': number;
    /** Bytes from the network; 0 from the cache, and of another origin that does not allow it. */
    'browser.resource_timing.transfer_size': number;
    'sonde.resource.render_blocking'?: boolean | undefined;
  };
  /** The resources of a page until it was left or hidden, or since then. */
  'browser.resources': {
    'sonde.resources.count': number;
    'sonde.resources.bytes': number;
    /** The share that came from the browser's cache, from 0 to 1. */
    'sonde.resources.cache_hit_rate': number;
    /** By type, in the same order: the types, how many there were, their bytes. */
    'sonde.resources.types': readonly string[];
    'sonde.resources.counts': readonly number[];
    'sonde.resources.bytes_by_type': readonly number[];
  };
  /** How responsive a page was until it was left or hidden, or since then; what the browser tells of it. */
  'browser.responsiveness': {
    /** Long animation frames (or tasks), and milliseconds for which they blocked the page. */
    'sonde.frames.long'?: number | string | undefined;
    'sonde.frames.blocking'?: number | string | undefined;
    /** The longest of them, and the script that ran longest in it. */
    'sonde.frame.duration'?: number | undefined;
    'sonde.frame.script'?: string | undefined;
    'sonde.frame.function'?: string | undefined;
    'sonde.frame.invoker'?: string | undefined;
    'sonde.frame.script_duration'?: number | undefined;
    /** Bytes of scripts' objects, and how many there may be. */
    'sonde.memory.used'?: number | undefined;
    'sonde.memory.limit'?: number | undefined;
    'sonde.cpu.pressure'?: 'nominal' | 'fair' | 'serious' | 'critical' | undefined;
    /** Bytes that the origin keeps on the device, and their share of what it may keep. */
    'sonde.storage.used'?: number | undefined;
    'sonde.storage.share'?: number | undefined;
  };
  /** A complaint of the browser's own. */
  'browser.report': {
    'sonde.report.type': 'csp-violation' | 'deprecation' | 'intervention';
    /** The directive that was breached, or the browser's name for the feature. */
    'sonde.report.id': string;
    /** What the policy blocked: an address without its query, `inline`, `eval`. */
    'sonde.report.blocked'?: string | undefined;
    'sonde.report.disposition'?: 'enforce' | 'report' | undefined;
    'sonde.report.message'?: string | undefined;
    /** File and line. */
    'sonde.report.source'?: string | undefined;
  };
  /** A page that ended without an end: its tab crashed or was killed. Where the browser reports crashes, it does so itself. */
  crash: {
    /** Told from a mark that was left, and not by the browser. */
    'sonde.crash.estimated': boolean;
    /** The session and the page that ended so. */
    'sonde.crash.session'?: string | undefined;
    'sonde.crash.page'?: string | undefined;
  };
  /** An undertaking of the visitor's has ended. Of several with one id the last counts. */
  transaction: {
    'transaction.name': string;
    'transaction.outcome': 'succeeded' | 'failed' | 'abandoned';
    /** Why it failed, or `left`, `timeout` or `parent ended` where it was abandoned. */
    'transaction.reason'?: string | undefined;
    /** These are the plugin's. */
    'transaction.id'?: string | undefined;
    'transaction.parent'?: AttributeValue | undefined;
    /** Milliseconds; of an abandoned one until its last step. */
    'transaction.duration'?: number | undefined;
    'transaction.steps'?: readonly string[] | undefined;
    /** Milliseconds from the start to each of the steps. */
    'transaction.step_times'?: readonly number[] | undefined;
  };
  /** What a setting stands at. */
  'setting.current': { 'setting.id': string; 'setting.value': AttributeValue };
  /** A setting was changed by the visitor. */
  'setting.changed': {
    'setting.id': string;
    'setting.value': AttributeValue;
    'setting.previous_value': AttributeValue;
  };
  /** A session began. Who knows of no end of the session before takes this for it. */
  'session.start': {
    'session.id': string;
    'session.previous_id'?: string | undefined;
    /** The page it began on, with its campaign (`utm_*`). */
    'url.full': string;
    'sonde.referrer'?: string | undefined;
  };
  /** A session has ended; told, with the time of its last event, when the next one begins. */
  'session.end': {
    /** The one that ended; the resource names the one that begins. */
    'session.id': string;
    /** Milliseconds from its first event to its last. */
    'sonde.session.duration': number;
  };
  /** Signs that something did not go as somebody wished. */
  frustration: {
    'sonde.frustration.kind': 'rage' | 'dead' | 'error' | 'thrash';
    /** How many clicks, or pages. */
    'sonde.frustration.count'?: number | undefined;
    /** As of a click. */
    'sonde.target.name'?: string | undefined;
    'sonde.target.tag'?: string | undefined;
  };
  /** What surrounds a session, in coarse classes. Left out, one by one, where the browser does not tell. */
  context: {
    'sonde.device.class'?: 'mobile' | 'tablet' | 'desktop' | undefined;
    'sonde.device.memory'?: 'low' | 'medium' | 'high' | undefined;
    'sonde.device.cores'?: '1-2' | '3-4' | '5-8' | '9+' | undefined;
    /** By width in CSS pixels: below 480, 768, 1024, 1440, and above. */
    'sonde.viewport.class'?: 'xs' | 's' | 'm' | 'l' | 'xl' | undefined;
    'sonde.screen.orientation'?: string | undefined;
    'sonde.input.primary'?: 'fine' | 'coarse' | 'none' | undefined;
    'sonde.preference.color_scheme'?: 'dark' | 'light' | undefined;
    'sonde.preference.contrast'?: 'more' | 'less' | 'custom' | 'no-preference' | undefined;
    'sonde.preference.reduced_motion'?: boolean | undefined;
    'sonde.preference.forced_colors'?: boolean | undefined;
    'sonde.display.mode'?: string | undefined;
    'sonde.connection.class'?: string | undefined;
    'sonde.connection.save_data'?: boolean | undefined;
    /** Hours east of UTC. */
    'sonde.time_zone.offset'?: number | undefined;
    /** Without the region. */
    'browser.language'?: string | undefined;
    'browser.mobile'?: boolean | undefined;
    'browser.platform'?: string | undefined;
    'browser.brands'?: readonly string[] | undefined;
  };
  /** A way of input was used, for the first time in the session. */
  'input.used': { 'sonde.pointer.type': PointerType };
  /** What the User-Agent says, where no collector reads it. */
  device: {
    'user_agent.name'?: string | undefined;
    'user_agent.version'?: string | undefined;
    'os.name'?: string | undefined;
    'os.version'?: string | undefined;
    'device.manufacturer'?: string | undefined;
    'device.model.name'?: string | undefined;
    'sonde.device.class': 'mobile' | 'tablet' | 'desktop';
  };
  /** What a feature flag was found to be, by OpenTelemetry's conventions; each variant once a session. */
  'feature_flag.evaluation': {
    'feature_flag.key': string;
    'feature_flag.result.variant'?: string | undefined;
    /** Where there is no variant, and the value is a number or a boolean. */
    'feature_flag.result.value'?: boolean | number | undefined;
    /** `static`, `default`, `targeting_match`, `split`, `cached`, `disabled`, `stale`, `error`, `unknown`. */
    'feature_flag.result.reason': string;
    'feature_flag.provider.name'?: string | undefined;
    'feature_flag.set.id'?: string | undefined;
    'feature_flag.version'?: string | undefined;
    /** Where the evaluation failed: `flag_not_found`, `type_mismatch`, … */
    'error.type'?: string | undefined;
    'feature_flag.error.message'?: string | undefined;
  };
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
  /** The variant of a feature flag that was in force; on errors and web vitals, and where the application says so. */
  [flag: `sonde.flag.${string}`]: string;
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

/** The collector's path for the ids of a visitor whose data is to be erased, below the same address. */
export const ERASE_PATH = '/v1/erase';

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
