import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { expect, test } from 'vitest';
import { openStore } from '../../src/collector/index.js';
import { requestDetail } from '../../src/collector/metrics/request-detail.js';
import { requests } from '../../src/collector/metrics/requests.js';
import { rangeBetween } from '../../src/collector/metrics/time-range.js';
import { createTracesTable } from '../../src/collector/store/traces-table.js';
import { spanRows } from './metrics/seed/span-row.js';
import { newStream, span, spanBatch } from './support/otlp.js';
import { startCollector, temporaryFolder } from './support/start.js';

/** Requests from the batch that tells of them to the answer of the dashboard. */

const CART = 'POST https://shop.example/api/cart';

const request = (uid: string, status: string): object => {
  const made = span(uid, Date.now() - 1_000, 250) as { attributes: object[] };
  const told = {
    'http.request.method': 'POST',
    'url.full': 'https://shop.example/api/cart',
    'server.address': 'shop.example',
    'server.port': '443',
    'http.response.status_code': status,
    'sonde.request.outcome': status < '400' ? 'succeeded' : 'failed',
    ...(status < '400' ? {} : { 'error.type': status }),
  };
  const attributes = Object.entries(told).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  return { ...made, attributes: [...made.attributes, ...attributes] };
};

test('a request that is sent twice counts once, for the release that made it', async () => {
  const collector = await startCollector({ dashboard: true });
  const stream = newStream();
  const body = spanBatch([request(`${stream}-1`, '200'), request(`${stream}-2`, '503')]);
  for (let time = 0; time < 2; time++) {
    const { status } = await fetch(`${collector.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(status).toBe(200);
  }
  const { requests: rows } = await collector.ask('requests', { service: 'shop' });
  expect(rows).toMatchObject([
    { key: CART, requests: 2, failed: 1, sessions: 1, failures: [{ ending: '503', failed: 1 }] },
  ]);
  expect(rows[0]?.duration?.median).toBe(250);
  const { releases } = await collector.ask('request', { request: CART });
  expect(releases).toMatchObject([{ key: '1.4.2', requests: 2, failed: 1 }]);
  await expect(collector.ask('request')).rejects.toThrow('is missing');
});

test('of copies that two collectors wrote one counts, also in a table from before requests were told apart', async () => {
  const path = await temporaryFolder();
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  const rows = spanRows([
    { time: now - 5_000, session: 'a', release: '1.0', method: 'POST', status: 500, waiting: 30, id: 'one' },
    { time: now - 4_000, session: 'b', release: '1.0', method: 'POST', waiting: 30, weight: 3, id: 'two' },
  ]);
  // As an earlier version made it.
  const client = createClient({ connection: createChdbConnection({ path }) as never });
  await client.command({
    query: createTracesTable(395).replace(/^ {2}(Request|Outcome|Ending|Waiting|Weight) .*\n/gm, ''),
  });
  await client.insert({ table: 'otel_traces', values: rows, format: 'JSONEachRow' });
  await client.close();
  const store = await openStore({ path }, { shared: true });
  try {
    await store.spans.insert(rows);
    const range = { from: now - 60_000, to: now + 1 };
    const { requests: found } = await requests(store, range);
    expect(found).toMatchObject([
      { key: CART, requests: 4, failed: 1, sessions: 4, failures: [{ ending: '500', failed: 1 }] },
    ]);
    expect(found[0]?.waiting?.median).toBe(30);
    const detail = await requestDetail(store, { release: '1.0' }, rangeBetween(range.from, range.to), CART);
    expect(detail).toMatchObject({ figures: { requests: 4 }, endings: [{ requests: 3 }, { requests: 1 }] });
  } finally {
    await store.close();
  }
});
