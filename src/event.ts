import type { FailureEvents } from './events/failure.js';
import type { NavigationEvents } from './events/navigation.js';
import type { PerformanceEvents } from './events/performance.js';
import type { SurroundingsEvents } from './events/surroundings.js';
import type { UseEvents } from './events/use.js';
import type { AttributeValue } from './events/values.js';

/**
 * The wire contract: every event Sonde records, its attributes, and the limits a record is held to. Types only, save
 * for the few numbers and the look-ups by event name that the stages share; it imports nothing but the lists of events in
 * events/, which are types.
 *
 * An event travels as an OpenTelemetry log record with an `eventName` (OTLP/HTTP JSON). What is the same for all events
 * of one page goes once into the batch's resource (`ResourceAttributes` below); the rest are the record's attributes.
 *
 * @see https://opentelemetry.io/docs/specs/otel/logs/data-model/
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/
 */

export type { AttributeValue, PointerType, Rating } from './events/values.js';

/** Flat attributes, by name. A value of `undefined` or `null` is left out of the record. */
export type Attributes = Readonly<Record<string, AttributeValue | null | undefined>>;

/** What an event is for. Consent is given or refused per purpose. */
export type Purpose = 'diagnostics' | 'analytics';

/** The visitor's answer for one purpose. Everything is silent until it is `granted`. */
export type ConsentState = 'granted' | 'denied' | 'unknown';

/** The visitor's answers. */
export type Consent = Readonly<Record<Purpose, ConsentState>>;

/** The events that Sonde's own plugins and stages record, with their attributes: those of events/, and this. */
export interface EventAttributes
  extends NavigationEvents,
    UseEvents,
    FailureEvents,
    PerformanceEvents,
    SurroundingsEvents {
  /** Events that a bound, a fault or a refusal cost, by reason. Delivered like any other event. */
  'telemetry.dropped': { 'sonde.dropped.reason': DropReason; 'sonde.dropped.count': number };
}

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
  /** 32 hex digits; only with consent to `analytics`. */
  'app.installation.id'?: string;
  /** 16 hex digits: one page view. */
  'sonde.page.id': string;
  /** The path with ids replaced: `/orders/:id`. */
  'url.template': string;
  /** Given by the collector, which reads these in the User-Agent and does not keep that. The version is the major one. */
  'user_agent.name'?: string;
  'user_agent.version'?: string;
  'os.name'?: string;
  'sonde.device.class'?: 'mobile' | 'tablet' | 'desktop' | 'bot';
}

/**
 * Also on every record. `log.record.uid` is `<stream>-<number>`: one document's run of events, counted from 1 without
 * gaps, so a receiver can remove duplicates and tell how many records of a stream never arrived.
 */
export interface RecordAttributes {
  'log.record.uid': string;
  /** How many events this one stands for, where a sampler kept fewer than all. */
  'sonde.weight'?: number;
  /** Given by the collector where it corrected the clock: the time that was stamped, in nanoseconds since 1970. */
  'sonde.time.recorded'?: string;
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
  readonly status?: { readonly code?: 1 | 2; readonly message?: string } | undefined;
}

/** An event as `beforeSend` sees it: neither scrubbed nor encoded yet; it may be changed in place. */
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

/**
 * Where localStorage keeps the visitor's answer, with its time: nothing that was before it is reported, save the page's
 * vitals and its load.
 */
export const CHOICE_KEY = 'sonde.consent';

/** OTLP's path for logs below a receiver's base address. */
export const LOGS_PATH = '/v1/logs';

/** The collector's path for the ids of a visitor whose data is to be erased, below the same address. */
export const ERASE_PATH = '/v1/erase';

/** Attributes of one event at most; further ones are left out. */
export const MAX_ATTRIBUTES = 64;

/** Characters of one string value at most: a long stack trace. Longer ones are cut. */
export const MAX_VALUE_LENGTH = 4096;

/**
 * How dear an event is, where whoever records it does not say: 0 errors, 1 features, page views and the application's own
 * events, 2 vitals, 3 clicks. When the outbox is full, the oldest of the highest number go first.
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
