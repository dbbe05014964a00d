import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { startClickHouseServer } from './support/clickhouse-server.js';
import { startCollector, temporaryFolder } from './support/start.js';

const SESSION = randomBytes(16).toString('hex');
const VISITOR = randomBytes(16).toString('hex');
const strings = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));

const span = (more: object = {}) => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  name: 'GET /api/orders/:id',
  kind: 3,
  startTimeUnixNano: `${Date.now() - 250}000001`,
  endTimeUnixNano: `${Date.now() - 50}000002`,
  attributes: [
    ...strings({ 'http.request.method': 'GET', 'url.full': 'https://shop.example/api/orders/7' }),
    { key: 'http.response.status_code', value: { intValue: '200' } },
  ],
  status: {},
  ...more,
});

const traces = (spans: readonly unknown[]): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: {
          attributes: strings({
            'service.name': 'shop',
            'session.id': SESSION,
            'app.installation.id': VISITOR,
          }),
        },
        scopeSpans: [{ scope: { name: 'sonde', version: '0.1.0' }, spans }],
      },
    ],
  });

const send = async (url: string, body: string, path = '/v1/traces') => {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body,
  });
  return { status: response.status, body: await response.json() };
};

test('spans are kept once, in the shape of the exporter, through a restart, and are erased', async () => {
  const path = await temporaryFolder();
  const first = await startCollector({ location: { path } });
  const spans = [
    span({ parentSpanId: 'abcdefabcdefabcd', traceState: 'a=b' }),
    span({ kind: 'SPAN_KIND_SERVER', status: { code: 2, message: 'failed' } }),
    span({
      events: [
        { timeUnixNano: '1700000000000000000', name: 'retry', attributes: strings({ reason: 'slow' }) },
      ],
      links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: [] }],
    }),
  ];
  expect(await send(first.url, traces([...spans, spans[0]]))).toEqual({ status: 200, body: {} });
  expect(await send(first.url, traces(spans))).toEqual({ status: 200, body: {} });
  await first.close();

  const second = await startCollector({ location: { path } });
  expect(await send(second.url, traces([span(), ...spans]))).toEqual({ status: 200, body: {} });
  const rows = await second.store.query<Record<string, unknown>>('SELECT * FROM otel_traces');
  expect(rows).toHaveLength(4);
  expect(rows.find(({ SpanId }) => SpanId === spans[0]?.spanId)).toMatchObject({
    TraceId: spans[0]?.traceId,
    ParentSpanId: 'abcdefabcdefabcd',
    TraceState: 'a=b',
    SpanName: 'GET /api/orders/:id',
    SpanKind: 'Client',
    ServiceName: 'shop',
    ScopeName: 'sonde',
    SpanAttributes: { 'http.request.method': 'GET', 'http.response.status_code': '200' },
    Duration: Number(BigInt(spans[0]?.endTimeUnixNano ?? 0) - BigInt(spans[0]?.startTimeUnixNano ?? 0)),
    StatusCode: 'Unset',
  });
  expect(rows.find(({ SpanId }) => SpanId === spans[1]?.spanId)).toMatchObject({
    SpanKind: 'Server',
    StatusCode: 'Error',
    StatusMessage: 'failed',
  });
  expect(rows.find(({ SpanId }) => SpanId === spans[2]?.spanId)).toMatchObject({
    'Events.Name': ['retry'],
    'Events.Attributes': [{ reason: 'slow' }],
    'Links.TraceId': ['a'.repeat(32)],
  });

  const erased = await send(second.url, JSON.stringify({ 'app.installation.id': VISITOR }), '/v1/erase');
  expect(erased).toEqual({ status: 200, body: { erased: 4 } });
  expect(await send(second.url, traces([span()]))).toEqual({ status: 200, body: {} });
  expect(await second.store.query('SELECT 1 FROM otel_traces')).toEqual([]);
});

test('a span without ids or times is refused and counted, its neighbours are stored', async () => {
  const collector = await startCollector();
  const answer = await send(
    collector.url,
    traces([span(), null, span({ spanId: 'short' }), span({ startTimeUnixNano: 'now' })]),
  );
  expect(answer).toMatchObject({ status: 200, body: { partialSuccess: { rejectedSpans: 3 } } });
  expect(await collector.store.query('SELECT 1 FROM otel_traces')).toHaveLength(1);
  expect(await send(collector.url, '{"resourceLogs":[]}')).toMatchObject({
    status: 400,
    body: { message: 'This is not a request for traces: it has no resourceSpans.' },
  });
});

test("a span's events are moved with it where its sender's clock is wrong", async () => {
  const collector = await startCollector();
  const ahead = Date.now() + 3 * 3_600_000;
  const one = span({
    startTimeUnixNano: `${ahead - 900}000001`,
    endTimeUnixNano: `${ahead - 200}000001`,
    events: [
      { timeUnixNano: `${ahead - 500}000001`, name: 'retry' },
      { name: 'without a time' },
      { timeUnixNano: '1', name: 'before there were any' },
      { timeUnixNano: '9223372036854775807', name: 'after all' },
    ],
  });
  const body = JSON.parse(traces([one]));
  body.resourceSpans[0].scopeSpans[0].scope.attributes = [
    { key: 'sonde.sent', value: { intValue: String(ahead) } },
  ];
  expect(await send(collector.url, JSON.stringify(body))).toEqual({ status: 200, body: {} });
  const [row] = await collector.store.query<{ after: number[]; ago: number }>(
    `SELECT arrayMap(time -> toUnixTimestamp64Milli(time) - toUnixTimestamp64Milli(Timestamp), Events.Timestamp) AS after,
       dateDiff('hour', Timestamp, now64()) AS ago FROM otel_traces`,
  );
  expect(row?.ago).toBe(0);
  expect(row?.after.slice(0, 3)).toEqual([400, 0, 0]);
});

/** v0.119.0 of the exporter, in short. */
const EXPORTERS = `CREATE TABLE otel_traces (
  Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String, TraceState String,
  SpanName LowCardinality(String), SpanKind LowCardinality(String), ServiceName LowCardinality(String),
  ResourceAttributes Map(LowCardinality(String), String), ScopeName String, ScopeVersion String,
  SpanAttributes Map(LowCardinality(String), String), Duration UInt64, StatusCode LowCardinality(String),
  StatusMessage String,
  Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)),
  Links Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String))
) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))`;

test('spans go into the table that the exporter made on a server', async () => {
  const server = await startClickHouseServer(await temporaryFolder());
  const location = { url: server.url };
  const before = await startCollector({ location });
  await before.store.query('DROP TABLE otel_traces');
  await before.store.query(EXPORTERS);
  await before.close();
  const collector = await startCollector({ location });
  const one = span();
  expect(await send(collector.url, traces([one]))).toEqual({ status: 200, body: {} });
  expect(await send(collector.url, traces([one]))).toEqual({ status: 200, body: {} });
  expect(await collector.store.query('SELECT SessionId, SpanKind FROM otel_traces')).toEqual([
    { SessionId: SESSION, SpanKind: 'Client' },
  ]);
});

test('a page that gives all its requests one traceparent has each of them stored, once', async () => {
  const path = await temporaryFolder();
  const ids = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };
  const numbered = [1, 2, 3].map((number) =>
    span({ ...ids, attributes: strings({ 'log.record.uid': `${'e'.repeat(24)}-${number}` }) }),
  );
  // Another instrument of the page has told of one of them; what is no number counts for nothing.
  const odd = span({ attributes: strings({ 'log.record.uid': 'x'.repeat(80) }) });
  const all = [span(ids), odd, ...numbered];
  const first = await startCollector({ location: { path } });
  expect(await send(first.url, traces(all))).toEqual({ status: 200, body: {} });
  expect(await send(first.url, traces(all))).toEqual({ status: 200, body: {} });
  await first.close();
  const second = await startCollector({ location: { path } });
  expect(await send(second.url, traces(all))).toEqual({ status: 200, body: {} });
  expect(await second.store.query('SELECT SpanId FROM otel_traces')).toHaveLength(5);
  await second.close();
});
