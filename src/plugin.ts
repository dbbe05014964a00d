import type { Attributes, EventAttributes, EventName, Purpose, SondeEvent, Span } from './event.js';

/**
 * A piece of capture. `init` calls `setup` when its purpose is granted, and the undo that `setup` returned when the
 * grant is withdrawn or Sonde stops; `setup` may be called again after a later grant. A plugin asks nobody for consent.
 *
 * @example
 * const online = (): Plugin => ({
 *   purpose: 'diagnostics',
 *   setup(telemetry) {
 *     const onOnline = () => telemetry.emit('online', {});
 *     addEventListener('online', onOnline);
 *     return () => removeEventListener('online', onOnline);
 *   },
 * });
 */
export interface Plugin {
  readonly purpose: Purpose;
  /**
   * Set up after the grant even where the site lets events wait for an answer (`buffer: true`): for plugins that change
   * what the page sends. Plugins whose `setup` reads `telemetry.prefix` wait without saying so.
   */
  readonly waits?: true;
  /**
   * Set up in a task of its own after the grant, or just before the next event, if that is earlier: for plugins that miss
   * nothing by it, so that the start does not hold the page up.
   */
  readonly late?: true;
  /**
   * Starts capturing; returns what undoes it, listeners and patches included. The undo is told whether consent was
   * withdrawn: then what the plugin keeps on the device goes, too. (What it keeps in localStorage under
   * `telemetry.prefix` is deleted for it.)
   */
  setup(telemetry: Telemetry): (isWithdrawn?: boolean) => void;
}

/** What `emit` may say beyond an event's attributes. */
export interface EmitOptions {
  /** When it happened, in milliseconds since 1970, where that is not now. */
  readonly time?: number;
  /** Makes it an OpenTelemetry span instead of a log record, sent to `<endpoint>/v1/traces`; only where `init` is used. */
  readonly span?: Span;
  /** OpenTelemetry's severity number, where it is not 9 (INFO). */
  readonly severity?: number;
  /**
   * How dear it is and what it is for, where the event's name does not tell (`rankOf` in event.ts): an even rank is of
   * `diagnostics`, an odd one of `analytics`; when the outbox is full, the highest go first.
   */
  readonly rank?: 0 | 1 | 2 | 3;
}

/** The narrow handle that a plugin is given. None of its functions throws. */
export interface Telemetry {
  /** Records an event. Names and attributes of Sonde's own events are checked against `event.ts`. */
  emit<Name extends EventName>(name: Name, attributes: EventAttributes[Name], options?: EmitOptions): void;
  emit<Name extends string>(
    name: Name extends EventName ? never : Name,
    attributes: Attributes,
    options?: EmitOptions,
  ): void;
  /**
   * Calls back with every event that any plugin or the application records, as it is recorded, and with its session's id.
   * The listener may add attributes to the event, and leave it out by returning `false`; it may not record one itself
   * in the same task. One that keeps events for later keeps the event itself: `beforeSend` may still change it, and one
   * that it leaves out has `Infinity` as its time. Returns the undo.
   */
  onEmit(listener: (event: SondeEvent, sessionId: string) => unknown): () => void;
  /**
   * Begins the names of all that is kept in localStorage for this service. What is kept under it is deleted on
   * withdrawal.
   */
  readonly prefix: string;
  /** Writes to the debug log, which is silent unless `init` was given `debug: true`. */
  debug(message: string, detail?: unknown): void;
}

/** Sampling rates that may change while the page lives: `remoteSampling()` makes some. */
export interface SampleSource {
  /** The rates as they stand. */
  rates(): Readonly<Record<string, number>>;
  /** Called with the grant of each purpose; returns what undoes it, as a plugin's `setup` does. */
  start(options: { readonly endpoint: string; readonly service: string }, telemetry: Telemetry): () => void;
}
