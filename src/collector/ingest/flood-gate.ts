import { createHmac, randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';

/** Addresses remembered; the one unseen for longest is forgotten first, and starts anew. */
const REMEMBERED = 10_000;

/** How much one address may ask for. */
export interface FloodLimits {
  /** Requests in a second that an address may keep up. Offices and mobile carriers share one among thousands. */
  readonly perSecond: number;
  /** Requests at once, after a pause. */
  readonly burst: number;
}

/** Lets a request of an address in (0), or says after how many seconds to try again. */
export type FloodGate = (address: string) => number;

/** An IPv6 subscriber has a whole /64 of addresses; an IPv4 one may come written as IPv6 (`::ffff:192.0.2.1`). */
const network = (address: string): string => {
  if (!isIPv6(address)) return address;
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) while (groups.length < 4) groups.push('0');
  return groups.slice(0, 4).join(':');
};

/**
 * Makes a token bucket per address. The address is turned at once into a keyed hash, whose key lives and dies with the
 * process; neither is stored or logged.
 *
 * @param now The clock, in milliseconds.
 */
export const createFloodGate = (limits: FloodLimits, now: () => number = Date.now): FloodGate => {
  const key = randomBytes(32);
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (address) => {
    const id = createHmac('sha256', key).update(network(address)).digest('base64');
    const time = now();
    const bucket = buckets.get(id) ?? { tokens: limits.burst, at: time };
    buckets.delete(id);
    if (buckets.size >= REMEMBERED) buckets.delete(buckets.keys().next().value as string);
    buckets.set(id, bucket);
    const earned = (Math.max(0, time - bucket.at) / 1000) * limits.perSecond;
    bucket.tokens = Math.min(limits.burst, bucket.tokens + earned);
    bucket.at = time;
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / limits.perSecond));
    bucket.tokens -= 1;
    return 0;
  };
};
