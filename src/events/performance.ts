import type { Rating } from './values.js';

/** Events and their attributes: how quick pages and their requests are. */
export interface PerformanceEvents {
  /** A web vital, as the web-vitals library reports it. */
  'browser.web_vital': {
    /** In small letters, as OpenTelemetry names them: https://opentelemetry.io/docs/specs/semconv/browser/events */
    'browser.web_vital.name': 'cls' | 'fcp' | 'inp' | 'lcp' | 'ttfb';
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
    /** Milliseconds; their sum is the value, up to their rounding. */
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
    /** Given by the collector: what that page's own view was named, where it has seen one. */
    'url.template'?: string | undefined;
  };
  /** A request by fetch or XMLHttpRequest, by OpenTelemetry's conventions for HTTP clients: a span, which ends with the answer. */
  'http.client.request': {
    /** The path by the site's own names or with ids replaced. */
    'url.template': string;
    /** Origin and `url.template`. */
    'url.full': string;
    'server.address': string;
    'server.port': number;
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
    /** The server's own measures, of the header `Server-Timing`, each `db;dur=53.2;desc=the query`: milliseconds, 0 if none. */
    'sonde.server_timing'?: readonly string[] | undefined;
  };
  /** A resource of the page that was slow or failed, of the first 20 of a document. */
  'browser.resource_timing': {
    /** Origin, and the path with ids replaced. */
    'url.full': string;
    /** What asked for it: `script`, `img`, `link`, `css`, `iframe`; `other` are workers' scripts, in Firefox fonts, too. */
    'sonde.resource.type': string;
    'http.response.status_code'?: number | undefined;
    /** Milliseconds, from when it was asked for to its last byte. */
    'browser.resource_timing.duration': number;
    /** Bytes from the network; 0 from the cache or a service worker, and of another origin that does not allow it. */
    'browser.resource_timing.transfer_size': number;
    'sonde.resource.render_blocking'?: boolean | undefined;
  };
  /** The resources of a page until it was left or hidden, or since then. */
  'browser.resources': {
    'sonde.resources.count': number;
    'sonde.resources.bytes': number;
    /**
     * The share that came from the browser's cache, from 0 to 1, of those of which it is known whether they did: of other
     * origins' it seldom is, of what a service worker answers and in WebKit never.
     */
    'sonde.resources.cache_hit_rate'?: number | undefined;
    /** By type, in the same order: the types, how many there were, their bytes. On the wire each number is a text. */
    'sonde.resources.types': readonly string[];
    'sonde.resources.counts': readonly number[];
    'sonde.resources.bytes_by_type': readonly number[];
  };
  /** How responsive a page was until it was left or hidden, or since then; what the browser tells of it. */
  'browser.responsiveness': {
    /** Long animation frames (or tasks), and milliseconds for which they blocked the page. */
    'sonde.frames.long'?: number | undefined;
    'sonde.frames.blocking'?: number | undefined;
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
}
