import { FIRST_HAND } from './event-filter.js';

const FINAL = `VitalName IN ('LCP', 'INP', 'CLS')`;

/**
 * What shows nobody to be there: what a page tells when it is left or hidden (an undertaking that it abandons is one), and
 * what is told of each session because it has begun, whatever began it. The plugin `flags` has the same list.
 */
const PASSIVE =
  `(EventName IN ('page_leave', 'browser.responsiveness', 'browser.resources', 'transaction', ` +
  `'session.start', 'context', 'device') OR EventName = 'browser.web_vital' AND ${FINAL})`;

/**
 * Whether an event is the first of its document, or of another writer, who numbers none: `Number <= 1`, without reading the
 * number of each. After a withdrawal a document begins to count anew, and may do so with a vital that is final when it is left.
 */
const FIRST = `(endsWith(Uid, '-1') AND NOT ${FINAL} OR substring(Uid, 25, 1) != '-')`;

/**
 * Of a session's events, grouped: what it weighs; 0 where it is none.
 *
 * A session in which a document began (its first record has the number 1; those of other writers have none) weighs what
 * the most often kept of its events weighs: the smallest weight is the inverse of the probability that it was seen at all.
 *
 * One that went on in a document from before is known by what shows that somebody was there. A page left open for longer
 * than a session lasts, and then closed, tells its times and the vitals that are final with it
 * (https://github.com/GoogleChrome/web-vitals#basic-usage); where the system turns dark in the evening it tells that. These
 * begin a session, in which nobody was: it would have no view, no error and no action, and make every share look better than
 * it is. Who comes back to such a page and reads, without an action, is not seen either.
 */
export const SESSION_WEIGHT: string = `if(
  countIf(${FIRST} AND ${FIRST_HAND}) > 0,
  minIf(Weight, ${FIRST_HAND}),
  minIf(Weight, ${FIRST_HAND} AND NOT ${PASSIVE})
)`;
