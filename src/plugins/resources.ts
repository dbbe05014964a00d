import { all } from '../browser/all.js';
import { keptTime } from '../browser/kept-time.js';
import { listen } from '../browser/listen.js';
import { sessionShare } from '../browser/session-share.js';
import { urlTemplate } from '../browser/url-template.js';
import { CHOICE_KEY } from '../event.js';
import type { Plugin } from '../plugin.js';

export interface ResourcesOptions {
  /** Milliseconds from which a resource is slow; 1,000 unless told. */
  readonly slow?: number;
  /** The share of sessions that tell of resources, from 0 to 1; a tenth unless told. */
  readonly rate?: number;
}

interface Kind {
  count: number;
  bytes: number;
  /** Those of which it is known whether they came from the cache. */
  measured: number;
  cached: number;
}

/** Slow and failed resources of one document that are told one by one. */
const MAX_TOLD = 20;
/** By type: what scripts ask for or send, and the tab's icon. */
const NO_PART = /^(fetch|xmlhttprequest|beacon|ping|eventsource|icon)$/;
/**
 * By address: what is part of a page though its type is `other`, which is fonts in Firefox, preloaded modules in Chromium,
 * imports in WebKit, scripts of workers in each. Besides, beacons are `other` in Firefox and WebKit (Sonde's, too: to count
 * them would make more of them, for ever), streams and icons in Chromium and Firefox, and reports of violations in each.
 */
const PART = /^[^?#]+\.(m?js|woff2?|[ot]tf)([?#]|$)/;
/** Names of what is told. */
const RESOURCE = 'browser.resource_timing';
const SUMMARY = 'browser.resources';

/**
 * Records the first 20 resources of a document that are slow or failed, and, when the page is left or hidden, how many there
 * were, their bytes and the share that came from the cache, of those of which that is known, in all and by type. Only a tenth
 * of the sessions tell of it unless told otherwise, each for its whole length and with its weight. Of what was loaded before
 * the visitor's answer nothing is told.
 *
 * Left out are requests of scripts, which are for `requests()` to tell; beacons, pings, streams of an EventSource, the tab's
 * icon; and of what a browser has no type for (`other`) all whose path does not end as a script's or a font's does.
 *
 * Failed is what was answered by a status of 400 and more. What had no answer (a connection was refused) has the same
 * measures as what another origin hides, or a service worker: `errors()` tells of it.
 *
 * The browser does not tell which element a resource is of: what is slow or failed is told by its address inside
 * `data-telemetry="off"`, too.
 *
 * @see https://w3c.github.io/resource-timing/
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [resources({ slow: 2000, rate: 1 })] });
 */
export const resources = ({ slow = 1_000, rate = 0.1 }: ResourcesOptions = {}): Plugin => ({
  purpose: 'diagnostics',
  setup({ emit, onEmit }) {
    let kinds: Record<string, Kind> = {};
    let told = 0;
    const since = keptTime(CHOICE_KEY);

    const see = (entries: PerformanceEntryList): void => {
      for (const entry of entries as PerformanceResourceTiming[]) {
        const { initiatorType: type, name, duration, transferSize, responseStatus } = entry;
        if (entry.startTime < since || NO_PART.test(type) || (type === 'other' && !PART.test(name))) continue;
        kinds[type] ||= { count: 0, bytes: 0, measured: 0, cached: 0 };
        const kind = kinds[type];
        kind.count++;
        kind.bytes += transferSize || 0;
        // Nothing is said to be transferred of what a service worker answers, either; nor is, in Firefox, of what another
        // origin lets be read, but not be timed: its request has no start.
        const isCached = !transferSize && entry.encodedBodySize && entry.requestStart && !entry.workerStart;
        // WebKit, which tells no status, tells of what was cached no more than of what is hidden.
        if ((transferSize || isCached) && responseStatus !== undefined) kind.measured++;
        if (isCached) kind.cached++;
        if ((duration < slow && !(responseStatus >= 400)) || told >= MAX_TOLD || !/^http/.test(name))
          continue;
        told++;
        const { origin, pathname } = new URL(name);
        emit(
          RESOURCE,
          {
            'url.full': origin + urlTemplate(pathname),
            'sonde.resource.type': type,
            'http.response.status_code': responseStatus || undefined,
            'browser.resource_timing.duration': Math.round(duration),
            'browser.resource_timing.transfer_size': transferSize,
            'sonde.resource.render_blocking':
              (entry as { renderBlockingStatus?: string }).renderBlockingStatus === 'blocking' || undefined,
          },
          { time: Math.round(performance.timeOrigin + entry.startTime), rank: 2 },
        );
      }
    };
    const observer = new PerformanceObserver((list) => see(list.getEntries()));

    const tell = (): void => {
      see(observer.takeRecords());
      const all = Object.entries(kinds);
      if (!document.hidden || !all[0]) return;
      const sum = (property: keyof Kind) => all.reduce((total, [, kind]) => total + kind[property], 0);
      const measured = sum('measured');
      emit(
        SUMMARY,
        {
          'sonde.resources.count': sum('count'),
          'sonde.resources.bytes': sum('bytes'),
          'sonde.resources.cache_hit_rate': measured ? +(sum('cached') / measured).toFixed(4) : undefined,
          'sonde.resources.types': all.map(([type]) => type),
          'sonde.resources.counts': all.map(([, { count }]) => count),
          'sonde.resources.bytes_by_type': all.map(([, { bytes }]) => bytes),
        },
        { rank: 2 },
      );
      kinds = {};
    };

    const undo = [
      // The same way for a whole session, as the sampler does, which keeps what this has kept.
      onEmit(({ name, attributes }, sessionId) => {
        if (rate >= 1 || (name !== RESOURCE && name !== SUMMARY)) return;
        attributes['sonde.weight'] = 1 / rate;
        return sessionShare(sessionId) >= 1 - rate;
      }),
      // With capture, so that it is there when the outbox leaves with the page; leaving hides a page in every browser.
      listen(window, 'visibilitychange', tell, true),
      () => observer.disconnect(),
    ];
    observer.observe({ type: 'resource', buffered: true });
    return all(undo);
  },
});
