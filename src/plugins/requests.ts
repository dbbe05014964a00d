import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { id } from '../browser/id.js';
import { listen } from '../browser/listen.js';
import { listenAll } from '../browser/listen-all.js';
import { namePage } from '../browser/name-page.js';
import { patch } from '../browser/patch.js';
import { withHeader } from '../browser/with-header.js';
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

const TRACEPARENT = 'traceparent';
/**
 * What is no request over the network; and telemetry on its way to a receiver, Sonde's or another's: to record that would
 * make more of it, for ever.
 */
const NEVER = /^(?!http)|\/v1\/(logs|traces|metrics)(\?|$)/;
/** Milliseconds from an answer's headers until its body, which is the page's to read, is no longer waited for. */
const PATIENCE = 5_000;

/**
 * Records each request of fetch and XMLHttpRequest with its status, outcome, times and size. To the page's own origin (and
 * to those of `traceTo`) requests bear the header `traceparent`, so that what the server did for them is found in the same
 * trace; a page's own is kept. (To that of an XMLHttpRequest the browser joins ours: `ignore` what is traced already.)
 *
 * Bodies are never read, and promises settle as they would. A same-origin address that redirects to another origin belongs
 * into `ignore`: the browser would ask that origin whether it allows the header. Beacons are not seen.
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
export const requests = ({ ignore = [], traceTo = [], template }: RequestsOptions = {}): Plugin => ({
  purpose: 'diagnostics',
  // It puts a header on the page's requests.
  waits: true,
  setup({ emit }) {
    const ended = new Set<Ended>();
    /** What `open` was given. */
    const opened = new WeakMap<XMLHttpRequest, unknown[]>();
    /** @param mark puts a `traceparent` onto the request, and gives back the one that counts if it is another. */
    const begin = (mark: (traceparent: string) => unknown, method: string, address: string) => {
      const url = new URL(address, document.baseURI);
      url.hash = '';
      // One that is no text throws here, where the page is spared it.
      method = method.toUpperCase();
      const { href } = url;
      if ([NEVER, ...ignore].some((each) => href.match(each))) return;
      const time = Date.now();
      const startTime = performance.now();
      let traceparent = `00-${id(16)}-${id(8)}-01`;
      traceparent =
        ([origin, ...traceTo].includes(url.origin) && (mark(traceparent) as string)) || traceparent;
      return (status: number, error?: string): void => {
        // XMLHttpRequest's events and the names of fetch's errors say the same.
        const type = status ? (status < 400 ? undefined : `${status}`) : error;
        const duration = performance.now() - startTime;
        const one: Ended = [
          (status || !type) && href,
          startTime,
          // It is called by the browser's measure, by the clock and by the page's end.
          (entry) => {
            if (ended.delete(one)) {
              const path = namePage(url, template);
              emit(
                'http.client.request',
                {
                  'url.template': path,
                  'http.request.method': method,
                  'http.response.status_code': status || undefined,
                  'error.type': type,
                  'url.full': url.origin + path,
                  'sonde.request.outcome': type
                    ? ((/abort|timeout/.exec(type.toLowerCase())?.[0] || 'failed') as 'failed')
                    : 'succeeded',
                  // Another origin's that does not allow it (`Timing-Allow-Origin`) are 0.
                  'sonde.request.waiting': entry && Math.round(entry.responseStart - entry.requestStart),
                  'http.response.body.size': entry?.encodedBodySize,
                },
                {
                  time,
                  rank: 2,
                  span: {
                    traceId: traceparent.slice(3, 35),
                    spanId: traceparent.slice(36, 52),
                    kind: 3,
                    name: `${method} ${path}`,
                    startTimeUnixNano: `${time}000000`,
                    endTimeUnixNano: `${time + Math.round(entry?.duration || duration)}000000`,
                    status: (type && { code: 2 }) as { code: 2 },
                  },
                },
              );
            }
          },
        ];
        ended.add(one);
        setTimeout(one[2], PATIENCE);
      };
    };

    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
        // Where a service worker answers, WebKit may tell the measure before the answer.
        setTimeout(() =>
          // Measures come in the order in which bodies end. A request is begun before it starts, and starts before the next is
          // begun: of those at one address this is the last one's that was begun by then, and by a coarse clock the one's
          // that was answered first.
          [...ended]
            .filter(([href, startTime]) => href === entry.name && startTime <= entry.startTime)
            .sort((one, other) => other[1] - one[1])[0]?.[2](entry),
        );
      }
    });
    observer.observe({ type: 'resource' });
    return all([
      patch(window, 'fetch', (run, given) => {
        let changed = given;
        let signal: AbortSignal | undefined;
        const end = attempt(() => {
          const [input, init] = given;
          signal = init?.signal || input.signal;
          // Neither a string nor a URL has these.
          return begin(
            (value) => {
              [changed, value] = withHeader(given as [URL], TRACEPARENT, value);
              return value;
            },
            init?.method || input.method || 'GET',
            input.url || input,
          );
        });
        // Of a promise that was looked at the browser does not say any more that nobody handled it; of the next one it does.
        // What a page has put in fetch's place may give none.
        return (run(changed) as Promise<Response> | undefined)?.then(
          (response) => {
            end?.(response.status);
            return response;
          },
          (error) => {
            // Whoever aborts may give any reason, which WebKit does not reject with.
            const type = attempt(() => (signal?.aborted ? signal.reason : error).name);
            end?.(0, type !== 'TimeoutError' && signal?.aborted ? 'AbortError' : `${type}`);
            throw error;
          },
        );
      }),
      patch<XMLHttpRequest>(XMLHttpRequest.prototype, 'open', (run, given, self) => {
        run();
        opened.set(self, given);
      }),
      patch<XMLHttpRequest>(XMLHttpRequest.prototype, 'send', (run, _, self) => {
        attempt(() => {
          const end = begin(
            (value) => self.setRequestHeader(TRACEPARENT, value),
            ...(opened.get(self) as [string, string]),
          );
          const undo = all(
            ['load', 'abort', 'error', 'timeout'].map((type) =>
              listen(
                self,
                type,
                () => {
                  undo();
                  end?.(self.status, type);
                },
                // Before the page's own, which may open it anew.
                true,
              ),
            ),
          );
        });
        return run();
      }),
      // What has no answer when a page is hidden or left is no failure: the browser may have cut it off. `beforeunload` comes
      // before it does.
      listenAll(
        ['visibilitychange', 'beforeunload', 'pagehide'],
        ({ type }) => {
          for (const [href, , record] of ended) if (type < 'c' || href) record();
        },
        true,
      ),
      () => {
        observer.disconnect();
        // What ends later is not told.
        emit = () => {};
      },
    ]);
  },
});
