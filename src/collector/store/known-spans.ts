import type { BoundQuery } from './binding.js';
import type { RecordIdentity } from './store.js';
import { TRACES_TABLE } from './traces-table.js';

/** What may number a span among a page's events: no text by which a cache could be filled. */
const OWN = '^[0-9A-Za-z_-]{0,64}$';

const KNOWN_SPANS = `SELECT DISTINCT concat(TraceId, '-', SpanId, '-', extract(SpanAttributes['log.record.uid'], '${OWN}')) AS Uid FROM ${TRACES_TABLE}
WHERE Timestamp >= now() - toIntervalDay(16) AND TraceId IN {traces:Array(String)} AND Uid IN {uids:Array(String)}`;

/**
 * By what a span is known.
 *
 * @param own its number among the page's events; where it has none, or what is none, that counts for nothing.
 */
export const spanUid = (traceId: string, spanId: string, own: string): string =>
  `${traceId}-${spanId}-${new RegExp(OWN).exec(own)?.[0] ?? ''}`;

/**
 * The query for those of some spans that are stored. A copy comes at most a window and a clock set right after the
 * first; the index on the trace's id skips most of what is that young.
 */
export const knownSpansQuery = (records: readonly RecordIdentity[]): BoundQuery => {
  const uids = records.map(({ uid }) => uid);
  return { sql: KNOWN_SPANS, bindings: { uids, traces: [...new Set(uids.map((uid) => uid.slice(0, 32)))] } };
};
