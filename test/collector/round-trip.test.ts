import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { batch, newStream, record, run } from './support/otlp.js';
import { startCollector, temporaryFolder } from './support/start.js';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/17.0 Mobile/15E148 Safari/604.1';

test('an event comes back as it was sent, with what the User-Agent tells and nothing that it hides', async () => {
  const collector = await startCollector();
  const stream = newStream();
  const time = Date.now() - 1000;
  const answer = await collector.send(
    batch([
      record(`${stream}-7`, {
        time,
        name: 'exception',
        attributes: { 'exception.message': 'it\'s\n\n"broken"; \u2028 漢 \\', 'sonde.weight': '10' },
      }),
    ]),
    { 'user-agent': IPHONE, cookie: 'session=secret', 'x-forwarded-for': '203.0.113.9' },
  );
  expect(answer).toMatchObject({ status: 200, body: {} });
  const [event] = await collector.store.query(
    'SELECT *, toUnixTimestamp64Milli(Timestamp) AS Time FROM sonde_events',
  );
  expect(event).toMatchObject({
    Time: time,
    EventName: 'exception',
    ServiceName: 'shop',
    SeverityNumber: 9,
    Uid: `${stream}-7`,
    Stream: stream,
    Number: 7,
    SessionId: '0123456789abcdef0123456789abcdef',
    PageId: '0123456789abcdef',
    VisitorId: '',
    Release: '1.4.2',
    Environment: 'production',
    UrlTemplate: '/orders/:id',
    Browser: 'Mobile Safari',
    BrowserVersion: '17',
    Os: 'iOS',
    Device: 'mobile',
    Weight: 10,
  });
  const { LogAttributes } = event as { LogAttributes: Record<string, string> };
  expect(LogAttributes['exception.message']).toBe('it\'s\n\n"broken"; \u2028 漢 \\');
  const everything = JSON.stringify(await collector.store.query('SELECT * FROM otel_logs'));
  for (const hidden of ['127.0.0.1', '203.0.113.9', 'secret', 'AppleWebKit'])
    expect(everything).not.toContain(hidden);
});

test('a batch from another origin comes as text without a preflight, and compressed as JSON', async () => {
  const collector = await startCollector();
  const stream = newStream();
  const asText = await collector.send(batch(run(stream, 1, 2)), {
    'content-type': 'text/plain;charset=UTF-8',
  });
  const zipped = await collector.send(gzipSync(batch(run(stream, 3, 4))), { 'content-encoding': 'gzip' });
  const bytes = await fetch(`${collector.url}/v1/logs?tenant=a`, {
    method: 'POST',
    body: new TextEncoder().encode(batch(run(stream, 5, 6))),
  });
  expect([asText.status, zipped.status, bytes.status]).toEqual([200, 200, 200]);
  expect([...(await collector.stored()).keys()].sort()).toEqual(
    [1, 2, 3, 4, 5, 6].map((n) => `${stream}-${n}`),
  );
});

test('what another OpenTelemetry SDK sends is read as well: ids on the record, no uid, names for enums', async () => {
  const collector = await startCollector();
  const now = BigInt(Date.now()) * 1_000_000n + 123_456n;
  const answer = await collector.send(
    JSON.stringify({
      resourceLogs: [
        {
          resource: {
            attributes: [
              { key: 'service.name', value: { stringValue: 'api' } },
              { key: 'session.id', value: { stringValue: 'of the resource' } },
            ],
            droppedAttributesCount: 0,
          },
          scopeLogs: [
            {
              logRecords: [
                {
                  observedTimeUnixNano: String(now),
                  severityNumber: 'SEVERITY_NUMBER_ERROR2',
                  severityText: 'ERROR',
                  traceId: '5B8EFFF798038103D269B633813FC60C',
                  spanId: 'EEE19B7EC3C1B174',
                  flags: 1,
                  body: { kvlistValue: { values: [{ key: 'a', value: { intValue: '1' } }] } },
                  attributes: [
                    { key: 'session.id', value: { stringValue: 'of the record' } },
                    { key: 'event.name', value: { stringValue: 'order' } },
                    { key: 'client.address', value: { stringValue: '203.0.113.9' } },
                    {
                      key: 'list',
                      value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'b' }] } },
                    },
                    {
                      key: 'map',
                      value: { kvlistValue: { values: [{ key: 'deep', value: { boolValue: true } }] } },
                    },
                    { key: 'future', value: { somethingValue: 1 } },
                  ],
                  somethingNew: [1],
                },
              ],
            },
          ],
          schemaUrl: 'https://opentelemetry.io/schemas/1.37.0',
        },
      ],
      somethingNew: {},
    }),
  );
  expect(answer).toMatchObject({ status: 200, body: {} });
  const [row] = await collector.store.query(
    `SELECT o.*, toString(toUnixTimestamp64Nano(o.Timestamp)) AS Nanoseconds, e.SessionId AS SessionId
     FROM otel_logs AS o, sonde_events AS e`,
  );
  expect(row).toMatchObject({
    Nanoseconds: String(now),
    SessionId: 'of the record',
    SeverityNumber: 18,
    SeverityText: 'ERROR',
    TraceId: '5b8efff798038103d269b633813fc60c',
    SpanId: 'eee19b7ec3c1b174',
    TraceFlags: 1,
    Body: '{"a":1}',
    EventName: 'order',
    ResourceSchemaUrl: 'https://opentelemetry.io/schemas/1.37.0',
    LogAttributes: {
      'session.id': 'of the record',
      'event.name': 'order',
      list: '[1,"b"]',
      'map.deep': 'true',
    },
  });
  expect((row as { LogAttributes: object }).LogAttributes).not.toHaveProperty('client.address');
});

test('what was collected is there after a restart', async () => {
  const path = await temporaryFolder();
  const stream = newStream();
  const first = await startCollector({ location: { path } });
  await first.send(batch(run(stream, 1, 3)));
  await first.close();
  const second = await startCollector({ location: { path } });
  expect((await second.stored()).size).toBe(3);
});
