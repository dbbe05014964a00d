import type { SondeEvent } from '../event.js';
import type { Options } from '../options.js';
import type { Plugin } from '../plugin.js';
import type { Fate } from './panel-text.js';
import { readRecord } from './read-record.js';

/** Events that are remembered, at most. */
const LIMIT = 300;

/** An event on its way, with what is known of that so far. */
export interface Watched {
  /** As it was recorded, and as it left `beforeSend`; of an earlier page there is only the record. */
  event?: SondeEvent;
  /** When it was recorded: of what is left out the event itself says so no more. */
  time?: number;
  /** How far it came: past the plugins, to `beforeSend`, through it, or to where that failed. */
  reached?: 'sampler' | 'beforeSend' | 'end' | 'failed';
  /** As it was kept for sending. */
  record?: string;
  isSent?: boolean;
}

export interface Watch {
  /** What was recorded, oldest first. */
  readonly events: readonly Watched[];
  /** Options that let their events be watched. */
  watch(options: Options): Options;
  /** What became of one. @param held the records that are in storage, where that could be asked. */
  fateOf(watched: Watched, held?: ReadonlySet<string>): Fate;
  /** The names of the attributes in which something was redacted or cut. */
  scrubbedOf(watched: Watched): string[];
  /** Is called when something changed. */
  onChange: () => void;
}

/**
 * Follows each event from outside, by what `init` lets its user see: a plugin sees it first, another one last if none has
 * left it out, `beforeSend` if it was neither sampled nor beyond a limit, `onKept` if it is kept, `onSent` when it has been acknowledged. All but the last happen in
 * one task. What is known is in memory only, and forgotten on a withdrawal.
 *
 * @param isAsking whether there is no answer yet for an event.
 */
export const createWatch = (isAsking: (name: string) => boolean): Watch => {
  const events: Watched[] = [];
  let current: Watched | undefined;

  const add = (watched: Watched): Watched => {
    events.push(watched);
    if (events.length > LIMIT) events.shift();
    it.onChange();
    return watched;
  };

  /** The watched event; what waited for an answer comes again as a copy. */
  const find = (event: SondeEvent): Watched | undefined =>
    events.find((watched) => watched.event === event) ||
    events.find(
      ({ event: known, reached = 'sampler' }) =>
        reached === 'sampler' && known?.name === event.name && known.time === event.time,
    );

  const plugin = (purpose: Plugin['purpose'], reached?: 'sampler'): Plugin => ({
    purpose,
    // As those between the first and the last may be.
    ...(reached && { late: true }),
    setup({ onEmit }) {
      const undo = onEmit((event) => {
        // There is one of these plugins for each purpose.
        const watched = events.find((one) => one.event === event) || add({ event, time: event.time });
        if (reached) watched.reached = reached;
      });
      return (isWithdrawn) => {
        undo();
        if (isWithdrawn) {
          events.length = 0;
          it.onChange();
        }
      };
    },
  });

  const it: Watch = {
    events,
    onChange() {},

    watch(options) {
      const { plugins = [], beforeSend, onKept, onSent } = options;
      return {
        ...options,
        // First, so that they see what others leave out; and last.
        plugins: [
          plugin('diagnostics'),
          plugin('analytics'),
          ...plugins,
          plugin('diagnostics', 'sampler'),
          plugin('analytics', 'sampler'),
        ],
        beforeSend(event) {
          current = find(event) || add({ event, time: event.time });
          current.reached = 'failed';
          const answer = beforeSend ? beforeSend(event) : event;
          current.reached = answer ? 'end' : 'beforeSend';
          if (answer) current.event = answer;
          return answer;
        },
        onKept(record) {
          if (current?.reached === 'end') current.record = record;
          else add({ record });
          current = undefined;
          it.onChange();
          onKept?.(record);
        },
        onSent(batch) {
          for (const [, record] of batch) {
            const watched = events.find((watched) => watched.record === record) || add({ record });
            watched.isSent = true;
          }
          it.onChange();
          onSent?.(batch);
        },
      };
    },

    fateOf({ event, reached, record, isSent }, held) {
      if (isSent) return 'sent';
      if (record) return held && !held.has(record) ? 'gone' : 'kept';
      if (reached && reached !== 'sampler') return reached === 'beforeSend' ? reached : 'failed';
      if (isAsking(event?.name || '')) return 'waiting';
      return reached ? 'sampled' : 'plugin';
    },

    scrubbedOf({ event, record }) {
      const kept = event && record && readRecord(record)?.attributes;
      return kept
        ? Object.entries(event.attributes)
            .filter(([name, value]) => typeof value === 'string' && value !== kept[name])
            .map(([name]) => name)
        : [];
    },
  };
  return it;
};
