import { NUMBER, STREAM } from './stream-number.js';
import { TRACES_TABLE } from './traces-table.js';

/** The view of the spans that pages numbered among their events. */
export const SPANS_VIEW = 'sonde_spans';

/** A span that lasts longer, a day in nanoseconds, is made up, and must not pass for one that has just ended for ever. */
export const LONGEST = 86_400_000_000_000;

/**
 * Makes the view `sonde_spans` over `otel_traces`: Timestamp, when a span began; Ended, about when it was told; ServiceName,
 * Release, Environment, Browser, Os, Device; Stream and Number, as in `sonde_events`. Copies are not left out. A table that a
 * site's servers write their spans to, too, costs little: of theirs no more is read than whose they are.
 */
export const createSpansView = (): string => `
CREATE OR REPLACE VIEW ${SPANS_VIEW} AS
SELECT
  Timestamp, Timestamp + toIntervalNanosecond(least(Duration, ${LONGEST})) AS Ended,
  ServiceName, Release, Environment, Browser, Os, Device,
  ${NUMBER} AS Number, ${STREAM} AS Stream
FROM ${TRACES_TABLE}
WHERE ScopeName = 'sonde'`;
