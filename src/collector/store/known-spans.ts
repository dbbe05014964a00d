import type { BoundQuery } from './binding.js';
import type { RecordIdentity } from './store.js';
import { TRACES_TABLE } from './traces-table.js';

const KNOWN_SPANS = `SELECT DISTINCT concat(TraceId, '-', SpanId, '-', SpanAttributes['log.record.uid']) AS Uid FROM ${TRACES_TABLE}
WHERE Timestamp >= now() - toIntervalDay(16) AND TraceId IN {traces:Array(String)} AND Uid IN {uids:Array(String)}`;

/**
 * By what a span is known.
 *
 * @param own its number among the page's events; empty where it has none.
 */
export const spanUid = (traceId: string, spanId: string, own: string): string =>
  `${traceId}-${spanId}-${own}`;

/**
 * The query for those of some spans that are stored. A copy comes at most a window and a clock set right after the
 * first; the index on the trace's id skips most of what is that young.
 */
export const knownSpansQuery = (records: readonly RecordIdentity[]): BoundQuery => {
  const uids = records.map(({ uid }) => uid);
  return { sql: KNOWN_SPANS, bindings: { uids, traces: [...new Set(uids.map((uid) => uid.slice(0, 32)))] } };
};
