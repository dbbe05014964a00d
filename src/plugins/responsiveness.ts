import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { keptTime } from '../browser/kept-time.js';
import { listen } from '../browser/listen.js';
import { withoutData } from '../browser/without-data.js';
import { CHOICE_KEY } from '../event.js';
import type { Plugin } from '../plugin.js';

/** What Chromium has beyond TypeScript's library. */
interface Frame extends PerformanceEntry {
  /** https://w3c.github.io/long-animation-frames/ */
  readonly blockingDuration?: number;
  readonly scripts?: readonly {
    readonly duration: number;
    readonly invoker: string;
    readonly sourceURL: string;
    readonly sourceFunctionName: string;
  }[];
}
type PressureState = 'nominal' | 'fair' | 'serious' | 'critical';
interface Chromium {
  /** https://w3c.github.io/compute-pressure/ */
  readonly PressureObserver?: new (
    see: (records: readonly { readonly state: PressureState }[]) => void,
  ) => { observe(source: 'cpu', options?: object): Promise<void>; disconnect(): void };
  readonly performance: Performance & {
    readonly memory?: { readonly usedJSHeapSize: number; readonly jsHeapSizeLimit: number };
  };
  readonly document: { readonly featurePolicy?: { allowsFeature(name: string): boolean } };
}

const PRESSURE: readonly PressureState[] = ['nominal', 'fair', 'serious', 'critical'];
const LONG_TASK = 50;

/**
 * Records, when a page is left or hidden, how responsive it was since the last time: how many animation frames were long
 * (tasks, where the browser knows no such frames) and for how long they blocked, the worst of them and the script that ran
 * longest in it; and where the browser tells, the memory of scripts, the highest CPU pressure, and the share of storage in
 * use. Nothing is recorded where the browser tells none of it; frames before the visitor's answer are not counted.
 *
 * Of a listener the browser tells by text which element it is of, by id or source (`BUTTON#pay.onclick`), and not which
 * one: inside `data-telemetry="off"`, too.
 *
 * @see https://developer.chrome.com/docs/web-platform/long-animation-frames
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [responsiveness()] });
 */
export const responsiveness = (): Plugin => ({
  purpose: 'diagnostics',
  setup({ emit }) {
    const {
      PressureObserver: Pressure,
      performance: measures,
      document: { featurePolicy },
    } = window as unknown as Chromium;
    let count: number;
    let blocking: number;
    let worst: Frame | undefined;
    let pressure: number;
    let storage: StorageEstimate | undefined;
    const begin = (): void => {
      count = blocking = 0;
      worst = undefined;
      pressure = -1;
    };
    begin();

    const type = PerformanceObserver.supportedEntryTypes.find((one) =>
      /^long(-animation-frame|task)$/.test(one),
    );
    const since = keptTime(CHOICE_KEY);
    const see = (frames: PerformanceEntryList): void => {
      for (const frame of frames as Frame[]) {
        if (frame.startTime < since) continue;
        count++;
        blocking += frame.blockingDuration ?? frame.duration - LONG_TASK;
        if (frame.duration > (worst?.duration || 0)) worst = frame;
      }
    };
    const frames = new PerformanceObserver((list) => see(list.getEntries()));
    if (type) frames.observe({ type, buffered: true });

    // Where a policy forbids it, or a frame is another origin's, to try it would be told to the page's console.
    const cpu = attempt(() =>
      Pressure && featurePolicy?.allowsFeature('compute-pressure') !== false
        ? new Pressure((records) => {
            for (const { state } of records) pressure = Math.max(pressure, PRESSURE.indexOf(state));
          })
        : undefined,
    );
    cpu?.observe('cpu', { sampleInterval: 10_000 }).catch(() => {});
    attempt(() =>
      navigator.storage.estimate().then(
        (found) => {
          storage = found;
        },
        () => {},
      ),
    );

    const tell = (): void => {
      see(frames.takeRecords());
      const { memory } = measures;
      if (!document.hidden || !(type || memory || pressure >= 0)) return;
      const [script] = [...(worst?.scripts || [])].sort((a, b) => b.duration - a.duration);
      const { usage, quota } = storage || {};
      emit(
        'browser.responsiveness',
        {
          'sonde.frames.long': type ? count : undefined,
          'sonde.frames.blocking': type ? Math.round(blocking) : undefined,
          'sonde.frame.duration': worst && Math.round(worst.duration),
          'sonde.frame.script': withoutData(script?.sourceURL),
          'sonde.frame.function': script?.sourceFunctionName,
          'sonde.frame.invoker': withoutData(script?.invoker),
          'sonde.frame.script_duration': script && Math.round(script.duration),
          'sonde.memory.used': memory?.usedJSHeapSize,
          'sonde.memory.limit': memory?.jsHeapSizeLimit,
          'sonde.cpu.pressure': PRESSURE[pressure],
          'sonde.storage.used': usage,
          'sonde.storage.share': usage && quota ? +(usage / quota).toFixed(4) : undefined,
        },
        { rank: 2 },
      );
      begin();
    };

    return all([
      // With capture, so that it is there when the outbox leaves with the page; leaving hides a page in every browser.
      listen(window, 'visibilitychange', tell, true),
      () => frames.disconnect(),
      () => cpu?.disconnect(),
    ]);
  },
});
