import { existsSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { participation } from '../../src/collector/metrics/participation.js';
import { scrubFinds } from '../../src/collector/metrics/scrub-finds.js';
import { batch, newStream, record } from './support/otlp.js';
import { startCollector, temporaryFolder } from './support/start.js';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const CRAWLER = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const HOUR = 3_600_000;

beforeAll(() => {
  if (!existsSync('dist/sonde.js')) throw new Error('The script is not built: npm run build');
});

/** As the wire has it: `fetch` would unpack the body. */
const get = (url: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; headers: Record<string, string>; body: Buffer }>((resolve, reject) => {
    httpRequest(url, { headers }, async (response) =>
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers as Record<string, string>,
        body: await buffer(response),
      }),
    )
      .on('error', reject)
      .end();
  });

const page = (id: string, type: string, more: readonly unknown[] = []): string =>
  batch(
    [
      record(`${newStream()}-1`, { name: 'page_view', attributes: { 'sonde.navigation.type': type } }),
      ...more,
    ],
    { resource: { 'sonde.page.id': id } },
  );

test('the script is served, asked for again at each load, and its loads are counted without an id', async () => {
  const path = await temporaryFolder();
  const first = await startCollector({ location: { path } });
  const address = `${first.url}/sonde.js?service=shop&release=1.4.2`;
  const plain = await get(address, { 'user-agent': CHROME, cookie: 'id=ann' });
  expect(plain).toMatchObject({
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    },
  });
  expect(plain.headers['set-cookie']).toBeUndefined();
  for (const [encoding, unpack] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    const packed = await get(address, { 'user-agent': FIREFOX, 'accept-encoding': encoding });
    expect(packed.headers['content-encoding']).toBe(encoding);
    expect(unpack(packed.body).equals(plain.body)).toBe(true);
    const again = await get(address, {
      'user-agent': FIREFOX,
      'accept-encoding': encoding,
      'if-none-match': packed.headers.etag as string,
    });
    expect(again).toMatchObject({ status: 304, headers: { etag: packed.headers.etag } });
    expect(again.body).toHaveLength(0);
  }
  await get(address, { 'user-agent': CRAWLER });
  await get(address, { 'user-agent': CHROME, 'sec-purpose': 'prefetch;prerender' });
  await get(`${first.url}/sonde.js?release=${'x'.repeat(5_000)}`, { 'user-agent': CHROME });
  await first.close();

  const second = await startCollector({ location: { path } });
  const rows = await second.store.query<Record<string, unknown>>(
    `SELECT ServiceName, substring(Release, 1, 5) AS Release, Name, sum(Count) AS loads FROM sonde_counts
     WHERE Kind = 'load' GROUP BY ALL ORDER BY Name, ServiceName`,
  );
  expect(rows).toEqual([
    { ServiceName: '', Release: 'xxxxx', Name: 'Chrome desktop', loads: 1 },
    { ServiceName: 'shop', Release: '1.4.2', Name: 'Chrome desktop', loads: 1 },
    { ServiceName: 'shop', Release: '1.4.2', Name: 'Firefox desktop', loads: 4 },
    { ServiceName: 'shop', Release: '1.4.2', Name: 'bot', loads: 1 },
  ]);
});

test('the share of page loads that take part, with its bounds, and nothing where there is nothing to tell', async () => {
  const path = await temporaryFolder();
  const filter = { from: Date.now() - HOUR, to: Date.now() + HOUR };
  const first = await startCollector({ location: { path } });
  expect(await participation(first.store, filter)).toMatchObject({ loads: 0, share: null, errorFree: null });
  const headers = { 'user-agent': CHROME };
  for (let load = 0; load < 8; load += 1)
    await get(`${first.url}/sonde.js?service=shop&release=1.4.2`, headers);
  await get(`${first.url}/sonde.js?service=other&release=2.0.0`, headers);
  await first.close();

  const { store, send, url } = await startCollector({ location: { path } });
  await send(page('a'.repeat(16), 'navigate'), headers);
  await send(page('b'.repeat(16), 'reload'), headers);
  await send(page('c'.repeat(16), 'navigate', [record(`${newStream()}-1`, { name: 'exception' })]), headers);
  await send(page('d'.repeat(16), 'navigate'), headers);
  for (const type of ['route', 'restore', 'back_forward', 'prerender'])
    await send(page(newStream().slice(0, 16), type), headers);
  const shop = await participation(store, { ...filter, service: 'shop', release: '1.4.2' });
  expect(shop).toMatchObject({ loads: 8, takingPart: 4, share: 0.5 });
  expect(shop.errorFree).toEqual({ estimate: 0.75, lower: 0.375, upper: 0.875 });
  expect(await participation(store, filter)).toMatchObject({ loads: 9 });
  expect(await participation(store, { ...filter, device: 'mobile' })).toMatchObject({ loads: 0 });
  expect(await participation(store, { ...filter, device: 'desktop' })).toMatchObject({ loads: 9 });
  // More pages than loads: they got the script elsewhere.
  for (let more = 0; more < 6; more += 1) await send(page(newStream().slice(0, 16), 'navigate'), headers);
  expect(await participation(store, { ...filter, service: 'shop' })).toMatchObject({
    loads: 8,
    takingPart: 10,
    share: null,
    errorFree: null,
  });
  expect(await scrubFinds(store, filter)).toMatchObject({ finds: [], buried: 0 });
  expect((await get(`${url}/sonde.js`)).status).toBe(200);
});

test('a service that loads no script has no share, and lends its page views to no other', async () => {
  const path = await temporaryFolder();
  const headers = { 'user-agent': CHROME };
  const first = await startCollector({ location: { path } });
  for (let load = 0; load < 4; load += 1) await get(`${first.url}/sonde.js?service=shop`, headers);
  for (let load = 0; load < 3; load += 1) await get(`${first.url}/sonde.js`, headers);
  // Somebody tried the script there, too; its visitors have it from npm.
  await get(`${first.url}/sonde.js?service=desk`, headers);
  await first.close();

  const collector = await startCollector({ location: { path }, dashboard: true });
  const view = (service: string) =>
    collector.send(
      page(newStream().slice(0, 16), 'navigate').replace('"shop"', JSON.stringify(service)),
      headers,
    );
  await view('shop');
  for (const service of ['app', 'desk']) for (let visit = 0; visit < 3; visit += 1) await view(service);
  expect(await collector.ask('participation', { service: 'app' })).toMatchObject({
    loads: 0,
    unnamed: 3,
    takingPart: 0,
    share: null,
    errorFree: null,
  });
  const shop = { loads: 4, unnamed: 3, takingPart: 1, share: 0.25 };
  expect(await collector.ask('participation', { service: 'shop' })).toMatchObject(shop);
  expect(await collector.ask('participation')).toMatchObject(shop);
  expect(await collector.ask('participation', { service: 'desk' })).toMatchObject({
    loads: 1,
    takingPart: 3,
    share: null,
  });
});

test.each([
  'curl/8.5.0',
  'Mozilla/5.0 (compatible; StatusCake)',
  'kube-probe/1.28',
  'python-requests/2.32.3',
  CRAWLER,
  '',
])('%j is nobody who could take part', async (userAgent) => {
  const path = await temporaryFolder();
  const first = await startCollector({ location: { path } });
  await get(`${first.url}/sonde.js?service=shop`, { 'user-agent': userAgent });
  await get(`${first.url}/sonde.js?service=shop`, { 'user-agent': FIREFOX });
  await first.close();
  const { ask } = await startCollector({ location: { path }, dashboard: true });
  expect(await ask('participation', { service: 'shop' })).toMatchObject({ loads: 1, share: 0 });
});

test('loads and page views are compared over the same hours, and not where one environment is asked for', async () => {
  const { store, send } = await startCollector();
  const hour = Math.floor(Date.now() / HOUR) * HOUR;
  const load = { Kind: 'load', ServiceName: 'shop', Release: '1.4.2', Name: 'Chrome desktop', Count: 2 };
  await store.addCounts([1, 2, 3].map((back) => ({ ...load, Hour: hour / 1_000 - back * 3_600 })));
  for (const back of [1, 2, 3])
    for (const minute of [1, 59]) {
      const attributes = { 'sonde.navigation.type': 'navigate' };
      const time = hour - back * HOUR + minute * 60_000;
      const view = record(`${newStream()}-1`, { name: 'page_view', attributes, time });
      const resource = { 'sonde.page.id': newStream().slice(0, 16) };
      await send(batch([view], { resource }), { 'user-agent': CHROME });
    }
  // From within the first of two hours to within the second.
  const filter = { from: hour - 2.5 * HOUR, to: hour - 1.5 * HOUR };
  const both = await participation(store, filter);
  expect(both).toMatchObject({ since: hour - 3 * HOUR, loads: 4, takingPart: 4, share: 1 });
  expect(await participation(store, { ...filter, environment: '' })).toMatchObject({
    loads: 4,
    share: null,
    errorFree: null,
  });
});

test('where participation is switched off the script is served and nothing counted', async () => {
  const location = { path: await temporaryFolder() };
  const first = await startCollector({ location, participation: false });
  expect((await get(`${first.url}/sonde.js`, { 'user-agent': CHROME })).status).toBe(200);
  // Counts are written when it closes, at the latest.
  await first.close();
  const { store } = await startCollector({ location });
  expect(await store.query('SELECT 1 FROM sonde_counts')).toEqual([]);
});
