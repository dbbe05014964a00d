import { expect, test } from 'vitest';
import { batch, newStream, record } from './support/otlp.js';
import { startCollector } from './support/start.js';

const HOSTILE = { toString: 1 };

/** A record whose attributes come as they are. */
const withValues = (uid: string, values: Readonly<Record<string, unknown>>, name = 'page_view') => ({
  ...record(uid, { name }),
  attributes: [
    { key: 'log.record.uid', value: { stringValue: uid } },
    ...Object.entries(values).map(([key, value]) => ({ key, value })),
  ],
});

test('numbers that are none are left out, and the rest of the record is stored', async () => {
  const collector = await startCollector();
  const stream = newStream();
  const values = [
    { n: { doubleValue: HOSTILE }, weight: { stringValue: 'kept' } },
    { n: { intValue: HOSTILE }, weight: { stringValue: 'kept' } },
    { n: { intValue: [HOSTILE] }, weight: { stringValue: 'kept' } },
    { n: { arrayValue: { values: [{ doubleValue: HOSTILE }] } }, weight: { stringValue: 'kept' } },
    ...['Infinity', 'NaN', '1e300', '0', '0.5', '-1', 'x'].map((weight) => ({
      'sonde.weight': { stringValue: weight },
      weight: { stringValue: 'kept' },
    })),
    { 'sonde.weight': { doubleValue: 10 }, weight: { stringValue: 'kept' } },
  ];
  const records = values.map((one, at) => withValues(`${stream}-${at + 1}`, one));
  // As it would be on the wire, where `toString` is a key like any other.
  expect(await collector.send(batch(records as never))).toMatchObject({ status: 200, body: {} });
  const rows = await collector.store.query<{ weight: string; kept: string; n: string }>(
    `SELECT LogAttributes['sonde.weight'] AS weight, LogAttributes['weight'] AS kept, LogAttributes['n'] AS n
     FROM otel_logs`,
  );
  expect(rows).toHaveLength(values.length);
  expect(rows.every(({ kept }) => kept === 'kept')).toBe(true);
  expect(rows.map(({ weight }) => weight).filter(Boolean)).toEqual(['10']);
});

test('a web vital whose value is no number is kept as one that does not count', async () => {
  const collector = await startCollector();
  const stream = newStream();
  const vital = (value: string) => ({
    'browser.web_vital.name': { stringValue: 'LCP' },
    'browser.web_vital.id': { stringValue: `v6-${value}` },
    'browser.web_vital.value': { doubleValue: value },
  });
  const records = ['NaN', 'Infinity', '12.5'].map((value, at) =>
    withValues(`${stream}-${at + 1}`, vital(value), 'browser.web_vital'),
  );
  expect(await collector.send(batch(records as never))).toMatchObject({ status: 200, body: {} });
  expect(
    await collector.store.query(
      `SELECT LogAttributes['browser.web_vital.value'] AS value, VitalCensored AS late FROM otel_logs ORDER BY Uid`,
    ),
  ).toEqual([
    { value: '', late: true },
    { value: '', late: true },
    { value: '12.5', late: false },
  ]);
});

test('reports and spans with numbers that are none are taken, not asked for again', async () => {
  const collector = await startCollector();
  const send = async (path: string, body: string): Promise<number> =>
    (
      await fetch(collector.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
    ).status;
  const report = (age: string, line: string): string =>
    `[{"type":"deprecation","age":${age},"url":"https://a.example/","body":{"id":"x","sourceFile":"a.js","lineNumber":${line}}}]`;
  for (const [age, line] of [
    ['1e999', '1'],
    ['-1e999', '1'],
    ['{"valueOf":1,"toString":1}', '1'],
    ['0', '{"valueOf":1,"toString":1}'],
  ])
    expect(await send('/v1/reports', report(age as string, line as string)), `${age} ${line}`).toBe(200);
  const time = `${Date.now()}000000`;
  const span = (kind: unknown, code: unknown) => ({
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    name: 'x',
    kind,
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    status: { code },
  });
  for (const [kind, code] of [
    [HOSTILE, 1],
    [1, HOSTILE],
    [[HOSTILE], 1],
  ])
    expect(
      await send(
        '/v1/traces',
        JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span(kind, code)] }] }] }),
      ),
    ).toBe(200);
});

test.each(['constructor', '__proto__', 'toString'])(
  'a content-encoding called %s is not known',
  async (encoding) => {
    const collector = await startCollector();
    const answer = await collector.send(batch([record(`${newStream()}-1`)]), {
      'content-encoding': encoding,
    });
    expect(answer.status).toBe(415);
  },
);
