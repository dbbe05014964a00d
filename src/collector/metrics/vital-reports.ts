import { WEB_VITALS } from './web-vital.js';

const names = (): string => `[${WEB_VITALS.map((name) => `'${name}'`)}]`;

/**
 * What vitals are measured of: loads of a document, and returns to one from the back/forward cache; or changes of route,
 * which some browsers measure as soft navigations. These are quick, since nothing is loaded, and say nothing of loads.
 */
export type VitalScope = 'loads' | 'routes';

/**
 * One row for each web vital of each page load (or change of route): its last report. A page reports a vital again when its value grows;
 * only the report with the highest number in its stream counts. Ids are compared by a hash of 64 bits: that any two of
 * fifty million are taken for one has a probability of 7 in 100,000.
 *
 * Reads as a subquery with the columns `vital` (the place in `WEB_VITALS`, from 1), `value`, `late` (censored: its value
 * is none), `key` and `weight`. Each page load has some five groups, so each is kept small: with a text for the name and a
 * value of its own for `late` they took half as much memory again; so the place has a sign that tells the scopes apart. (A
 * condition on the column would take rows from before it for loads: see `campaign` in `derived-columns.ts`.)
 *
 * @param where a condition over `sonde_events`
 * @param key an aggregate over `sonde_events` to group by later; a constant where there is nothing to group by
 */
export const vitalReports = (where: string, key: string, scope: VitalScope): string => `
  SELECT abs(signed) AS vital, value, isNaN(value) AS late, key, weight
  FROM (
    SELECT
      cityHash64(VitalId) AS id,
      any(toInt8(indexOf(${names()}, VitalName)) * if(VitalOfRoute, -1, 1)) AS signed,
      argMax(if(VitalCensored, nan, VitalValue), Number) AS value,
      ${key} AS key,
      any(Weight) AS weight
    FROM sonde_events
    WHERE ${where} AND EventName = 'browser.web_vital' AND VitalId != '' AND VitalName IN ${names()}
    GROUP BY id
  )
  WHERE signed ${scope === 'loads' ? '>' : '<'} 0`;
