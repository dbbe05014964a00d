import { type MetricType, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import type { Plugin } from '../plugin.js';

/** Shorter interactions are not kept by the browser for an observer that comes later. https://w3c.github.io/event-timing */
const BUFFERED_DURATION = 104;

/** To a tenth of a microsecond, or of a thousandth for CLS: what lies below is noise, and long to send. */
const round = (value: number): number => +value.toFixed(4);

/**
 * Records the web vitals CLS, FCP, INP, LCP and TTFB, as `browser.web_vital` events, by Google's web-vitals library;
 * where the browser tells of soft navigations, for each route. A vital is reported when it is known, and again with the
 * same id if it grew when the page is hidden: the last value counts.
 *
 * Set up late, after consent, it takes what the browser kept: all but the interactions below 104 ms. An INP below that
 * is marked as censored if there were any.
 *
 * @see https://github.com/GoogleChrome/web-vitals
 */
export const vitals = (): Plugin => {
  // web-vitals has no undo: it is started once, and tells nobody while this is undefined.
  let report: ((metric: MetricType) => void) | undefined;
  let isLate: boolean | undefined;
  return {
    late: true,
    purpose: 'diagnostics',
    setup({ emit }) {
      report = ({ name, value, delta, id, rating, navigationType, navigationURL }) =>
        emit('browser.web_vital', {
          'browser.web_vital.name': name.toLowerCase() as Lowercase<typeof name>,
          'browser.web_vital.value': round(value),
          'browser.web_vital.delta': round(delta),
          'browser.web_vital.id': id,
          'browser.web_vital.rating': rating,
          'browser.web_vital.navigation_type': navigationType,
          'browser.web_vital.censored': (isLate && name === 'INP' && value < BUFFERED_DURATION) || undefined,
          'url.full': navigationURL === location.href ? undefined : navigationURL,
        });
      if (isLate === undefined) {
        // The first interaction is always kept, often the click that consents.
        isLate = ((performance as { interactionCount?: number }).interactionCount as number) > 1;
        const tell = (metric: MetricType) => report?.(metric);
        for (const start of [onCLS, onFCP, onINP, onLCP]) start(tell, { reportSoftNavs: true });
        // Of a soft navigation it would report a time of 0, since nothing is requested.
        onTTFB(tell);
      }
      return () => {
        report = undefined;
      };
    },
  };
};
