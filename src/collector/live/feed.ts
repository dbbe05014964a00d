import { RECORDED_TIME_ATTRIBUTE } from '../store/derived-columns.js';
import type { LogRow } from '../store/store.js';

/** An event as the live tail shows it. What is unknown is the empty string. */
export interface LiveEvent {
  readonly uid: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly name: string;
  readonly service: string;
  readonly release: string;
  readonly session: string;
  /** `sonde.page.id`. */
  readonly page: string;
  /** `url.template`. */
  readonly path: string;
  readonly browser: string;
  readonly device: string;
  /** The record's own attributes. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Hands stored events to those who watch. */
export interface Feed {
  publish(rows: readonly LogRow[]): void;
  /** Calls back with each event from now on; returns the undo. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  readonly subscribers: number;
}

/** Shown elsewhere in the event, or of no interest to a reader. */
const INNER: ReadonlySet<string> = new Set(['log.record.uid', RECORDED_TIME_ATTRIBUTE]);

const liveEvent = (row: LogRow): LiveEvent => {
  const attribute = (name: string): string => row.LogAttributes[name] || row.ResourceAttributes[name] || '';
  return {
    uid: row.LogAttributes['log.record.uid'] ?? '',
    time: Math.floor(Number(row.Timestamp) * 1000),
    name: row.EventName,
    service: row.ServiceName,
    release: attribute('service.version'),
    session: attribute('session.id'),
    page: attribute('sonde.page.id'),
    path: attribute('url.template'),
    browser: attribute('user_agent.name'),
    device: attribute('sonde.device.class'),
    attributes: Object.fromEntries(Object.entries(row.LogAttributes).filter(([name]) => !INNER.has(name))),
  };
};

/** Makes a feed. It keeps nothing: who subscribes sees what is stored from then on. */
export const createFeed = (): Feed => {
  const listeners = new Set<(event: LiveEvent) => void>();
  return {
    publish(rows) {
      if (listeners.size === 0) return;
      for (const row of rows) {
        const event = liveEvent(row);
        for (const listener of listeners) listener(event);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    get subscribers() {
      return listeners.size;
    },
  };
};
