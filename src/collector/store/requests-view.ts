import { LONGEST } from './spans-view.js';
import { TRACES_TABLE } from './traces-table.js';

/** The view of pages' requests to servers. */
export const REQUESTS_VIEW = 'sonde_requests';

/**
 * Makes the view `sonde_requests` over `otel_traces`, one row a request that the plugin `requests` told. Its columns:
 * Timestamp, when it began; ServiceName, Release, Environment, Device, SessionId; SpanId; Request, its method and address,
 * such as `POST https://shop.example/api/cart`; Outcome (`succeeded`, `failed`, `timeout`, `abort`); Ending, its status code
 * or the name of its error; Length and Waiting, in milliseconds; Weight. A Waiting of 0 is not known.
 *
 * `once` keeps one row of a span, for a table that has other writers than one collector, as `events-view.ts` says it: copies
 * share all by which it looks for them, so that a question for one request looks at no others.
 */
export const createRequestsView = (once: boolean): string => `
CREATE OR REPLACE VIEW ${REQUESTS_VIEW} AS
SELECT
  Timestamp, ServiceName, Release, Environment, Device, SessionId, SpanId,
  Request, Outcome, Ending,
  toUInt32(intDiv(least(Duration, ${LONGEST}), 1000000)) AS Length, Waiting, Weight
FROM ${TRACES_TABLE}
WHERE Outcome != ''
${once ? `LIMIT 1 BY Timestamp, ServiceName, Request, cityHash64(TraceId, SpanId, SpanAttributes['log.record.uid'])` : ''}`;
