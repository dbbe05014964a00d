/** Copies of a record are told from new ones for this long; what is older is refused. The SDK gives up after seven. */
export const WINDOW_MILLISECONDS: number = 8 * 86_400_000;

/** A clock may be this far off before it is corrected. A request takes seconds, not minutes. */
const TOLERANCE_MILLISECONDS = 5 * 60_000;

const NANOSECONDS = 1_000_000n;

/** When a record happened, as far as the collector can tell. All in nanoseconds since 1970, save where said. */
export interface RecordTimes {
  /** What its sender stamped on it; 0 where that is missing. */
  readonly recorded: bigint;
  /** The sender's clock when it sent the batch, in milliseconds, where it said so (`sonde.sent`). */
  readonly sent: number | undefined;
  /** The collector's clock when the batch came, in milliseconds. */
  readonly received: number;
}

/** The time to file a record under, and whether it differs from the one it came with. */
export interface SettledTime {
  readonly timestamp: bigint;
  readonly corrected: boolean;
}

/**
 * Settles a record's time. A sender whose clock is more than five minutes off is corrected by the difference between
 * its clock at sending and the collector's at receiving, so that the order and the distance of its events stay. What
 * still lies in the future is filed under the time it came. Undefined for what is older than the window.
 *
 * The correction of a copy may differ by the time its request took; copies are known by uid and by `recorded`.
 */
export const settleTime = ({ recorded, sent, received }: RecordTimes): SettledTime | undefined => {
  const now = BigInt(received) * NANOSECONDS;
  if (recorded === 0n) return { timestamp: now, corrected: true };
  const drift = sent === undefined ? 0 : received - sent;
  const corrected = Math.abs(drift) > TOLERANCE_MILLISECONDS;
  const time = corrected ? recorded + BigInt(drift) * NANOSECONDS : recorded;
  if (time > now + BigInt(TOLERANCE_MILLISECONDS) * NANOSECONDS) return { timestamp: now, corrected: true };
  if (time < now - BigInt(WINDOW_MILLISECONDS) * NANOSECONDS) return undefined;
  return { timestamp: time, corrected };
};
