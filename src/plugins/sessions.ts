import { readLocal, writeLocal } from '../browser/local.js';
import type { Plugin } from '../plugin.js';

/** The time of the last event is written no more often than this. */
const FRESH = 1_000;

const PROBE = 'session.probe';

/**
 * Records `session.start` with the first event of a session: the page it began on, with its campaign, its referrer (where it
 * began with the page's load), and the session before; and just before it `session.end` for that one, with its length from first event to last. A session ends
 * when nothing happened for 30 minutes or after a day, so its end is known, and told, when the next one begins. Of a
 * visitor who does not return it is never told: then the end is the session's last event.
 *
 * All tabs of an origin share one session, and the one whose event is the first tells of it. Whatever needs events of
 * several tabs (actions and page views per session, whether it was engaged or bounced) is left to who has them all: the
 * collector derives it from the rows, as nothing on the device could count it without a race.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/general/session/
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [sessions(), pageViews()] });
 */
export const sessions = (): Plugin => ({
  purpose: 'analytics',
  late: true,
  setup({ emit, onEmit, prefix }) {
    const key = `${prefix}last-session`;
    /** The session as this document knows it: `id,first event,last event`, times in milliseconds since 1970. */
    let state = '';
    let seen = 0;
    const look = (id: string): void => {
      const isKnown = state.startsWith(id);
      // A later session of this document was not led here by what led to the document.
      const referrer = state ? '' : document.referrer;
      const now = Date.now();
      if (isKnown && Math.abs(now - seen) < FRESH) return;
      seen = now;
      const [last, began, ended] = (readLocal(key) || state).split(',') as [string, string?, string?];
      // Another tab has begun the next one, and this event was stamped before that was seen.
      if (isKnown && last !== id) return;
      state = `${[id, last === id ? began : now, now]}`;
      writeLocal(key, state);
      if (last === id) return;
      const { href } = location;
      // In a task's end, since no event can be recorded while another one is.
      queueMicrotask(() => {
        if (last)
          emit(
            'session.end',
            { 'session.id': last, 'sonde.session.duration': Math.max(0, Number(ended) - Number(began)) },
            { time: Number(ended) },
          );
        emit(
          'session.start',
          {
            'session.id': id,
            'session.previous_id': last || undefined,
            'url.full': href.replace(/#.*/, ''),
            'sonde.referrer': referrer || undefined,
          },
          { time: now },
        );
      });
    };
    const undo = onEmit((event, id) => {
      look(id);
      if (event.name !== PROBE) return true;
      // For those who have heard of it before.
      event.time = Number.POSITIVE_INFINITY;
      return false;
    });
    // There may have been events before this plugin was set up. This one is left out, but it tells the session's id.
    emit(PROBE, {});
    return undo;
  },
});
