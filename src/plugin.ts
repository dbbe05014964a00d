import type { Attributes, EventAttributes, EventName, Purpose } from './event.js';

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
  /** Starts capturing; returns what undoes it, listeners and patches included. */
  setup(telemetry: Telemetry): () => void;
}

/** What `emit` may say beyond an event's attributes. */
export interface EmitOptions {
  /** When it happened, in milliseconds since 1970, where that is not now. */
  readonly time?: number;
  /** OpenTelemetry's severity number, where it is not 9 (INFO). */
  readonly severity?: number;
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
  /** Calls back with every event that any plugin or the application records, as it is recorded; returns the undo. */
  onEmit(listener: (name: string, attributes: Attributes, time: number) => void): () => void;
  /** Writes to the debug log, which is silent unless `init` was given `debug: true`. */
  debug(message: string, detail?: unknown): void;
}
