import { spanUid } from '../store/known-spans.js';
import type { SpanRow } from '../store/store.js';
import { isFields } from './any-value.js';
import { readAttributes, type TextAttributes } from './attributes.js';
import { settleTime } from './clock.js';
import { hex, nanoseconds, ownersOf, ROW_OVERHEAD, seconds, sizeOf, text } from './otlp-fields.js';
import { type ReadRequest, type Reception, type RecordContext, readRequest } from './read-request.js';
import type { IngestRecord, Refusal } from './record.js';

/** Events and links of one span at most; further ones are left out. */
const MAX_PARTS = 128;

/** Characters that each takes beside its attributes. */
const PART_OVERHEAD = 80;

/** The last time that the store can hold, in nanoseconds since 1970. */
const LATEST = 2n ** 63n - 1n;

/** The exporter writes enums by these names. OTLP JSON has them as integers, plain protobuf JSON by their full names. */
const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUSES = ['Unset', 'Ok', 'Error'];

const named = (names: readonly string[], value: unknown): string => {
  const said = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return (
    (said === '' ? undefined : names[Number(said)]) ??
    names.find((name) => said.toLowerCase().endsWith(`_${name.toLowerCase()}`)) ??
    (names[0] as string)
  );
};

const parts = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isFields).slice(0, MAX_PARTS) : [];

const readSpan = (
  span: unknown,
  { shared, sharedSize, sent, received, scrubber }: RecordContext,
  found: string[],
): IngestRecord<SpanRow> | Refusal => {
  if (!isFields(span)) return { reason: 'A span is not an object.' };
  const TraceId = hex(span.traceId, 32);
  const SpanId = hex(span.spanId, 16);
  if (!TraceId || !SpanId) return { reason: 'A span has no ids of 32 and 16 hexadecimal digits.' };
  const start = nanoseconds(span.startTimeUnixNano);
  const end = nanoseconds(span.endTimeUnixNano);
  if (!start || end === undefined) {
    return { reason: `Span ${SpanId} has a time that is no number of nanoseconds.` };
  }
  const time = settleTime({ recorded: start, sent, received });
  if (time === undefined) return { reason: `Span ${SpanId} is older than eight days.` };
  const SpanAttributes = readAttributes(span.attributes);
  const status = isFields(span.status) ? span.status : {};
  const events = parts(span.events);
  const links = parts(span.links);
  const attributesOf = (list: typeof events): TextAttributes[] =>
    list.map(({ attributes }) => readAttributes(attributes));
  const eventAttributes = attributesOf(events);
  const linkAttributes = attributesOf(links);
  const attributes = [SpanAttributes, ...eventAttributes, ...linkAttributes];
  for (const one of attributes) scrubber.attributes(one, found);
  const clean = (value: unknown): string => scrubber.text(text(value), found);
  const TraceState = clean(span.traceState);
  const SpanName = clean(span.name);
  const StatusMessage = clean(status.message);
  const eventNames = events.map(({ name }) => clean(name));
  const linkStates = links.map(({ traceState }) => clean(traceState));
  // The span's events are by the same clock as itself.
  const shift = time.timestamp - start;
  const moved = (value: unknown): bigint => {
    const at = (nanoseconds(value) || start) + shift;
    return at > 0n && at <= LATEST ? at : time.timestamp;
  };
  return {
    uid: spanUid(TraceId, SpanId, SpanAttributes['log.record.uid'] ?? ''),
    recordedAt: Number(start / 1_000_000n),
    size:
      ROW_OVERHEAD +
      PART_OVERHEAD * (events.length + links.length) +
      sharedSize +
      sizeOf(...attributes, ...eventNames, ...linkStates, TraceState, SpanName, StatusMessage),
    found,
    owners: ownersOf(SpanAttributes, shared.ResourceAttributes),
    row: {
      Timestamp: seconds(time.timestamp),
      TraceId,
      SpanId,
      ParentSpanId: hex(span.parentSpanId, 16),
      TraceState,
      SpanName,
      SpanKind: named(KINDS, span.kind),
      ServiceName: shared.ServiceName,
      ResourceAttributes: shared.ResourceAttributes,
      ScopeName: shared.ScopeName,
      ScopeVersion: shared.ScopeVersion,
      SpanAttributes,
      Duration: String(end > start ? end - start : 0n),
      StatusCode: named(STATUSES, status.code),
      StatusMessage,
      'Events.Timestamp': events.map(({ timeUnixNano }) => seconds(moved(timeUnixNano))),
      'Events.Name': eventNames,
      'Events.Attributes': eventAttributes,
      'Links.TraceId': links.map(({ traceId }) => hex(traceId, 32)),
      'Links.SpanId': links.map(({ spanId }) => hex(spanId, 16)),
      'Links.TraceState': linkStates,
      'Links.Attributes': linkAttributes,
    },
  };
};

/**
 * Reads the body of an OTLP/HTTP JSON request for traces. A span is known by its trace's id and its own, and where it has one by
 * its number among the page's events: a page may give all of its requests one `traceparent`, and other instruments of the
 * page may tell of the same request.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export const readTracesRequest = (body: unknown, reception: Reception): ReadRequest<SpanRow> =>
  readRequest(body, reception, ['resourceSpans', 'scopeSpans', 'spans'], 'traces', readSpan);
