import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { selector } from '../browser/selector.js';
import { withoutData } from '../browser/without-data.js';
import type { Plugin } from '../plugin.js';

/** What Chromium knows beyond TypeScript's library. https://w3c.github.io/long-animation-frames/ */
interface Script {
  readonly duration: number;
  readonly invoker: string;
  readonly sourceURL: string;
  readonly sourceFunctionName: string;
}
interface Timing extends PerformanceEntry {
  // event
  readonly interactionId: number;
  readonly processingStart: number;
  readonly processingEnd: number;
  readonly target?: Element | null;
  // largest-contentful-paint
  readonly url: string;
  readonly element?: Element | null;
  // layout-shift
  readonly value: number;
  readonly hadRecentInput: boolean;
  /** What shifted most comes first. https://wicg.github.io/layout-instability/#sec-layout-shift-attribution */
  readonly sources?: readonly { readonly node?: Node | null }[];
  // long-animation-frame
  readonly scripts: readonly Script[];
}

/** An interaction or a frame, and where it was: elements may be gone when the vital is told. */
type Seen = readonly [entry: Timing, target?: string | undefined];

/** As many of the slowest are kept as web-vitals looks at. */
const KEPT = 10;

/**
 * Adds to the vitals that `vitals()` records what they are due to: of LCP the element, its address and the phases; of INP
 * the target, the phases and the script that ran longest in its frames; of CLS the element that shifted most in the worst
 * window. It is told from the browser's own entries, so that web-vitals is shipped once. Engines that do not tell add
 * nothing, and soft navigations and restores from the back/forward cache are left as they are. Texts are never read.
 *
 * Of an element inside `data-telemetry="off"`, and of one that is not known (it has gone, or LCP's is in a shadow root),
 * neither the place is told, nor the address, nor what invoked the script. The browser names an invoker by text, and not
 * by the element: it is told where the interaction's target is, though it may be another.
 *
 * @see https://web.dev/articles/optimize-lcp#lcp-breakdown
 * @see https://web.dev/articles/find-slow-interactions-in-the-field
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [vitals(), vitalsAttribution()] });
 */
export const vitalsAttribution = (): Plugin => ({
  purpose: 'diagnostics',
  setup({ onEmit }) {
    let paint: Seen | undefined;
    let interactions: Seen[] = [];
    let frames: Seen[] = [];
    /** The window of shifts that goes on, and the worst. */
    let burst: { start: number; last: number; value: number; most: number; target?: string | undefined };
    let worst: typeof burst | undefined;

    const slowest = (seen: Seen[]): Seen[] => seen.sort(([a], [b]) => b.duration - a.duration).slice(0, KEPT);

    const observers = Object.entries({
      'largest-contentful-paint': (entry: Timing) => {
        paint = [entry, selector(entry.element)];
      },
      event: (entry: Timing) => {
        if (entry.interactionId) interactions = slowest([...interactions, [entry, selector(entry.target)]]);
      },
      'long-animation-frame': (entry: Timing) => {
        frames = slowest([...frames, [entry]]);
      },
      'layout-shift': (entry: Timing) => {
        const { startTime, value, sources: [source] = [] } = entry;
        if (entry.hadRecentInput) return;
        if (!burst || startTime - burst.last >= 1_000 || startTime - burst.start >= 5_000)
          burst = { start: startTime, value: 0, most: 0 } as typeof burst;
        burst.last = startTime;
        burst.value += value;
        if (value > burst.most) {
          const node = source?.node;
          burst.most = value;
          burst.target = selector(node instanceof Element ? node : node?.parentElement);
        }
        if (burst.value > (worst?.value || 0)) worst = burst;
      },
    }).map(([type, see]) => {
      const seeAll = (entries: PerformanceEntryList) => entries.forEach(see as never);
      const observer = new PerformanceObserver((list) => seeAll(list.getEntries()));
      attempt(() =>
        observer.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit),
      );
      return [observer, seeAll] as const;
    });

    /** Attributes, without the part of their names that all of a vital share. */
    const explain = (name: unknown, value: number): Record<string, string | number | undefined> => {
      if (name === 'cls') return { target: worst?.target };
      if (name === 'lcp' && paint) {
        const [{ url, startTime }, target] = paint;
        const [load] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        const resource = performance.getEntriesByName(url).pop() as PerformanceResourceTiming | undefined;
        // Measured from when a prerendered page was shown, as the value is.
        const origin = startTime - value;
        const after = (time = 0, least = 0) => Math.max(least, time - origin);
        const first = after(load?.responseStart);
        const begin = after(resource?.requestStart || resource?.startTime, first);
        const end = Math.min(value, after(resource?.responseEnd, begin));
        return {
          target,
          url: target && url,
          'phase.ttfb': first,
          'phase.load_delay': begin - first,
          'phase.load': end - begin,
          'phase.render_delay': value - end,
        };
      }
      // An interaction's events end in the same frame, with durations that are rounded to 8 ms: the one that took longest is
      // meant.
      const processing = ([{ processingStart, processingEnd }]: Seen) => processingEnd - processingStart;
      const [[entry, target] = []] = interactions
        .filter(([{ duration }]) => name === 'inp' && Math.abs(duration - value) < 9)
        .sort((a, b) => processing(b) - processing(a));
      if (!entry) return {};
      const { startTime, processingStart, processingEnd } = entry;
      const [script] = frames
        .filter(
          ([frame]) => frame.startTime < startTime + value && frame.startTime + frame.duration > startTime,
        )
        .flatMap(([{ scripts }]) => scripts)
        .sort((a, b) => b.duration - a.duration);
      return {
        target,
        event: entry.name,
        'phase.input_delay': processingStart - startTime,
        'phase.processing': processingEnd - processingStart,
        'phase.presentation_delay': Math.max(0, startTime + value - processingEnd),
        'script.url': script?.sourceURL,
        'script.invoker': target && script?.invoker,
        'script.function': script?.sourceFunctionName,
        'script.duration': script?.duration,
      };
    };

    return all([
      onEmit(({ name, attributes }) => {
        const read = (key: string) => attributes[`browser.web_vital.${key}`];
        // What the entries tell is of the load.
        if (name !== 'browser.web_vital' || /^soft|cache$/.test(read('navigation_type') as string)) return;
        // What the browser has not handed over yet: it does so in a task that may come too late.
        for (const [observer, seeAll] of observers) seeAll(observer.takeRecords());
        const found = explain(read('name'), read('value') as number);
        for (const [key, value] of Object.entries(found))
          attributes[`browser.web_vital.${key}`] =
            typeof value === 'number' ? Math.round(value) : ((withoutData(value) || undefined) as string);
      }),
      () => {
        for (const [observer] of observers) observer.disconnect();
      },
    ]);
  },
});
