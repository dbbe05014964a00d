import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DELIVERED, KEPT, REFUSED } from '../../../src/transport/outcome.js';
import { createTransport } from '../../../src/transport/transport.js';

interface Sent {
  readonly url: string;
  readonly init: RequestInit & { readonly headers: Record<string, string> };
}

let sent: Sent[];
let beacons: { url: string; body: unknown }[];
let respond: (signal: AbortSignal) => Promise<unknown>;

const json = (status: number, body: unknown = {}, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });
const batch = [['{"key":"a"}', '{"eventName":"b"}']] as const;
const nothing = (): void => {};

beforeEach(() => {
  sent = [];
  beacons = [];
  respond = async () => json(200);
  vi.stubGlobal('location', new URL('https://shop.test/orders/17?a=1'));
  vi.stubGlobal('window', {
    origin: 'https://shop.test',
    fetch: (url: URL, init: Sent['init']) => {
      sent.push({ url: `${url}`, init });
      return new Promise((resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        if (init.signal?.aborted) reject(init.signal.reason);
        else respond(init.signal as AbortSignal).then(resolve, reject);
      });
    },
  });
  vi.stubGlobal('navigator', {
    sendBeacon: (url: URL, body: unknown) => beacons.push({ url: `${url}`, body }) > 0,
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([
  ['/telemetry', 'https://shop.test/telemetry/v1/logs'],
  ['/telemetry/', 'https://shop.test/telemetry/v1/logs'],
  ['/', 'https://shop.test/v1/logs'],
  ['https://t.test', 'https://t.test/v1/logs'],
  ['https://t.test/a?key=1', 'https://t.test/a/v1/logs?key=1'],
])('sends what is for %s to %s', async (endpoint, url) => {
  const transport = createTransport(endpoint);
  await transport.send(batch);
  transport.beacon(batch);
  expect(sent[0]?.url).toBe(url);
  expect(beacons[0]?.url).toBe(url);
});

test('sends JSON to its own origin, and without cookies', async () => {
  await createTransport('/telemetry').send(batch);
  expect(sent[0]?.init).toMatchObject({
    method: 'POST',
    credentials: 'omit',
    headers: { 'content-type': 'application/json' },
  });
  expect(JSON.parse(sent[0]?.init.body as string).resourceLogs).toHaveLength(1);
});

test('sends plain text to another origin, and from a sandboxed frame: neither needs a preflight', async () => {
  const compress = async (): Promise<ArrayBuffer> => new ArrayBuffer(3);
  await createTransport('https://t.test', compress).send(batch);
  (window as { origin: string }).origin = 'null';
  await createTransport('/telemetry', compress).send(batch);
  for (const { init } of sent) {
    expect(init.headers).toEqual({});
    expect(typeof init.body).toBe('string');
  }
  expect(sent).toHaveLength(2);
});

test('sends beacons as strings, which Firefox does not lose at tab close', () => {
  createTransport('/telemetry').beacon(batch);
  expect(typeof beacons[0]?.body).toBe('string');
});

test('says so where there are no beacons', () => {
  vi.stubGlobal('navigator', {});
  expect(createTransport('/telemetry').beacon(batch)).toBeFalsy();
});

test.each([
  [200, DELIVERED],
  [400, REFUSED],
  [413, REFUSED],
  [415, REFUSED],
  [404, KEPT],
  [408, KEPT],
  [429, KEPT],
  [500, KEPT],
  [502, KEPT],
  [503, KEPT],
  [504, KEPT],
])('takes status %i for %i', async (status, kind) => {
  respond = async () => json(status);
  expect(await createTransport('/telemetry').send(batch)).toEqual([kind, `status ${status}`, 0]);
});

test.each([401, 403])('waits as long as can be after %i', async (status) => {
  respond = async () => json(status);
  expect(await createTransport('/telemetry').send(batch)).toEqual([
    KEPT,
    `status ${status}`,
    Number.POSITIVE_INFINITY,
  ]);
});

test.each<[number | undefined, Record<string, string>, unknown]>([
  [7_000, { 'retry-after': '7' }, {}],
  [7_000, { 'retry-after': '7' }, { retryDelaySeconds: 9 }],
  [Number.NaN, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, {}],
])('hears a wish to wait for %i ms', async (delay, headers, body) => {
  respond = async () => json(429, body, headers);
  expect((await createTransport('/telemetry').send(batch))[2]).toBe(delay);
});

test('does not take a page of somebody else’s for an answer', async () => {
  respond = async () => new Response('<!doctype html><title>Sign in</title>', { status: 200 });
  expect((await createTransport('/telemetry').send(batch))[0]).toBe(KEPT);
});

test('keeps what broke off, and what is never answered', async () => {
  const transport = createTransport('/telemetry');
  respond = async () => {
    throw new TypeError('no network');
  };
  expect(await transport.send(batch)).toEqual([KEPT, 'no answer']);
  vi.useFakeTimers();
  respond = () => new Promise(() => {});
  const outcome = transport.send(batch);
  await vi.advanceTimersByTimeAsync(14_000);
  let settled = false;
  outcome.then(() => {
    settled = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(settled).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await outcome).toEqual([KEPT, 'no answer']);
});

test('ends in time where a request never settles, not even by being aborted', async () => {
  vi.useFakeTimers();
  const { fetch } = window;
  // As WebKit's, for a page that comes back from the back/forward cache.
  window.fetch = () => new Promise(() => {});
  const outcome = createTransport('/telemetry').send(batch);
  window.fetch = fetch;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await outcome).toEqual([KEPT, 'no answer']);
});

test('compresses, and ceases to where that is refused', async () => {
  const compress = async (): Promise<ArrayBuffer> => new ArrayBuffer(3);
  const transport = createTransport('/telemetry', compress);
  respond = async () => json(200);
  await transport.send(batch);
  expect(sent[0]?.init.headers['content-encoding']).toBe('gzip');
  expect(sent[0]?.init.body).toEqual(new ArrayBuffer(3));
  respond = async () => json(415);
  // It may be the compression that was refused: not the batch's fault yet.
  expect((await transport.send(batch))[0]).toBe(KEPT);
  expect((await transport.send(batch))[0]).toBe(REFUSED);
  expect(sent[2]?.init.headers).not.toHaveProperty('content-encoding');
});

test('leaves its requests to an abort, and the quota of what outlives a page to beacons', async () => {
  await createTransport('https://t.test').send(batch);
  await createTransport('/telemetry', async () => new ArrayBuffer(9_000)).send(batch);
  expect(sent.map(({ init }) => init.keepalive)).toEqual([undefined, undefined]);
});

test('aborts what is in flight, and what is being compressed', async () => {
  respond = () => new Promise(() => {});
  const transport = createTransport('/telemetry');
  const first = transport.send(batch);
  await Promise.resolve();
  transport.abort();
  expect(await first).toEqual([KEPT, 'no answer']);

  let done: (zipped: ArrayBuffer) => void = nothing;
  const zipping = createTransport('/telemetry', () => new Promise((resolve) => (done = resolve)));
  const second = zipping.send(batch);
  zipping.abort();
  done(new ArrayBuffer(3));
  expect(await second).toEqual([KEPT, 'no answer']);
  expect(sent.at(-1)?.init.signal?.aborted).toBe(true);
});

test('uses the fetch that the page had when it began', async () => {
  const transport = createTransport('/telemetry');
  (window as { fetch: unknown }).fetch = () => {
    throw new Error('patched');
  };
  expect((await transport.send(batch))[0]).toBe(DELIVERED);
});
