import { derivedColumns } from './derived-columns.js';
import { LOGS_TABLE } from './logs-table.js';

/** The view that metrics read. */
export const EVENTS_VIEW = 'sonde_events';

/**
 * The view `sonde_events` over `otel_logs`: one row an event, with the columns Timestamp, EventName, ServiceName,
 * SeverityNumber, Body, TraceId, SpanId, those of `derived-columns.ts` (Uid, Stream, Number, RecordedTime, SessionId,
 * PageId, VisitorId, Release, Environment, UrlTemplate, Browser, BrowserVersion, Os, Device, Weight), LogAttributes,
 * ResourceAttributes. What is unknown is the empty string.
 *
 * `once` keeps one row per uid, for a table that has other writers than one collector. The engine pushes a condition
 * on Timestamp or ServiceName below the LIMIT BY, since they are among its keys and copies of a record share them; any
 * other condition is applied after it. Rows without a uid are all kept.
 */
export const createEventsView = (once: boolean): string => `
CREATE OR REPLACE VIEW ${EVENTS_VIEW} AS
SELECT
  Timestamp, EventName, ServiceName, SeverityNumber, Body, TraceId, SpanId,
  ${derivedColumns.map(({ name }) => name).join(', ')},
  LogAttributes, ResourceAttributes
FROM ${LOGS_TABLE}
${once ? `LIMIT 1 BY Timestamp, ServiceName, if(Uid = '', toString(generateUUIDv4()), Uid)` : ''}`;
