import { randomBytes } from 'node:crypto';

/** What a record of a test holds, beside its uid. */
export interface RecordOptions {
  /** Milliseconds since 1970: now. */
  readonly time?: number;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A record as the SDK encodes it. */
export interface OtlpRecord {
  timeUnixNano: string;
  eventName: string;
  attributes: { key: string; value: { stringValue: string } }[];
}

/** 24 hex digits, as a document draws them. */
export const newStream = (): string => randomBytes(12).toString('hex');

const keyValues = (attributes: Readonly<Record<string, string>>): OtlpRecord['attributes'] =>
  Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** Encodes a record as the SDK does. */
export const record = (uid: string, options: RecordOptions = {}): OtlpRecord => ({
  timeUnixNano: `${options.time ?? Date.now()}000000`,
  eventName: options.name ?? 'click',
  attributes: keyValues({ 'log.record.uid': uid, ...options.attributes }),
});

/** The records numbered `from` to `to` of a stream. */
export const run = (stream: string, from: number, to: number): OtlpRecord[] =>
  Array.from({ length: to - from + 1 }, (_, index) => record(`${stream}-${from + index}`));

/** A batch of one page, as the SDK sends it. */
export const batch = (
  records: readonly unknown[],
  options: { readonly sent?: number; readonly resource?: Readonly<Record<string, string>> } = {},
): string =>
  JSON.stringify({
    resourceLogs: [
      {
        resource: {
          attributes: keyValues({
            'service.name': 'shop',
            'service.version': '1.4.2',
            'deployment.environment.name': 'production',
            'telemetry.sdk.name': 'sonde',
            'session.id': '0123456789abcdef0123456789abcdef',
            'sonde.page.id': '0123456789abcdef',
            'url.template': '/orders/:id',
            ...options.resource,
          }),
        },
        scopeLogs: [
          {
            scope: {
              name: 'sonde',
              version: '0.1.0',
              attributes: [{ key: 'sonde.sent', value: { intValue: String(options.sent ?? Date.now()) } }],
            },
            logRecords: records,
          },
        ],
      },
    ],
  });

/** The record of an event as a span: so many milliseconds long, told when it ended. */
export const span = (uid: string, time: number, length = 100): object => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  name: 'GET /api/orders/:id',
  kind: 3,
  startTimeUnixNano: `${time - length}000000`,
  endTimeUnixNano: `${time}000000`,
  attributes: keyValues({ 'log.record.uid': uid }),
});

/** A batch of spans, as the SDK makes it of one of events. */
export const spanBatch = (spans: readonly object[], options: Parameters<typeof batch>[1] = {}): string =>
  batch(spans, options)
    .replace('"resourceLogs"', '"resourceSpans"')
    .replace('"scopeLogs"', '"scopeSpans"')
    .replace('"logRecords"', '"spans"');
