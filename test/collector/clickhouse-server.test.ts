import { expect, test } from 'vitest';
import { createEraser } from '../../src/collector/index.js';
import { startClickHouseServer } from './support/clickhouse-server.js';
import { batch, newStream, record, run } from './support/otlp.js';
import { startCollector, temporaryFolder } from './support/start.js';

test('a ClickHouse server keeps the events, in a database of its own, and copies are told there too', async () => {
  const server = await startClickHouseServer(await temporaryFolder());
  const location = { url: server.url, user: 'sonde', password: 'secret', database: 'telemetry' };
  const stream = newStream();
  const first = await startCollector({ location });
  const hostile = "it's; DROP TABLE otel_logs\n\n\\";
  const records = [
    ...run(stream, 1, 3),
    record(`${stream}-4`, { attributes: { 'exception.message': hostile } }),
  ];
  expect(await first.send(batch(records))).toMatchObject({ status: 200, body: {} });
  expect(await first.send(batch(records))).toMatchObject({ status: 200, body: {} });
  await first.close();

  const second = await startCollector({ location });
  expect(await second.send(batch([...run(stream, 5, 5), ...records]))).toMatchObject({
    status: 200,
    body: {},
  });
  expect(await second.stored()).toEqual(new Map([1, 2, 3, 4, 5].map((number) => [`${stream}-${number}`, 1])));
  expect(
    await second.store.query(
      `SELECT Number, LogAttributes['exception.message'] AS message FROM sonde_events
       WHERE LogAttributes['exception.message'] = {message:String}`,
      { message: hostile },
    ),
  ).toEqual([{ Number: 4, message: hostile }]);
  expect((await fetch(`${second.url}/healthz`)).status).toBe(200);

  const inserts = server.requests.filter(({ statement }) => statement.startsWith('INSERT'));
  expect(inserts).toHaveLength(2);
  for (const insert of inserts) {
    expect(insert).toMatchObject({
      database: 'telemetry',
      user: 'sonde:secret',
      settings: { async_insert: '0' },
    });
  }
});

test('whatever a request or an erasure holds, no address is long, and nothing is altered that needs no change', async () => {
  const server = await startClickHouseServer(await temporaryFolder());
  const location = { url: server.url };
  const first = await startCollector({ location });
  const stream = newStream();
  const sessions = Array.from({ length: 500 }, (_, index) => `${index}`.padStart(32, '0'));
  const resource = { 'session.id': sessions[0] as string };
  expect((await first.send(batch(run(stream, 1, 3), { resource }))).status).toBe(200);
  expect((await first.send(batch(run(newStream(), 1, 2_000)))).status).toBe(200);
  await createEraser({ store: first.store, committers: [] }).erase({ visitors: [], sessions });
  expect(await first.store.query('SELECT count() AS events FROM otel_logs')).toEqual([{ events: 2_000 }]);
  expect(server.requests.some(({ statement }) => statement.startsWith('ALTER TABLE otel_logs DELETE'))).toBe(
    true,
  );
  expect(Math.max(...server.requests.map(({ address }) => address))).toBeLessThan(8_192);
  await first.close();
  const before = server.requests.length;
  await startCollector({ location });
  const altered = server.requests.slice(before).filter(({ statement }) => statement.startsWith('ALTER'));
  expect(altered).toEqual([]);
});

test('others may write the same table: readers see one of each', async () => {
  const server = await startClickHouseServer(await temporaryFolder());
  const collector = await startCollector({ location: { url: server.url } });
  const stream = newStream();
  await collector.send(batch(run(stream, 1, 3)));
  await collector.store.query('INSERT INTO otel_logs SELECT * FROM otel_logs');
  expect([...(await collector.stored()).values()]).toEqual([2, 2, 2]);
  expect(await collector.store.query('SELECT count() AS events FROM sonde_events')).toEqual([{ events: 3 }]);
});

test('a server that goes away makes senders keep their events', async () => {
  const server = await startClickHouseServer(await temporaryFolder());
  const messages: string[] = [];
  const collector = await startCollector({
    location: { url: server.url },
    log: (message) => messages.push(message),
  });
  const stream = newStream();
  await collector.send(batch(run(stream, 1, 1)));
  server.stop();
  expect(await collector.send(batch(run(stream, 2, 2)))).toMatchObject({ status: 503 });
  expect((await fetch(`${collector.url}/healthz`)).status).toBe(503);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(/ECONNREFUSED|ECONNRESET|socket hang up/);
});
