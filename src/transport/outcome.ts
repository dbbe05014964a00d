/** Durable at the receiver: delete. */
export const DELIVERED = 0;
/** Too large or malformed: send in halves, and drop a single record. */
export const REFUSED = 1;
/** Try again later. */
export const KEPT = 2;

/**
 * What became of a batch, why in words (`status 503`, `no answer`), and how many milliseconds the receiver asked to wait, if it
 * did so in seconds.
 */
export type Outcome = readonly [
  kind: typeof DELIVERED | typeof REFUSED | typeof KEPT,
  reason: string,
  delay?: number,
];
