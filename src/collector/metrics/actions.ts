const CLICK = `EventName = 'click'`;
const USE = `EventName = 'feature.used'`;
const SETTING = `EventName = 'setting.changed'`;

const count = (kind: string): string => `countIf(${kind})`;

/** What one of a kind weighs, and no less than the session does: where that is left out, so are they. */
const weight = (kind: string): string =>
  `greatest(weight, sumIf(Weight, ${kind}) / greatest(${count(kind)}, 1))`;

/** So many of the kind that is kept more often, and as many more as there are of the rarer kept. */
const greater = (often: string, rarely: string): string =>
  `${count(often)} * ${weight(often)} + greatest(${count(rarely)} - ${count(often)}, 0) * ${weight(rarely)}`;

/**
 * Of a session's events, grouped, with what the session weighs as `weight`: how many actions it stands for. An action is a
 * click, or the use of a feature where there are more of these, since most uses are clicks that are recorded as well; or a
 * changed setting.
 *
 * Right in the mean where a sampler keeps or leaves out all of one kind in a session, and keeps the one kind wherever it
 * keeps a rarer kept one, as Sonde's does: a session with the rarer kept kind then has all of the other, so that what there
 * is more of it can be told and weighs what it weighs; without it, the other counts for itself. The greater of the two
 * weighted numbers of each session would be too much, for in one of ten sessions a click weighs ten. Without sampling it
 * is exact.
 */
export const ACTIONS: string =
  `if(${weight(CLICK)} >= ${weight(USE)}, ${greater(USE, CLICK)}, ${greater(CLICK, USE)}) + ` +
  `${count(SETTING)} * ${weight(SETTING)}`;
