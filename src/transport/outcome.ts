/**
 * What became of a batch. `delivered`: durable at the receiver, delete. `refused`: too large or malformed; send in
 * halves, and drop a single record. `kept`: try again later, after as many milliseconds as the receiver asked for.
 * The reason is in words: `status 503`, `no answer`.
 */
export type Outcome = readonly [kind: 'delivered' | 'refused' | 'kept', reason: string, delay?: number];
