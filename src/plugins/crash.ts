import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { id } from '../browser/id.js';
import { listen } from '../browser/listen.js';
import { localKeys, readLocal, writeLocal } from '../browser/local.js';
import { namePage } from '../browser/name-page.js';
import type { Plugin } from '../plugin.js';

export interface CrashOptions {
  /** The release that crash reports name: as `init` is told. */
  readonly release?: string;
  /** Names the page by its URL, where the path with ids replaced is not it: the `urlTemplate` that `init` is told. */
  readonly template?: (url: URL) => string;
}

/** https://wicg.github.io/crash-reporting/#crash-report-storage */
interface CrashReportContext {
  initialize(bytes: number): Promise<unknown>;
  set(key: string, value: string): void;
  delete(key: string): void;
}

const BYTES = 1_024;
/** Milliseconds between two marks of a page on which nothing else changes. */
const PULSE = 60_000;
const SESSION = 'session.id';
const FEATURE = 'feature.id';
const PAGE = 'url.template';
const KEYS = [SESSION, 'service.version', PAGE, FEATURE];

/**
 * Tells of tabs that crash. Where the browser keeps keys for its own crash reports (`crashReport`) it is given the session,
 * the release, the page's path and the last feature used; the report itself goes where the site's header
 * `Reporting-Endpoints: crash-reporting="https://…"` says, and only the site can send that header.
 *
 * Elsewhere it is estimated: a page that is shown leaves a mark on the device, which it takes back when it is hidden or
 * left. A mark whose page is no more (its Web Lock is free) is recorded as a `crash` with `sonde.crash.estimated`: the tab
 * crashed, was killed, or the power failed. The time told is that of the mark, which is made anew with events, at most once a
 * minute: less than a minute before the last event of the page. On origins without TLS there are no Web Locks, and nothing
 * is estimated.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', release: '1.4.2', plugins: [crash({ release: '1.4.2' })] });
 */
export const crash = ({ release = '', template }: CrashOptions = {}): Plugin => ({
  purpose: 'diagnostics',
  setup({ emit, onEmit, prefix }) {
    const { crashReport } = window as { crashReport?: CrashReportContext };
    const known: Record<string, string> = { 'service.version': release };
    /** Goes by the routes of an application, too, as of the last event: no second patch of History for that. */
    const onPage = (write: () => void): (() => void) => {
      const read = (): void => {
        const page = namePage(new URL(location.href), template);
        if (known[PAGE] === page) return;
        known[PAGE] = page;
        write();
      };
      read();
      return onEmit(read);
    };

    if (crashReport) {
      let isReady: boolean | undefined;
      const write = (): void => {
        // A value that has no room is not there.
        for (const key of isReady ? KEYS : []) attempt(() => known[key] && crashReport.set(key, known[key]));
      };
      const ready = (): void => {
        isReady ??= true;
        write();
      };
      // A second time it is refused, and the first one's room is there.
      attempt(() => crashReport.initialize(BYTES).then(ready, ready));
      return all([
        onEmit(({ attributes }, sessionId) => {
          const feature = attributes[FEATURE];
          if (known[SESSION] === sessionId && !feature) return;
          known[SESSION] = sessionId;
          if (feature) known[FEATURE] = `${feature}`;
          write();
        }),
        onPage(write),
        () => {
          isReady = false;
          for (const key of KEYS) attempt(() => crashReport.delete(key));
        },
      ]);
    }

    const marks = `${prefix}alive.`;
    const own = marks + id(8);
    let free: (() => void) | undefined;
    let isLive = true;
    let hasLooked: boolean | undefined;
    let marked = 0;
    const mark = (): void => {
      if (!free) return;
      marked = Date.now();
      // No JSON of an array: a page's own `Array.prototype.toJSON` may make text of that.
      writeLocal(own, document.hidden ? '' : [marked, known[SESSION], known[PAGE]].join('\n'));
    };
    const { locks } = navigator;
    // Of two pages that open at once the first that takes a mark away tells of it.
    const tell = async (): Promise<void> => {
      // Before it is asked who is alive: a page that opens meanwhile is none that was there.
      const found = localKeys(marks);
      // Where that is refused, nothing is known of who is alive.
      const { held } = await locks.query().catch(() => ({ held: undefined }));
      if (!held) return;
      const alive = held.map(({ name }) => name);
      for (const key of found) {
        const text = readLocal(key);
        // One that was left meanwhile has taken its mark away.
        if (!isLive || !text || alive.includes(key)) continue;
        // As earlier versions kept it.
        const [time, session, path] =
          (text[0] === '[' && attempt(() => JSON.parse(text))) || text.split('\n');
        writeLocal(key);
        emit(
          'crash',
          {
            'sonde.crash.estimated': true,
            'sonde.crash.session': session || undefined,
            'sonde.crash.page': path,
          },
          { time: +time, severity: 21, rank: 0 },
        );
      }
    };
    // Held while the page is there to be seen: in the back/forward cache a page may hold no lock.
    const hold = (): void => {
      attempt(() =>
        locks
          .request(own, () => {
            if (!isLive) return;
            if (!hasLooked) tell();
            hasLooked = true;
            return new Promise<void>((resolve) => {
              free = resolve;
              mark();
            });
          })
          .catch(() => {}),
      );
    };
    const letGo = (): void => {
      writeLocal(own);
      free?.();
      free = undefined;
    };
    hold();
    return all([
      onEmit((_, sessionId) => {
        if (known[SESSION] === sessionId && Date.now() - marked < PULSE) return;
        known[SESSION] = sessionId;
        mark();
      }),
      onPage(mark),
      listen(window, 'visibilitychange', mark, true),
      listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => persisted && hold()),
      listen(window, 'pagehide', letGo, true),
      () => {
        isLive = false;
        letGo();
      },
    ]);
  },
});
