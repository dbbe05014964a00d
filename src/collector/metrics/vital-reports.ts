/**
 * One row for each web vital of each page load: its last report. A page reports a vital again when its value grows;
 * only the report with the highest number in its stream counts. Ids are compared by a hash of 64 bits: that any two of
 * fifty million are taken for one has a probability of 7 in 100,000.
 *
 * Reads as a subquery with the columns `name`, `value`, `late` (censored), `key` and `weight`.
 *
 * @param where a condition over `sonde_events`
 * @param key an aggregate over `sonde_events` to group by later; a constant where there is nothing to group by
 */
export const vitalReports = (where: string, key: string): string => `
  SELECT
    cityHash64(VitalId) AS id,
    any(VitalName) AS name,
    argMax(VitalValue, Number) AS value,
    argMax(VitalCensored, Number) AS late,
    ${key} AS key,
    any(Weight) AS weight
  FROM sonde_events
  WHERE ${where} AND EventName = 'browser.web_vital' AND VitalId != ''
  GROUP BY id`;
