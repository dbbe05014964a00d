import { expect, test } from 'vitest';
import { startClickHouseServer } from './support/clickhouse-server.js';
import { batch, newStream, record, span, spanBatch } from './support/otlp.js';
import { type RunningCollector, startCollector, temporaryFolder } from './support/start.js';

/** Loss, as pages and their spans come to a collector and its dashboard tells it. */

const MINUTE = 60_000;
const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

const sendSpans = async ({ url }: RunningCollector, body: string): Promise<void> => {
  const headers = { 'content-type': 'application/json', 'user-agent': CHROME };
  const response = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body });
  expect([response.status, await response.json()]).toEqual([200, {}]);
};

/** A document that told of a page, of two requests (numbers 2 and 3) and of a click, five minutes ago. */
const documentOf = (stream: string, ago = 5 * MINUTE) => {
  const time = Date.now() - ago;
  return {
    events: [record(`${stream}-1`, { time, name: 'page_view' }), record(`${stream}-4`, { time: time + 2 })],
    spans: [span(`${stream}-2`, time + 1), span(`${stream}-3`, time + 1)],
  };
};

test('what arrived as a span is not lost, and what arrived as neither is', async () => {
  const collector = await startCollector({ dashboard: true });
  const { events, spans } = documentOf(newStream());
  await collector.send(batch(events), { 'user-agent': CHROME });
  expect(await collector.ask('loss')).toMatchObject({ streams: 1, expected: 4, lost: 2 });
  await sendSpans(collector, spanBatch(spans.slice(0, 1)));
  expect(await collector.ask('loss')).toMatchObject({ streams: 1, expected: 4, lost: 1 });
  await sendSpans(collector, spanBatch(spans));
  expect(await collector.ask('loss')).toMatchObject({
    streams: 1,
    expected: 4,
    lost: 0,
    byRelease: [{ name: '1.4.2', streams: 1, expected: 4, lost: 0 }],
    byEngine: [{ name: 'Blink', streams: 1, expected: 4, lost: 0 }],
  });
});

test('a page that told of spans alone counts, for its release, environment and device', async () => {
  const collector = await startCollector({ dashboard: true });
  const stream = newStream();
  const time = Date.now() - 5 * MINUTE;
  await sendSpans(collector, spanBatch([span(`${stream}-1`, time), span(`${stream}-3`, time)]));
  const own = { service: 'shop', release: '1.4.2', environment: 'production', device: 'desktop' };
  expect(await collector.ask('loss', own)).toMatchObject({ streams: 1, expected: 3, lost: 1 });
  for (const [field, value] of Object.entries({
    service: 'blog',
    release: '1.4.1',
    environment: 'test',
    device: 'mobile',
  }))
    expect(await collector.ask('loss', { ...own, [field]: value })).toMatchObject({ streams: 0 });
});

test('a page whose last span has just ended may have events on their way, however long ago that began', async () => {
  const collector = await startCollector({ dashboard: true });
  const stream = newStream();
  const { events } = documentOf(stream);
  await collector.send(batch(events));
  await sendSpans(collector, spanBatch([span(`${stream}-6`, Date.now(), 10 * MINUTE)]));
  expect(await collector.ask('loss')).toMatchObject({ streams: 0, unsettled: 1 });
});

test('spans of others, which have no number, and copies in a table that others write change nothing', async () => {
  const server = await startClickHouseServer(await temporaryFolder());
  const collector = await startCollector({ location: { url: server.url }, dashboard: true });
  const { events, spans } = documentOf(newStream());
  await collector.send(batch(events));
  const others = { ...span('', Date.now() - 5 * MINUTE), attributes: [] };
  await sendSpans(collector, spanBatch([...spans, others]));
  await sendSpans(
    collector,
    spanBatch([span(`${newStream()}-9`, Date.now() - 5 * MINUTE)]).replace(
      '"name":"sonde"',
      '"name":"a server"',
    ),
  );
  await collector.store.query('INSERT INTO otel_traces SELECT * FROM otel_traces');
  expect(await collector.ask('loss')).toMatchObject({ streams: 1, expected: 4, lost: 0 });
});

test('spans from before their numbers had a column count as those that came since', async () => {
  const path = await temporaryFolder();
  const before = await startCollector({ location: { path }, dashboard: true });
  const { events, spans } = documentOf(newStream());
  await before.send(batch(events));
  await sendSpans(before, spanBatch(spans));
  await before.store.query('DROP VIEW IF EXISTS sonde_spans');
  for (const column of ['Uid', 'Release', 'Environment', 'Browser', 'Os', 'Device'])
    await before.store.query(`ALTER TABLE otel_traces DROP COLUMN IF EXISTS ${column}`);
  await before.close();
  const collector = await startCollector({ location: { path }, dashboard: true });
  const { events: later, spans: laterSpans } = documentOf(newStream());
  await collector.send(batch(later));
  await sendSpans(collector, spanBatch(laterSpans));
  for (const fields of [{}, { release: '1.4.2', environment: 'production', service: 'shop' }])
    expect(await collector.ask('loss', fields)).toMatchObject({ streams: 2, expected: 8, lost: 0 });
});
