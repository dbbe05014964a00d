import { FIRST_HAND } from './event-filter.js';

/** What a page tells when it is left or hidden; and an undertaking, which a timer may abandon. */
const ENDING =
  `(EventName IN ('page_leave', 'browser.responsiveness', 'browser.resources', 'transaction') OR ` +
  `EventName = 'browser.web_vital' AND VitalName IN ('LCP', 'INP', 'CLS'))`;

/** What is told of each session because it has begun, whatever began it. */
const BEGINNING = `EventName IN ('session.start', 'context', 'device')`;

/** What shows that somebody was there. */
const EVIDENCE = `(${FIRST_HAND} AND NOT ${ENDING} AND NOT ${BEGINNING})`;

/**
 * Of a session's events, grouped: what it weighs, which is what the most often kept of the events weighs that show that
 * somebody was there; 0 where it is none.
 *
 * A page left open for longer than a session lasts, and then closed, tells its times and the vitals that are final with it
 * (https://github.com/GoogleChrome/web-vitals#basic-usage). These begin a session, and what is told of each session comes with
 * them. By them alone it would have no view, no error and no action, and make every share look better than it is. Where
 * nothing has ended, what is told of each session is enough: a site may record errors and sessions and nothing else. One
 * that records vitals alone is known by those of the load.
 */
export const SESSION_WEIGHT: string = `if(
  countIf(${EVIDENCE}) > 0 OR countIf(${ENDING}) > 0,
  minIf(Weight, ${EVIDENCE}),
  minIf(Weight, ${FIRST_HAND})
)`;
