import { expect, test } from 'vitest';
import { eventually } from '../helpers/eventually.js';
import { batch, newStream, record } from './support/otlp.js';
import { startCollector, temporaryFolder } from './support/start.js';

const SECRETS = ['ann@example.org', '+49 30 901820', 'DE89370400440532013000', 'hunter2', 'C-123456'];

test('what the browser let through is redacted in logs and spans, and counted by rule and release', async () => {
  const path = await temporaryFolder();
  const scrub = [{ name: 'customer', pattern: 'C-\\d{6}' }];
  const first = await startCollector({ location: { path }, scrub });
  const stream = newStream();
  const records = [
    record(`${stream}-1`, {
      name: 'exception',
      attributes: {
        'exception.type': 'Error',
        'exception.message': 'no account for ann@example.org or C-123456',
        'exception.stacktrace': 'Error: no account for ann@example.org\n at https://shop.example/a.js:1:2',
        'contact +49 30 901820': 'x',
      },
    }),
    {
      ...record(`${stream}-2`, { name: 'said DE89370400440532013000' }),
      body: { stringValue: 'password=hunter2' },
    },
    record(`${stream}-3`, { attributes: { note: 'order 20261121' } }),
  ];
  expect(await first.send(batch(records, { resource: { 'app.owner': 'ann@example.org' } }))).toMatchObject({
    status: 200,
    body: {},
  });
  // A copy is not counted again.
  await first.send(batch(records));
  const spans = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: 'a'.repeat(32),
                spanId: 'b'.repeat(16),
                name: 'GET /users/ann@example.org',
                startTimeUnixNano: `${Date.now()}000000`,
                endTimeUnixNano: `${Date.now()}000000`,
                attributes: [
                  { key: 'url.full', value: { stringValue: 'https://a.example/?password=hunter2' } },
                ],
                status: { code: 2, message: 'C-123456' },
                events: [{ name: 'ann@example.org', attributes: [] }],
              },
            ],
          },
        ],
      },
    ],
  };
  const traced = await fetch(`${first.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(spans),
  });
  expect(traced.status).toBe(200);
  for (const table of ['otel_logs', 'otel_traces']) {
    const stored = JSON.stringify(await first.store.query(`SELECT * FROM ${table}`));
    expect(stored).toContain('[redacted]');
    expect(SECRETS.filter((secret) => stored.includes(secret))).toEqual([]);
  }
  const stored = JSON.stringify(await first.store.query('SELECT * FROM otel_logs'));
  expect(stored).toContain('no account for [redacted] or [redacted]');
  expect(stored).toContain('order 20261121');
  // Counted when it closes, at the latest.
  await first.close();

  const second = await startCollector({ location: { path } });
  const counts = await second.store.query<{ Name: string; Release: string; found: number }>(
    `SELECT Name, Release, sum(Count) AS found FROM sonde_counts WHERE Kind = 'scrub' GROUP BY Name, Release`,
  );
  const found = Object.fromEntries(counts.map((row) => [`${row.Release} ${row.Name}`, row.found]));
  expect(found).toEqual({
    '1.4.2 email': 3,
    '1.4.2 customer': 1,
    '1.4.2 phone': 1,
    '1.4.2 iban': 1,
    '1.4.2 assignment': 1,
    ' email': 2,
    ' customer': 1,
    ' parameter': 1,
  });
});

test('what names schemas, scopes, severities and states is redacted, too, and found once', async () => {
  const path = await temporaryFolder();
  const first = await startCollector({ location: { path } });
  const mail = 'ann@example.org';
  const scope = { name: mail, version: mail };
  const times = { startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now()}000000` };
  const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
  const span = { ...ids, ...times, traceState: mail, links: [{ ...ids, traceState: mail }] };
  const bodies = {
    logs: {
      resourceLogs: [
        {
          schemaUrl: mail,
          scopeLogs: [{ schemaUrl: mail, scope, logRecords: [{ severityText: mail }, {}] }],
        },
      ],
    },
    traces: { resourceSpans: [{ scopeSpans: [{ scope, spans: [span] }] }] },
  };
  for (const [signal, body] of Object.entries(bodies)) {
    const answer = await fetch(`${first.url}/v1/${signal}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    const stored = JSON.stringify(await first.store.query(`SELECT * FROM otel_${signal}`));
    expect(stored).toContain('[redacted]');
    expect(stored).not.toContain('ann');
  }
  await first.close();
  const second = await startCollector({ location: { path } });
  expect(
    await second.store.query(`SELECT sum(Count) AS found FROM sonde_counts WHERE Name = 'email'`),
  ).toEqual([{ found: 9 }]);
});

test('what was counted is written within seconds, late arrivals of the erased too', async () => {
  const collector = await startCollector();
  const session = 'c'.repeat(32);
  await fetch(`${collector.url}/v1/erase`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ 'session.id': session }),
  });
  const late = batch([record(`${newStream()}-1`), record(`${newStream()}-1`)], {
    resource: { 'session.id': session },
  });
  expect(await collector.send(late)).toMatchObject({ status: 200, body: {} });
  await eventually(
    () =>
      collector.store.query<{ late: number }>(
        `SELECT sum(Count) AS late FROM sonde_counts WHERE Kind = 'erased'`,
      ),
    ([row]) => row?.late === 2,
    'the late arrivals to be counted',
  );
});

test('a rule that could be slow stops the collector from starting, in one sentence', async () => {
  await expect(startCollector({ scrub: [{ name: 'slow', pattern: '(a+)+b' }] })).rejects.toThrow(
    'The pattern of scrub rule "slow" could be slow',
  );
});
