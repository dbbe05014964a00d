/** A page view. */
export const VIEW: string = `EventName = 'page_view'`;
const ACTION = `EventName IN ('click', 'feature.used', 'setting.changed')`;
const LEAVE = `EventName = 'page_leave'`;

/** The events that tell whether a session was engaged. */
export const TELLING: string = `(${VIEW} OR ${ACTION} OR ${LEAVE})`;

/**
 * Of a session's events, grouped: what it weighs as an engaged one, by what is most often kept of the events that show it;
 * infinite where it was not engaged. Engaged are two page views, an action (a click, the use of a feature, a changed
 * setting), or ten seconds of engagement.
 */
export const ENGAGED: string = `least(
  if(countIf(${VIEW}) > 1, minIf(Weight, ${VIEW}), inf),
  if(countIf(${ACTION}) > 0, minIf(Weight, ${ACTION}), inf),
  if(sumIf(EngagedTime, ${LEAVE}) >= 10000, minIf(Weight, ${LEAVE}), inf)
)`;
