import type { Stage } from '../event.js';

const MINUTE = 60_000;
/** Names that are remembered; an application that makes up more starts anew. */
const MAX_NAMES = 200;

/**
 * Holds each kind of event to so many a minute, by a bucket of as many tokens that is refilled steadily: a burst may use
 * the whole of it. What is left out is told to `onDrop`; the events that count it (`telemetry.dropped`) always pass.
 *
 * @see https://en.wikipedia.org/wiki/Token_bucket
 * @param limits events a minute, by name; `*` is for each name that has none of its own.
 * @example
 * createLimiter({ click: 300 }, () => dropped++);
 */
export const createLimiter = (limits: Readonly<Record<string, number>>, onDrop: () => void): Stage => {
  const buckets = new Map<string, { tokens: number; time: number }>();
  return (event) => {
    const { name } = event;
    const limit = limits[name] ?? limits['*'] ?? Number.NaN;
    if (name === 'telemetry.dropped' || !Number.isFinite(limit)) return event;
    const now = performance.now();
    if (buckets.size > MAX_NAMES) buckets.clear();
    const bucket = buckets.get(name) || { tokens: limit, time: now };
    buckets.set(name, bucket);
    const { tokens, time } = bucket;
    bucket.tokens = Math.min(limit, tokens + ((now - time) / MINUTE) * limit);
    bucket.time = now;
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return event;
    }
    onDrop();
    return null;
  };
};
