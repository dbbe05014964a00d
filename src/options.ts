import type { ConsentSource } from './consent/source.js';
import type { SondeEvent } from './event.js';
import type { Plugin, SampleSource } from './plugin.js';
import type { ScrubRule } from './scrub-rules.js';

/** What `init` is told. Only `endpoint` and `service` are needed. */
export interface Options {
  /** The receiver's base address: `/telemetry`, `https://telemetry.example.com`. Logs go to `<endpoint>/v1/logs`. */
  readonly endpoint: string;
  /** `service.name`: which application this is. Two with the same name on one page are one. */
  readonly service: string;
  /** `service.version`: the release, as `1.4.2` or a commit. */
  readonly release?: string;
  /** `deployment.environment.name`: `production`, `staging`. */
  readonly environment?: string;
  /**
   * Where the visitor's answer comes from. `required` (the default) is silent until `sonde.consent.grant()`; `granted`
   * is for sites that need not ask.
   */
  readonly consent?: 'required' | 'granted' | ConsentSource;
  /**
   * Whether what happens before the visitor's answer waits for it: in memory only, 200 events at most, handed over on a
   * grant and thrown away on a refusal. Without it nothing before the grant is observed.
   */
  readonly buffer?: boolean;
  /**
   * Whether a withdrawal also erases what the collector has of the visitor: a request to `<endpoint>/v1/erase`, repeated
   * on later visits until it is acknowledged; until then the ids to be erased stay on the device, for that alone.
   */
  readonly erase?: boolean;
  /** What to capture, beyond what the application tracks by itself. */
  readonly plugins?: readonly Plugin[];
  /**
   * The share of sessions that keep an event, by event name, from 0 to 1: `{ click: 0.1 }`; or `remoteSampling(…)`. Errors,
   * crashes and sessions are always kept.
   */
  readonly sample?: Readonly<Record<string, number>> | SampleSource;
  /**
   * Events a minute at most, by event name, with `*` for each name not mentioned: `{ 'cart.scrolled': 60 }`. More are
   * dropped and counted. Page views, clicks, uses of features and errors are held to 300 unless told.
   */
  readonly limit?: Readonly<Record<string, number>>;
  /** Query parameters to keep in URLs besides `utm_*`; all others are cut. */
  readonly allowQuery?: readonly string[];
  /**
   * What to redact in every value beside e-mail addresses, keys, tokens and card numbers: the site's own rules. One that
   * is no regular expression, or matches an empty string, is left out with a warning on the console.
   */
  readonly scrub?: readonly ScrubRule[];
  /**
   * Names a page by its URL, where the path with ids replaced is not it: `(url) => router.match(url.pathname).pattern`. The
   * URL is the page view's own, with a fragment only where that names the page (`pageViews({ hash: true })`).
   * Where it throws or gives nothing, the page has the name that it would have without.
   */
  readonly urlTemplate?: (url: URL) => string;
  /**
   * The last word on each event: return it, changed or not; return anything falsy to leave it out. An event that it
   * throws on is left out.
   */
  readonly beforeSend?: (event: SondeEvent) => SondeEvent | null | false | undefined;
  /** Milliseconds from an event to its sending while the page lives; 2,000 unless told. */
  readonly flushEvery?: number;
  /** What the outbox may hold: 10,000 events, 5,000,000 characters, 7 days (in milliseconds) unless told. */
  readonly bounds?: { readonly events?: number; readonly size?: number; readonly age?: number };
  /** Is told of each event that is kept for sending, as its OTLP log record in JSON. */
  readonly onKept?: (record: string) => void;
  /** Is told of what the receiver has acknowledged, as pairs of an encoded resource and the log record in JSON. */
  readonly onSent?: (batch: readonly (readonly [resource: string, record: string])[]) => void;
  /**
   * Writes to `console.debug` each event as it is observed, before it is sampled, limited, scrubbed and handed to
   * `beforeSend`, and what threw. Why nothing arrives is for `await sonde.diagnose()` to tell.
   */
  readonly debug?: boolean;
}
