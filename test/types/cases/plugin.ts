/** What the author of a plugin writes. */
import type { Plugin, Telemetry } from 'sonde';

export const online = (): Plugin => ({
  purpose: 'diagnostics',
  setup({ emit, onEmit, debug }) {
    emit('online', { quick: true });
    emit('online', {}, { time: Date.now(), severity: 13 });
    debug('started', { any: 'thing' });
    return onEmit(({ name, attributes, time }, sessionId) =>
      debug(`${name} ${attributes.quick} ${time.toFixed()} ${sessionId.slice(0, 4)}`),
    );
  },
});

export const wrong = ({ emit }: Telemetry): void => {
  emit('click', { 'sonde.target.name': 'a', 'sonde.target.tag': 'a', 'sonde.pointer.type': 'mouse' });
  // @ts-expect-error A click has a pointer type.
  emit('click', { 'sonde.target.name': 'a', 'sonde.target.tag': 'a' });
  // @ts-expect-error There is no such pointer type.
  emit('click', { 'sonde.target.name': 'a', 'sonde.target.tag': 'a', 'sonde.pointer.type': 'trackball' });
  // @ts-expect-error A feature is named by a string.
  emit('feature.used', { 'feature.id': 7 });
  // @ts-expect-error Attributes are flat.
  emit('online', { nested: { a: 1 } });
};

// @ts-expect-error A plugin serves one of two purposes.
export const marketing: Plugin = { purpose: 'marketing', setup: () => () => {} };
// @ts-expect-error A set-up returns its undo.
export const endless: Plugin = { purpose: 'analytics', setup: () => {} };
