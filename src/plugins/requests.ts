import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { id } from '../browser/id.js';
import { listen } from '../browser/listen.js';
import { patch } from '../browser/patch.js';
import { urlTemplate } from '../browser/url-template.js';
import type { Plugin } from '../plugin.js';

export interface RequestsOptions {
  /**
   * Addresses that are neither recorded nor given a `traceparent`. Those whose path ends in `/v1/logs`, `/v1/traces` or
   * `/v1/metrics`, as a receiver of telemetry has them, always are such.
   */
  readonly ignore?: readonly RegExp[];
  /** Origins besides the page's own that are given a `traceparent`; they must allow that header by CORS. */
  readonly traceTo?: readonly string[];
  /** Names a request by its URL, where the path with ids replaced is not it. */
  readonly template?: (url: URL) => string;
}

/**
 * A request that has ended and is not yet recorded: its address, or none where there was no answer (the browser's measure has
 * nothing to add, and the page may be about to go); when it began, by `performance.now()`, the clock of the browser's measures;
 * and what records it, with what the browser measured of it.
 */
type Ended = readonly [
  href: string | false | 0,
  startTime: number,
  record: (entry?: PerformanceResourceTiming) => void,
];

/** Milliseconds from an answer's headers until its body, which is the page's to read, is no longer waited for. */
const PATIENCE = 60_000;
/** Milliseconds until a page that is still there is one that stays. */
const STAYING = 5_000;

/**
 * Records each request of fetch and XMLHttpRequest with its status, outcome, times and size. To the page's own origin (and
 * to those of `traceTo`) requests bear the header `traceparent`, so that what the server did for them is found in the same
 * trace; a page's own is kept. (To that of an XMLHttpRequest the browser joins ours: `ignore` what is traced already.)
 *
 * Answers of 400 and more are recorded at once, without waiting and size, which the browser tells when the body has come: so
 * they are among the breadcrumbs of an error that they cause. Others are recorded when it tells that, or after a minute
 * (streams that do not end): an error that is thrown for what such an answer holds comes before its request. So does, in
 * Chromium, one of a `load` that a page listened to before it sent an XMLHttpRequest.
 *
 * Bodies are never read, and promises settle as they would. A same-origin address that redirects to another origin belongs
 * into `ignore`: the browser would ask that origin whether it allows the header. Beacons are not seen. The header always says
 * that the trace is recorded (`sampled`), whatever share of requests `sample` keeps: a server that goes by that records all.
 *
 * Browsers cut off what is under way when a page is left, as if it had failed: Firefox and WebKit when the navigation begins,
 * Chromium between `pagehide` and `visibilitychange`. So what had no answer is recorded when a navigation begins
 * (`beforeunload`), or after five seconds: what fails after that beginning, if the page is still there. Of a navigation that
 * takes longer it is recorded all the same; and in Safari on iOS, which knows no `beforeunload`, what fails in the five
 * seconds before a page is left is not.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [requests({ traceTo: ['https://api.example.com'] })] });
 */
export const requests = ({ template, ignore = [], traceTo = [] }: RequestsOptions = {}): Plugin => ({
  purpose: 'diagnostics',
  // It puts a header on the page's requests.
  waits: true,
  setup({ emit }) {
    // What stands here stands in the order that compresses best.
    const ended = new Set<Ended>();
    /** Where an XMLHttpRequest keeps what its `open` was given. */
    const opened = Symbol();
    /** @param mark puts a `traceparent` onto the request, and gives back the one that counts if it is another. */
    const begin = (mark: (traceparent: string) => unknown, method: string, address: string) => {
      const url = new URL(address, document.baseURI);
      url.hash = '';
      // One that is no text throws here, where the page is spared it.
      method = method.toUpperCase();
      // What is no request over the network; and telemetry on its way to a receiver, Sonde's or another's: to record that
      // would make more of it, for ever.
      const never = /^(?!http)|\/v1\/(log|metric|trace)s(\?|$)/;
      if ([never, ...ignore].some((each) => url.href.match(each))) return;
      const traceparent = `00-${id(16)}-${id(8)}-01`;
      const startTime = performance.now();
      const time = Date.now();
      const [, traceId, spanId] = (
        ([origin, ...traceTo].includes(url.origin) && (mark(traceparent) as string)) ||
        traceparent
      ).split('-') as [string, string, string];
      return (status: number, error?: string): void => {
        const duration = performance.now() - startTime;
        // XMLHttpRequest's events and the names of fetch's errors say the same.
        const type = status > 399 ? `${status}` : status ? undefined : error;
        const one: Ended = [
          (status || !type) && url.href,
          startTime,
          // It is called by the browser's measure, by the clock and by the page's end.
          (entry) => {
            if (ended.delete(one)) {
              // The site's own may throw.
              const path = attempt(() => template?.(url)) || urlTemplate(url.pathname);
              emit(
                'http.client.request',
                {
                  'url.template': path,
                  'http.request.method': method,
                  // Another origin's that does not allow it (`Timing-Allow-Origin`) are 0.
                  'sonde.request.waiting': entry && Math.round(entry.responseStart - entry.requestStart),
                  'error.type': type,
                  'http.response.body.size': entry?.encodedBodySize,
                  'http.response.status_code': status || undefined,
                  'sonde.request.outcome': type
                    ? (((type.toLowerCase().match(/abort|timeout|$/) as string[])[0] || 'failed') as 'failed')
                    : 'succeeded',
                  'server.address': url.hostname,
                  'url.full': url.origin + path,
                  // A URL has none where it is its scheme's.
                  'server.port': +url.port || ((url.href[4] as string) < 's' ? 80 : 443),
                },
                {
                  span: {
                    kind: 3,
                    traceId,
                    name: `${method} ${path}`,
                    endTimeUnixNano: `${time + Math.round(entry?.duration || duration)}000000`,
                    startTimeUnixNano: `${time}000000`,
                    spanId,
                    status: (type && { code: 2 }) as { code: 2 },
                  },
                  time,
                  rank: 2,
                },
              );
            }
          },
        ];
        ended.add(one);
        // The page may be about to throw for it.
        if (status > 399) one[2]();
        else setTimeout(one[2], one[0] ? PATIENCE : STAYING);
      };
    };

    const observer = new PerformanceObserver((list) => {
      // Where a service worker answers, and often without one, WebKit tells the measure before the answer.
      setTimeout(() => {
        // Measures come in the order in which bodies end. A request is begun before it starts, and starts before the next is
        // begun: of those at one address this is the last one's that was begun by then, and by a coarse clock the one's
        // that was answered first.
        for (const entry of list.getEntries() as PerformanceResourceTiming[])
          [...ended]
            .filter(([href, startTime]) => href === entry.name && startTime <= entry.startTime)
            .sort((one, other) => other[1] - one[1])[0]?.[2](entry);
      });
    });
    observer.observe({ type: 'resource' });
    return all([
      patch<Record<symbol, unknown>>(XMLHttpRequest.prototype, 'open', (run, given, self) => {
        run();
        // One that the page has frozen takes nothing.
        attempt(() => {
          self[opened] = given;
        });
      }),
      // What has no answer when a page is hidden or left is no failure: the browser may have cut it off. `beforeunload` comes
      // before it does.
      ...['visibilitychange', 'beforeunload', 'pagehide'].map((type) =>
        listen(
          window,
          type,
          () => {
            for (const [href, , record] of ended) if (type < 'c' || href) record();
          },
          true,
        ),
      ),
      patch(window, 'fetch', (run, given) => {
        let signal: AbortSignal | undefined;
        const end = attempt(() => {
          const [input, init] = given;
          signal = init?.signal || input.signal;
          return begin(
            (traceparent) => {
              const headers = init?.headers;
              // Whoever has wrapped fetch may understand addresses and plain objects only, so those stay what they are. Of
              // anything else (a Request, headers in pairs) the browser makes a Request, as it would in fetch. A plain object's
              // prototype has none, nor has an object without one.
              // biome-ignore-start lint/suspicious/noProto: of what a page has given one by that name, a Request is made as well.
              const request =
                (input.headers || [init, headers].some((one) => one?.__proto__?.__proto__)) &&
                new Request(input, init);
              // biome-ignore-end lint/suspicious/noProto: as above.
              const own: Headers = request ? request.headers : new Headers(headers);
              const known = own.get('traceparent');
              if (!known) own.set('traceparent', traceparent);
              given = request
                ? [request]
                : known
                  ? given
                  : [input, { ...init, headers: { ...headers, traceparent } }];
              return known;
            },
            // Neither a string nor a URL has these.
            init?.method || input.method || 'GET',
            input.url || input,
          );
        });
        // Of a promise that was looked at the browser does not say any more that nobody handled it; of the next one it does.
        // What a page has put in fetch's place may give none.
        return (run(given) as Promise<Response> | undefined)?.then(
          (response) => {
            end?.(response.status);
            return response;
          },
          (error) => {
            // Whoever aborts may give any reason, which WebKit does not reject with.
            const type = attempt(() => (signal?.reason || error).name);
            end?.(0, signal?.aborted && type !== 'TimeoutError' ? 'AbortError' : `${type}`);
            throw error;
          },
        );
      }),
      () => {
        observer.disconnect();
        // What ends later is not told.
        emit = () => {};
      },
      patch<XMLHttpRequest & Record<symbol, [string, string]>>(
        XMLHttpRequest.prototype,
        'send',
        (run, _, self) => {
          attempt(() => {
            const end = begin(
              (traceparent) => self.setRequestHeader('traceparent', traceparent),
              ...(self[opened] as [string, string]),
            );
            const undo = all(
              ['abort', 'error', 'load', 'timeout'].map((type) =>
                listen(
                  self,
                  type,
                  () => {
                    undo();
                    end?.(self.status, type);
                  },
                  // Before the page's own, which may open it anew; in Chromium before those that it adds later.
                  true,
                ),
              ),
            );
          });
          return run();
        },
      ),
    ]);
  },
});
