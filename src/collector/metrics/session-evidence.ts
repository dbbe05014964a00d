/**
 * What shows nobody to be there: what is told when a page is left or hidden; an undertaking, which a timer may abandon; and
 * what is told of a session because it has begun, whatever began it.
 */
const PASSIVE =
  `'page_leave', 'browser.responsiveness', 'browser.resources', 'transaction', ` +
  `'session.start', 'session.end', 'context', 'device', 'crash'`;

/**
 * Whether an event shows that somebody was there. What only ends a page does not: a page left open for longer than a session
 * lasts, and then closed, tells its times and the vitals that are final with it, which begin a session, and what is told
 * of each session with them. By them alone a session would have no view, no error and no action, and make every share look
 * better than it is. A session of a site that records vitals alone is known by those of the load.
 *
 * LCP, INP and CLS are final when the page is left: https://github.com/GoogleChrome/web-vitals#basic-usage
 */
export const EVIDENCE: string =
  `EventName NOT IN (${PASSIVE}) AND ` +
  `(EventName != 'browser.web_vital' OR VitalName NOT IN ('LCP', 'INP', 'CLS'))`;
