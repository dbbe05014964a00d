import type { SondeEvent } from '../../../src/event.js';
import type { Plugin, Telemetry } from '../../../src/plugin.js';

/** An event that was told, as far as these tests look at it. */
export interface Told {
  readonly name: string;
  readonly attributes: SondeEvent['attributes'];
  readonly time: number;
  readonly options: { readonly span?: Record<string, string> } | undefined;
}

/** Sets a plugin up on its own, with a clock and sessions of the test's: what it told, and a way to record what it hears. */
export const setUp = (plugin: Plugin, now: () => number = Date.now, sessionId = () => '1'.repeat(32)) => {
  const told: Told[] = [];
  const taps = new Set<Parameters<Telemetry['onEmit']>[0]>();
  const emit = (name: string, attributes: object = {}, options?: { time?: number; rank?: number }): Told => {
    const event: SondeEvent = {
      ...options,
      name,
      attributes: { ...attributes },
      time: options?.time ?? now(),
    };
    const one = { ...event, options: options as Told['options'] };
    if ([...taps].every((tap) => tap(event, sessionId()) !== false)) told.push(one);
    return one;
  };
  const undo = plugin.setup({
    emit: emit as never,
    onEmit(tap) {
      taps.add(tap);
      return () => taps.delete(tap);
    },
    debug() {},
    prefix: 'sonde.shop.',
  });
  return { told, emit, undo };
};
