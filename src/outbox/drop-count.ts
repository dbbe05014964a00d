import { onVisibility } from '../browser/on-visibility.js';
import type { DropReason } from '../event.js';

/** Something that records events, as the plugins are given it. */
type Emit = (
  name: 'telemetry.dropped',
  attributes: { 'sonde.dropped.reason': DropReason; 'sonde.dropped.count': number },
) => void;

/**
 * Counts what the outbox drops, by reason. The counts are recorded as `telemetry.dropped` when the page is hidden, shown again
 * or left: with capture, so that they are there when the outbox leaves with the page; and not at once, or a receiver that refuses
 * everything would be told for ever.
 *
 * @returns what is to be called with each drop, and a plugin's `setup` which reports.
 */
export const createDropCount = (): readonly [
  onDrop: (reason: DropReason, count: number) => void,
  setup: (telemetry: { emit: Emit }) => () => void,
] => {
  const counts = new Map<DropReason, number>();
  return [
    (reason, count) => counts.set(reason, count + (counts.get(reason) || 0)),
    ({ emit }) => {
      const report = (): void => {
        for (const [reason, count] of counts)
          emit('telemetry.dropped', { 'sonde.dropped.reason': reason, 'sonde.dropped.count': count });
        counts.clear();
      };
      return onVisibility(report);
    },
  ];
};
