import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestDetail } from '../../../src/collector/metrics/request-detail.js';
import { requests } from '../../../src/collector/metrics/requests.js';
import { rangeBetween } from '../../../src/collector/metrics/time-range.js';
import { quantileRanks } from '../../../src/collector/statistics/quantile-ranks.js';
import { wilson } from '../../../src/collector/statistics/wilson.js';
import type { SpanRow, Store } from '../../../src/collector/store/store.js';
import { HOSTILE, minute, openFilled } from './open-filled.js';
import { type RequestSketch, spanRows } from './seed/span-row.js';

const CART = 'https://shop.example/api/cart';
const range = { from: minute(0), to: minute(60) };

/** So many sessions, each with one request at a minute. */
const each = (
  count: number,
  session: string,
  at: number,
  more: Partial<RequestSketch> = {},
): RequestSketch[] =>
  Array.from({ length: count }, (_, index) => ({
    session: `${session}${index}`,
    time: minute(at),
    ...more,
  }));

const post = { method: 'POST', url: CART } as const;

let store: Store;
beforeAll(async () => {
  store = await openFilled([]);
  await store.spans.insert(
    spanRows([
      // 1.4.0: 40 sessions, one of which fails; 1.5.0: 20, of which ten fail, eight of these by the server.
      ...each(39, 'a', 5, { ...post, release: '1.4.0', device: 'desktop', length: 200 }),
      ...each(1, 'b', 5, { ...post, release: '1.4.0', device: 'mobile', status: 500 }),
      ...each(10, 'c', 35, { ...post, release: '1.5.0', length: 400, waiting: 300 }),
      ...each(8, 'd', 36, { ...post, release: '1.5.0', status: 500, length: 1 }),
      ...each(1, 'e', 36, { ...post, release: '1.5.0', error: 'TypeError' }),
      ...each(1, 'f', 36, { ...post, release: '1.5.0', error: 'timeout', outcome: 'timeout', length: 9_000 }),
      // What the visitor did not wait for has not failed, and may be most of it.
      ...each(5, 'g', 36, { ...post, release: '1.5.0', error: 'AbortError', outcome: 'abort', length: 5 }),
      // Another method, another origin, another service, another time, another environment.
      ...each(3, 'h', 5, { url: CART, length: 50, waiting: 0, environment: 'staging' }),
      ...each(2, 'i', 5, { ...post, url: 'https://api.example/api/cart' }),
      ...each(4, 'j', 5, { ...post, service: 'blog', status: 404 }),
      ...each(7, 'k', 61, { ...post, status: 500 }),
      // One session in ten is kept; of its requests all are.
      { session: 'w1', time: minute(9), url: `${CART}/sampled`, weight: 10, status: 503 },
      { session: 'w1', time: minute(9), url: `${CART}/sampled`, weight: 10 },
      { session: 'w2', time: minute(9), url: `${CART}/sampled`, weight: 10 },
      // A page that asks again and again, beside nine that ask once.
      ...Array.from({ length: 91 }, (_, at) => ({
        session: 'loop',
        time: minute(9) + at,
        url: `${CART}/loop`,
        status: 503,
      })),
      ...each(9, 'l', 9, { url: `${CART}/loop` }),
    ]),
  );
});
afterAll(() => store.close());

const shop = { ...range, service: 'shop' };
const of = async (key: string, filter = {}) =>
  (await requests(store, { ...shop, ...filter })).requests.find((row) => row.key === key);

it('lists requests by method and address, those first that failed in most sessions', async () => {
  const { requests: rows, all } = await requests(store, shop);
  expect(all).toBe(5);
  expect(
    rows.map((row) => [
      row.key,
      row.requests,
      row.aborted,
      row.failed,
      row.failedSessions,
      row.sessions,
      row.duration?.median,
      row.waiting?.median,
    ]),
  ).toEqual([
    [`POST ${CART}`, 65, 5, 11, 11, 65, 200, 300],
    [`GET ${CART}/sampled`, 30, 0, 10, 10, 20, 100, undefined],
    [`GET ${CART}/loop`, 100, 0, 91, 1, 10, 100, undefined],
    [`GET ${CART}`, 3, 0, 0, 0, 3, 50, undefined],
    ['POST https://api.example/api/cart', 2, 0, 0, 0, 2, 100, undefined],
  ]);
  // Of 60 that were not given up 11 failed, each in a session of its own: Wilson's interval as it is.
  const { estimate, lower, upper } = wilson(11, 60) ?? {};
  expect(rows[0]?.failing?.estimate).toBeCloseTo(estimate as number, 12);
  expect(rows[0]?.failing?.lower).toBeCloseTo(lower as number, 12);
  expect(rows[0]?.failing?.upper).toBeCloseTo(upper as number, 12);
  expect(rows[0]?.failures).toEqual([
    { ending: '500', failed: 9 },
    { ending: 'TypeError', failed: 1 },
    { ending: 'timeout', failed: 1 },
  ]);
  expect(rows[3]?.failures).toEqual([]);
  // Three sessions without a failure.
  expect(rows[3]?.failing).toEqual(wilson(0, 3));
});

it('takes neither weights nor a page that asks again and again for more than sessions tell', async () => {
  const sampled = await of(`GET ${CART}/sampled`);
  expect(sampled?.failing?.estimate).toBeCloseTo(1 / 3, 12);
  // Two sessions, of three requests: no surer than three without weights.
  expect((sampled?.failing?.upper ?? 0) - (sampled?.failing?.lower ?? 0)).toBeGreaterThanOrEqual(
    ((wilson(1, 3)?.upper ?? 0) - (wilson(1, 3)?.lower ?? 0)) * 0.999,
  );
  const loop = await of(`GET ${CART}/loop`);
  expect(loop?.failing?.estimate).toBeCloseTo(0.91, 12);
  // Nearly all of the share is the one page's own: it is no surer than by one session.
  expect(loop?.failing?.lower).toBeCloseTo(wilson(0.91, 1)?.lower as number, 12);
});

it.each([
  ['a release', { release: '1.5.0' }, 25, 10],
  ['a device', { device: 'mobile' }, 1, 1],
  ['a service', { service: 'blog' }, 4, 4],
  ['a range', { from: minute(36), to: minute(62) }, 22, 17],
])('holds the filter of %s', async (_, filter, all, failed) => {
  expect(await of(`POST ${CART}`, filter)).toMatchObject({ requests: all, failed });
});

it('holds the filter of an environment, and has nothing where there is nothing', async () => {
  expect((await requests(store, { ...shop, environment: 'staging' })).requests).toMatchObject([
    { key: `GET ${CART}`, requests: 3 },
  ]);
  expect(await requests(store, { ...shop, service: 'nowhere' })).toEqual({ requests: [], all: 0 });
  expect(await requestDetail(store, shop, rangeBetween(range.from, range.to), 'GET nothing')).toMatchObject({
    figures: null,
    releases: [],
    endings: [],
  });
});

it('gives as many as are asked for, and says how many there are', async () => {
  const { requests: rows, all } = await requests(store, shop, 2);
  expect([rows.length, all]).toEqual([2, 5]);
});

it('tells of one in which release it fails, with what, and when', async () => {
  const detail = await requestDetail(
    store,
    { service: 'shop' },
    { from: minute(0), to: minute(60), step: 30 * 60_000, buckets: 2 },
    `POST ${CART}`,
  );
  expect(
    detail.releases.map((row) => [
      row.key,
      row.requests,
      row.failed,
      row.failing?.estimate,
      row.duration?.p75,
    ]),
  ).toEqual([
    // Four hundred milliseconds each: of those that failed at once, or waited in vain, nothing is said.
    ['1.5.0', 25, 10, 1 / 2, { estimate: 400, lower: 400, upper: null }],
    ['1.4.0', 40, 1, 1 / 40, { estimate: 200, lower: 200, upper: 200 }],
  ]);
  expect(detail.releases[0]?.failing?.lower).toBeCloseTo(wilson(10, 20)?.lower as number, 12);
  expect(detail.endings).toEqual([
    { ending: '200', outcome: 'succeeded', requests: 49, sessions: 49 },
    { ending: '500', outcome: 'failed', requests: 9, sessions: 9 },
    { ending: 'AbortError', outcome: 'abort', requests: 5, sessions: 5 },
    { ending: 'TypeError', outcome: 'failed', requests: 1, sessions: 1 },
    { ending: 'timeout', outcome: 'timeout', requests: 1, sessions: 1 },
  ]);
  expect(detail.timeline).toEqual({ requests: [40, 25], failing: [1 / 40, 1 / 2] });
  expect(detail.figures).toMatchObject({ requests: 65, failed: 11 });
});

describe('a service of its own', () => {
  const get = 'GET https://shop.example/api/cart';
  const keep = async (service: string, ...sketches: RequestSketch[]) => {
    await store.spans.insert(spanRows(sketches.map((sketch) => ({ ...sketch, service }))));
    return {
      listed: async (from: Store = store) => (await requests(from, { ...range, service })).requests[0],
      detail: () => requestDetail(store, { service }, rangeBetween(range.from, range.to), get),
    };
  };
  const loop = (count: number, more: Partial<RequestSketch>): RequestSketch[] =>
    Array.from({ length: count }, (_, at) => ({ session: 'loop', time: minute(6) + at, ...more }));

  it('does not take one page that fails without end for certainty', async () => {
    const { listed } = await keep('retries', ...each(100, 'a', 5), ...loop(10_000, { status: 503 }));
    const { failing } = (await listed()) ?? {};
    expect(failing?.estimate).toBeCloseTo(10_000 / 10_100, 12);
    expect(failing?.lower).toBeLessThan(0.25);
    // Half of a thousand sessions' is one page's.
    const half = await keep('polls', ...each(1_000, 'a', 5), ...loop(1_000, { status: 503 }));
    const { lower, upper } = (await half.listed())?.failing ?? {};
    expect(lower).toBeLessThan(0.1);
    expect(upper).toBeGreaterThan(0.9);
  });

  it('does not take the times of one page for those of all', async () => {
    const { detail } = await keep(
      'slow',
      ...each(20, 'a', 5, { length: 100, waiting: 50, release: '1.0.0' }),
      ...loop(1_000, { length: 3_000, waiting: 2_000, release: '1.0.0' }),
      // Two of each session's: as sure as by forty, not eighty.
      ...[1, 2].flatMap((at) =>
        Array.from({ length: 40 }, (_, index) => ({
          session: `b${index}`,
          time: minute(6 + at),
          length: 100 + index,
          release: '1.1.0',
        })),
      ),
    );
    const { figures, releases } = await detail();
    expect(figures?.duration?.p75.lower).not.toBe(3_000);
    const of = new Map(releases.map(({ key, duration, waiting }) => [key, { duration, waiting }]));
    expect(of.get('1.0.0')?.duration?.p75).toEqual({ estimate: 3_000, lower: null, upper: null });
    expect(of.get('1.0.0')?.waiting?.p75).toEqual({ estimate: 2_000, lower: null, upper: null });
    const { lower, upper } = quantileRanks(0.75, 40);
    expect(of.get('1.1.0')?.duration?.p75).toEqual({
      estimate: 129,
      lower: 99 + (lower as number),
      upper: 99 + (upper as number),
    });
  });

  it('makes nothing up of what comes while it is asked', async () => {
    const { listed } = await keep('busy', ...each(100, 'a', 5));
    let isFirst = true;
    const busy: Store = {
      ...store,
      async query<Row>(...asked: Parameters<Store['query']>): Promise<Row[]> {
        const rows = await store.query<Row>(...asked);
        if (isFirst) {
          isFirst = false;
          await keep('busy', ...each(40, 'b', 5));
        }
        return rows;
      },
    };
    expect(await listed(busy)).toMatchObject({ requests: 140, aborted: 0, failed: 0 });
  });

  it('puts the newest release first, by its version', async () => {
    const { detail } = await keep(
      'cached',
      ...each(1, 'a', 1, { release: '1.10.0' }),
      ...each(1, 'b', 2, { release: '1.9.0' }),
    );
    expect((await detail()).releases.map(({ key }) => key)).toEqual(['1.10.0', '1.9.0']);
  });

  it('puts the release first that began last, whatever the range', async () => {
    const { detail } = await keep(
      'shifted',
      ...each(1, 'a', 1, { release: '1.5.0' }),
      // The older one is made later in the range, and was before it.
      ...each(1, 'b', -5_000, { release: '1.4.0' }),
      ...each(1, 'c', 2, { release: '1.4.0' }),
    );
    expect((await detail()).releases.map(({ key }) => key)).toEqual(['1.5.0', '1.4.0']);
  });
});

describe('what no page of Sonde’s sent', () => {
  const service = 'hostile';
  const filter = { ...range, service };
  beforeAll(async () => {
    const [plain] = spanRows([{ service, session: 'plain', time: minute(1) }]) as [SpanRow];
    await store.spans.insert([
      ...spanRows([
        ...HOSTILE.map((text, at) => ({
          service,
          session: text,
          time: minute(1),
          method: text,
          url: text.repeat(500),
          release: text,
          error: text.repeat(50),
          outcome: 'failed',
          waiting: ['NaN', 'inf', '-5', '1e300', '', 'x', '7'][at] as string,
          attributes: { 'sonde.weight': ['NaN', '-1', 'inf', '0', '1e300', 'x', '2'][at] as string },
        })),
        { service, time: minute(2), session: 'own', outcome: 'broken' },
        { service, time: minute(2), session: 'own', method: 'PUT', length: 400 * 86_400_000 },
        // Without a session each is for itself.
        ...Array.from({ length: 4 }, (_, at) => ({
          service,
          time: minute(3) + at,
          method: 'HEAD',
          status: at % 2 ? 500 : 200,
        })),
      ]),
      // A server's own span.
      { ...plain, ScopeName: 'server', SpanAttributes: { 'http.request.method': 'GET', 'url.full': CART } },
      // The load of a page.
      { ...plain, SpanAttributes: { 'url.full': CART } },
    ]);
  });

  it('breaks no list, and every name can be opened', async () => {
    const { requests: rows } = await requests(store, filter);
    expect(rows).toHaveLength(HOSTILE.length + 2);
    for (const { key, requests: count, waiting } of rows) {
      expect(key.length).toBeLessThanOrEqual(1_024);
      expect(count).toBeLessThanOrEqual(1_000_000);
      expect(waiting?.median ?? 1).toBeLessThanOrEqual(86_400_000);
      const { figures } = await requestDetail(store, { service }, rangeBetween(range.from, range.to), key);
      expect(figures?.requests).toBe(count);
    }
    expect(rows.find(({ key }) => key.startsWith('PUT'))?.duration?.median).toBeLessThanOrEqual(86_400_000);
  });

  it('counts requests without a session, and no session of theirs', async () => {
    const { requests: rows } = await requests(store, filter);
    const row = rows.find(({ key }) => key.startsWith('HEAD'));
    expect(row).toMatchObject({ requests: 4, failed: 2, sessions: 0, failedSessions: 0 });
    expect(row?.failing).toEqual(wilson(2, 4));
  });
});
