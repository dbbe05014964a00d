import { RECORDED_TIME_ATTRIBUTE } from '../store/derived-columns.js';
import type { LogRow } from '../store/store.js';
import { isFields, textOf } from './any-value.js';
import { readAttributes, type TextAttributes } from './attributes.js';
import { checkNumbers } from './check-numbers.js';
import { settleTime } from './clock.js';
import { exceptionFingerprint } from './exception-fingerprint.js';
import type { KnownPages } from './known-pages.js';
import { hex, nanoseconds, ownersOf, ROW_OVERHEAD, seconds, sizeOf, text } from './otlp-fields.js';
import { type ReadRequest, type Reception, type RecordContext, readRequest } from './read-request.js';
import type { IngestRecord, Refusal } from './record.js';
import { readSeverity } from './severity.js';

/**
 * Vitals of a page are often told when the next one is shown: then the resource's template is the next one's, and the
 * record's `url.full` the address that was measured. It is given that page's template, where its view was seen.
 */
const namePage = (
  EventName: string,
  attributes: TextAttributes,
  { ServiceName, ResourceAttributes }: RecordContext['shared'],
  knownPages: KnownPages,
): void => {
  const { 'url.full': url, 'url.template': template } = attributes;
  if (url === undefined) return;
  if (EventName === 'page_view')
    knownPages.view(ServiceName, url, template ?? ResourceAttributes['url.template'] ?? '');
  if (EventName === 'browser.web_vital' && template === undefined) {
    const known = knownPages.templateOf(ServiceName, url);
    if (known !== undefined) attributes['url.template'] = known;
  }
};

const readRecord = (
  record: unknown,
  { shared, sharedSize, sent, received, scrubber, knownPages }: RecordContext,
  found: string[],
): IngestRecord | Refusal => {
  if (!isFields(record)) return { reason: 'A record is not an object.' };
  const attributes = readAttributes(record.attributes);
  checkNumbers(attributes);
  const uid = attributes['log.record.uid'] ?? '';
  const named = uid === '' ? 'A record' : `Record ${uid.slice(0, 64)}`;
  const recorded = nanoseconds(record.timeUnixNano);
  const observed = nanoseconds(record.observedTimeUnixNano);
  if (recorded === undefined || observed === undefined) {
    return { reason: `${named} has a time that is no number of nanoseconds.` };
  }
  const stamped = recorded || observed;
  const time = settleTime({ recorded: stamped, sent, received });
  if (time === undefined) return { reason: `${named} is older than eight days.` };
  if (time.corrected) attributes[RECORDED_TIME_ATTRIBUTE] = stamped.toString();
  scrubber.attributes(attributes, found);
  const EventName = scrubber.text(text(record.eventName), found) || (attributes['event.name'] ?? '');
  if (EventName === 'exception') {
    attributes['sonde.exception.fingerprint'] ??= exceptionFingerprint(
      attributes['exception.type'] ?? '',
      attributes['exception.message'] ?? '',
      attributes['exception.stacktrace'] ?? '',
    );
  }
  namePage(EventName, attributes, shared, knownPages);
  const SeverityText = scrubber.text(text(record.severityText), found);
  const Body = scrubber.text(textOf(record.body) ?? '', found);
  return {
    uid,
    recordedAt: Number(stamped / 1_000_000n),
    size: ROW_OVERHEAD + sharedSize + sizeOf(attributes, EventName, SeverityText, Body),
    found,
    owners: ownersOf(attributes, shared.ResourceAttributes),
    row: {
      ...shared,
      Timestamp: seconds(time.timestamp),
      TraceId: hex(record.traceId, 32),
      SpanId: hex(record.spanId, 16),
      TraceFlags: Number.isInteger(record.flags) ? (record.flags as number) & 0xff : 0,
      SeverityText,
      SeverityNumber: readSeverity(record.severityNumber, shared.ScopeName),
      Body,
      LogAttributes: attributes,
      EventName,
    },
  };
};

/**
 * Reads the body of an OTLP/HTTP JSON request for logs, from Sonde or any other OpenTelemetry SDK. Unknown fields are
 * passed over. What cannot be read as a whole throws a refusal; what is wrong with one record refuses that record.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export const readLogsRequest = (body: unknown, reception: Reception): ReadRequest<LogRow> =>
  readRequest(body, reception, ['resourceLogs', 'scopeLogs', 'logRecords'], 'logs', readRecord);
