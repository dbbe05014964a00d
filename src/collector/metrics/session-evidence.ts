/**
 * Whether an event shows that somebody was there. What only ends a page does not: a page left open for longer than a session
 * lasts, and then closed, tells its times and the vitals that are final with it, which begin a session, and that one's
 * `session.start`. By them alone a session would have no view, no error and no action, and make every share look better than
 * it is. A session of a site that records vitals alone is known by those of the load.
 *
 * LCP, INP and CLS are final when the page is left: https://github.com/GoogleChrome/web-vitals#basic-usage
 */
export const EVIDENCE: string =
  `EventName NOT IN ('session.start', 'page_leave', 'session.end', 'crash') AND ` +
  `(EventName != 'browser.web_vital' OR VitalName NOT IN ('LCP', 'INP', 'CLS'))`;
