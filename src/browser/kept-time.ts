import { attempt } from './attempt.js';
import { readLocal } from './local.js';

/**
 * When what localStorage keeps under a key was written, by the `time` in its JSON: in milliseconds since this document
 * began, as the browser's performance entries have it. Before that, where nothing is kept.
 *
 * @example
 * const isLater = ({ startTime }: PerformanceEntry) => startTime >= keptTime('sonde.consent');
 */
export const keptTime = (key: string): number =>
  (attempt(() => JSON.parse(readLocal(key) as string).time) || 0) - performance.timeOrigin;
