import { RECORDED_TIME_ATTRIBUTE } from '../store/derived-columns.js';
import type { LogRow } from '../store/store.js';
import { eachEntry, isFields, textOf } from './any-value.js';
import { readAttributes, type TextAttributes } from './attributes.js';
import type { BrowserReader } from './browser.js';
import { settleTime } from './clock.js';
import { exceptionFingerprint } from './exception-fingerprint.js';
import type { IngestRecord, Refusal } from './record.js';
import { refuse } from './refuse.js';
import type { Sender } from './route.js';
import { readSeverity } from './severity.js';

/** Records of one request at most. The SDK sends some hundred. */
const MAX_RECORDS = 10_000;

/** Characters that one request may grow to when every record has been given its resource's attributes. */
const MAX_EXPANDED = 64 * 1024 * 1024;

/** Characters that a row takes beside its attributes. */
const ROW_OVERHEAD = 400;

/** What came with a request. */
export interface Reception extends Sender {
  readonly readBrowser: BrowserReader;
}

/** A request's records, and what was refused. */
export interface LogsRequest {
  readonly records: readonly IngestRecord[];
  readonly refusals: readonly Refusal[];
}

const sizeOf = (attributes: TextAttributes): number => {
  let size = 0;
  for (const name in attributes) size += name.length + (attributes[name] as string).length + 6;
  return size;
};

const hex = (value: unknown, length: number): string =>
  typeof value === 'string' && value.length === length && /^[0-9a-f]+$/i.test(value)
    ? value.toLowerCase()
    : '';

const text = (value: unknown): string => textOf({ stringValue: value }) ?? '';

/** Nanoseconds since 1970; 0 where missing, undefined where malformed. OTLP says a string; some SDKs send a number. */
const nanoseconds = (value: unknown): bigint | undefined => {
  if (value === undefined || value === null || value === '') return 0n;
  const decimal =
    typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.trunc(value)).toString() : value;
  if (typeof decimal !== 'string' || !/^\d{1,19}$/.test(decimal)) return undefined;
  const time = BigInt(decimal);
  return time <= 9_223_372_036_854_775_807n ? time : undefined;
};

/** Seconds with nine decimals, exactly. */
const seconds = (time: bigint): string => {
  const digits = time.toString().padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
};

const list = (value: unknown, name: string): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw refuse(400, `This is not OTLP: ${name} is not a list.`);
  return value;
};

/** `sonde.sent` of a scope: the sender's clock when it sent. */
const sentAt = (scopeAttributes: unknown): number | undefined => {
  let sent: number | undefined;
  eachEntry(scopeAttributes, (key, value) => {
    const number = key === 'sonde.sent' ? Number(textOf(value)) : Number.NaN;
    if (Number.isSafeInteger(number)) sent = number;
  });
  return sent;
};

/** Whose a record is: the ids that an erasure names. The record's own count before its resource's. */
const ownersOf = (attributes: TextAttributes, resource: TextAttributes): string[] =>
  ['session.id', 'app.installation.id'].flatMap((name) => attributes[name] || resource[name] || []);

type SharedColumns = Pick<
  LogRow,
  | 'ServiceName'
  | 'ResourceSchemaUrl'
  | 'ResourceAttributes'
  | 'ScopeSchemaUrl'
  | 'ScopeName'
  | 'ScopeVersion'
  | 'ScopeAttributes'
>;

const readRecord = (
  record: unknown,
  shared: SharedColumns,
  sharedSize: number,
  sent: number | undefined,
  received: number,
): IngestRecord | Refusal => {
  if (!isFields(record)) return { reason: 'A record is not an object.' };
  const attributes = readAttributes(record.attributes);
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
  const EventName = text(record.eventName) || (attributes['event.name'] ?? '');
  if (EventName === 'exception') {
    attributes['sonde.exception.fingerprint'] ??= exceptionFingerprint(
      attributes['exception.type'] ?? '',
      attributes['exception.message'] ?? '',
      attributes['exception.stacktrace'] ?? '',
    );
  }
  const Body = textOf(record.body) ?? '';
  return {
    uid,
    recordedAt: Number(stamped / 1_000_000n),
    size: ROW_OVERHEAD + sharedSize + sizeOf(attributes) + Body.length,
    owners: ownersOf(attributes, shared.ResourceAttributes),
    row: {
      ...shared,
      Timestamp: seconds(time.timestamp),
      TraceId: hex(record.traceId, 32),
      SpanId: hex(record.spanId, 16),
      TraceFlags: Number.isInteger(record.flags) ? (record.flags as number) & 0xff : 0,
      SeverityText: text(record.severityText),
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
export const readLogsRequest = (body: unknown, reception: Reception): LogsRequest => {
  if (!isFields(body)) throw refuse(400, 'This is not OTLP: the body is not a JSON object.');
  if (!('resourceLogs' in body) && Object.keys(body).length > 0) {
    throw refuse(400, 'This is not a request for logs: it has no resourceLogs.');
  }
  const records: IngestRecord[] = [];
  const refusals: Refusal[] = [];
  let expanded = 0;
  for (const resourceLogs of list(body.resourceLogs, 'resourceLogs')) {
    if (!isFields(resourceLogs))
      throw refuse(400, 'This is not OTLP: an entry of resourceLogs is not an object.');
    const resource = isFields(resourceLogs.resource) ? resourceLogs.resource : {};
    const sentAttributes = readAttributes(resource.attributes);
    const userAgent = sentAttributes['user_agent.original'] ?? reception.userAgent;
    const ResourceAttributes = { ...reception.readBrowser(userAgent), ...sentAttributes };
    for (const scopeLogs of list(resourceLogs.scopeLogs, 'scopeLogs')) {
      if (!isFields(scopeLogs))
        throw refuse(400, 'This is not OTLP: an entry of scopeLogs is not an object.');
      const scope = isFields(scopeLogs.scope) ? scopeLogs.scope : {};
      const ScopeAttributes = readAttributes(scope.attributes);
      const shared: SharedColumns = {
        ServiceName: ResourceAttributes['service.name'] ?? '',
        ResourceSchemaUrl: text(resourceLogs.schemaUrl),
        ResourceAttributes,
        ScopeSchemaUrl: text(scopeLogs.schemaUrl),
        ScopeName: text(scope.name),
        ScopeVersion: text(scope.version),
        ScopeAttributes,
      };
      const sharedSize = sizeOf(ResourceAttributes) + sizeOf(ScopeAttributes);
      const sent = sentAt(scope.attributes);
      for (const record of list(scopeLogs.logRecords, 'logRecords')) {
        const read = readRecord(record, shared, sharedSize, sent, reception.received);
        if ('reason' in read) refusals.push(read);
        else records.push(read);
        expanded += 'size' in read ? read.size : 0;
        if (records.length + refusals.length > MAX_RECORDS || expanded > MAX_EXPANDED) {
          throw refuse(
            413,
            `The batch has more than ${MAX_RECORDS} records, or too long ones: send it in parts.`,
          );
        }
      }
    }
  }
  return { records, refusals };
};
