/**
 * One row for each web vital of each page load: its last report. A page reports a vital again when its value grows;
 * only the report with the highest number in its stream counts.
 *
 * Reads as a subquery; `key` is kept from the same report.
 *
 * @param where a condition over `sonde_events`
 * @param key an expression over `sonde_events` to group by later; a constant where there is nothing to group by
 */
export const vitalReports = (where: string, key: string): string => `
  SELECT
    LogAttributes['browser.web_vital.id'] AS id,
    argMax((
      LogAttributes['browser.web_vital.name'],
      toFloat64OrZero(LogAttributes['browser.web_vital.value']),
      LogAttributes['browser.web_vital.censored'] = 'true',
      ${key},
      Weight
    ), (Number, Timestamp)) AS last,
    last.1 AS name, last.2 AS value, last.3 AS late, last.4 AS key, last.5 AS weight
  FROM sonde_events
  WHERE ${where} AND EventName = 'browser.web_vital' AND LogAttributes['browser.web_vital.id'] != ''
  GROUP BY id`;
