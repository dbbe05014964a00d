import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { id } from '../browser/id.js';
import { listen } from '../browser/listen.js';
import { onVisibility } from '../browser/on-visibility.js';
import { patch } from '../browser/patch.js';
import { urlTemplate } from '../browser/url-template.js';
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

/** A request that is not yet recorded. */
interface Pending {
  readonly url: string;
  /** What the browser measured of it. */
  entry?: PerformanceResourceTiming;
  /** Records it. There once the page has its answer. */
  finish?: () => void;
}

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
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [requests({ traceTo: ['https://api.example.com'] })] });
 */
export const requests = ({
  ignore = [],
  traceTo = [],
  template = (url) => urlTemplate(url.pathname),
}: RequestsOptions = {}): Plugin => ({
  purpose: 'diagnostics',
  // It puts a header on the page's requests.
  waits: true,
  setup({ emit }) {
    const pending = new Set<Pending>();
    const live = new AbortController();
    /** What `open` was given. */
    const opened = new WeakMap<XMLHttpRequest, unknown[]>();
    /** @param mark puts a `traceparent` onto the request, and gives back the one that counts if it is another. */
    const begin = (mark: (traceparent: string) => unknown, method: string, address: string) => {
      const url = new URL(address, document.baseURI);
      url.hash = '';
      const one: Pending = { url: url.href };
      if ([NEVER, ...ignore].some((each) => one.url.match(each))) return;
      const time = Date.now();
      let traceparent = `00-${id(16)}-${id(8)}-01`;
      pending.add(one);
      traceparent =
        ([window.origin, ...traceTo].includes(url.origin) && (mark(traceparent) as string)) || traceparent;
      return (status: number, error?: string): void => {
        const duration = Date.now() - time;
        // XMLHttpRequest's events and the names of fetch's errors say the same.
        const type = status ? (status < 400 ? undefined : `${status}`) : error;
        // It is called by the answer, by the browser's measure of it, by the clock and by the page's end. An XMLHttpRequest
        // that is opened again answers once more: the first counts.
        one.finish ||= () =>
          pending.delete(one) &&
          // The site's own naming may throw.
          attempt(() => {
            const { entry } = one;
            const path = template(url);
            const verb = method.toUpperCase();
            const [, traceId, spanId] = traceparent.split('-') as [string, string, string];
            emit(
              'http.client.request',
              {
                'url.template': path,
                'url.full': url.origin + path,
                'http.request.method': verb,
                'http.response.status_code': status || undefined,
                'error.type': type,
                'sonde.request.outcome': type
                  ? ((/abort|timeout/i.exec(type)?.[0].toLowerCase() || 'failed') as 'failed')
                  : 'succeeded',
                // Another origin's that does not allow it (`Timing-Allow-Origin`) are 0.
                'sonde.request.waiting': entry && Math.round(entry.responseStart - entry.requestStart),
                'http.response.body.size': entry?.encodedBodySize,
              },
              {
                time,
                rank: 2,
                span: {
                  traceId,
                  spanId,
                  name: `${verb} ${path}`,
                  kind: 3,
                  startTimeUnixNano: `${time}000000`,
                  endTimeUnixNano: `${time + Math.round(entry?.duration || duration)}000000`,
                  status: (type && { code: 2 }) as { code: 2 },
                },
              },
            );
          });
        setTimeout(one.finish, one.entry ? 0 : PATIENCE);
      };
    };

    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        for (const one of pending) {
          if (!one.entry && one.url === entry.name) {
            one.entry = entry as PerformanceResourceTiming;
            one.finish?.();
            break;
          }
        }
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
        const promise: Promise<Response> = run(changed);
        // Of a promise that was looked at the browser does not say any more that nobody handled it; of the next one it does.
        return end
          ? promise.then(
              (response) => {
                end(response.status);
                return response;
              },
              (error) => {
                // Whoever aborts may give any reason.
                const type = attempt(() => (signal?.aborted ? signal.reason : error).name);
                end(0, signal?.aborted && type !== 'TimeoutError' ? 'AbortError' : `${type}`);
                throw error;
              },
            )
          : promise;
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
          if (end)
            for (const type of ['load', 'error', 'abort', 'timeout'])
              listen(self, type, () => end(self.status, type), live);
        });
        return run();
      }),
      // What is not answered by then is no failure: what the browser makes of it comes too late to be told.
      onVisibility(() => {
        for (const one of pending) one.finish?.();
      }),
      () => {
        live.abort();
        observer.disconnect();
        pending.clear();
      },
    ]);
  },
});
