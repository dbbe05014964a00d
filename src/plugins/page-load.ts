import { id } from '../browser/id.js';
import { listen } from '../browser/listen.js';
import { namePage } from '../browser/name-page.js';
import type { Plugin } from '../plugin.js';

export interface PageLoadOptions {
  /** Names the page by its URL, where the path with ids replaced is not it: the `urlTemplate` that `init` is told. */
  readonly template?: (url: URL) => string;
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-/;

/**
 * Records the load of the document, once it is over: its status, phases, size, what the server measured (`Server-Timing`),
 * and the trace that the server names in `<meta name="traceparent">`, as part of which it is found.
 *
 * @see https://www.w3.org/TR/navigation-timing-2/
 * @example
 * // <meta name="traceparent" content="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01">
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [pageLoad()] });
 */
export const pageLoad = ({ template }: PageLoadOptions = {}): Plugin => {
  let isTold: boolean | undefined;
  return {
    purpose: 'diagnostics',
    setup({ emit }) {
      let telling: ReturnType<typeof setTimeout>;
      const tell = (): void => {
        const [load] = performance.getEntriesByType('navigation') as [PerformanceNavigationTiming?];
        if (isTold || !load) return;
        isTold = true;
        // A prerendered page was waited for from when it was shown.
        const { activationStart = 0 } = load as { activationStart?: number };
        const since = (time: number, start = activationStart): number =>
          Math.max(0, Math.round(time - start));
        const url = new URL(load.name);
        const path = namePage(url, template);
        const time = Math.round(performance.timeOrigin + activationStart);
        const meta = document.querySelector<HTMLMetaElement>('meta[name=traceparent]');
        const [, traceId = id(16), parentSpanId] = TRACEPARENT.exec(meta?.content || '') || [];
        emit(
          'browser.navigation_timing',
          {
            'url.template': path,
            'url.full': url.origin + path,
            'http.response.status_code': load.responseStatus || undefined,
            'http.response.body.size': load.encodedBodySize,
            'browser.navigation_timing.type': load.type,
            'sonde.load.redirect': since(load.redirectEnd, load.redirectStart),
            'sonde.load.connecting': since(load.connectEnd, load.domainLookupStart),
            'sonde.load.waiting': since(load.responseStart, load.requestStart),
            'sonde.load.response': since(load.responseEnd, load.responseStart),
            'browser.navigation_timing.dom_interactive': since(load.domInteractive),
            'browser.navigation_timing.dom_content_loaded_event_end': since(load.domContentLoadedEventEnd),
            'browser.navigation_timing.load_event_end': since(load.loadEventEnd),
            'sonde.server_timing': load.serverTiming?.[0]
              ? load.serverTiming.map(
                  ({ name, duration, description }) => `${name};dur=${duration};desc=${description}`,
                )
              : undefined,
          },
          {
            time,
            rank: 2,
            span: {
              traceId,
              spanId: id(8),
              ...(parentSpanId && { parentSpanId }),
              name: `load ${path}`,
              kind: 1,
              startTimeUnixNano: `${time}000000`,
              endTimeUnixNano: `${time + since(load.loadEventEnd)}000000`,
            },
          },
        );
      };
      // The time of the load event's end is known after it.
      const later = (): void => {
        telling = setTimeout(tell);
      };
      const undo = listen(window, 'load', later);
      if (document.readyState === 'complete') later();
      return () => {
        undo();
        clearTimeout(telling);
      };
    },
  };
};
