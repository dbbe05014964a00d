import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCollector, type TestCollector } from '../helpers/collector.js';
import { eventually } from '../helpers/eventually.js';
import { type Front, startFront } from '../helpers/front.js';
import { expectExactlyOnce, NUMBER, RUN, storedNumbers } from '../helpers/stored-events.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** The tests' own fault-injecting front, before a real collector: each fault is what it says, seen from both sides. */

/** One time for all: a copy of a record bears the time of the first. */
const started = Date.now();

let collector: TestCollector;
let front: Front;
beforeAll(async () => {
  collector = await startCollector();
  front = await startFront(collector.address);
});
afterAll(async () => {
  await front?.close();
  await collector?.close();
});

/** Sends event 1 of a run. */
const send = (
  run: string,
  uid = `${run.padStart(24, '0')}-1`,
  address = front.address,
): Promise<Response> => {
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const record = {
    timeUnixNano: `${started}000000`,
    eventName: 'test',
    attributes: [text('log.record.uid', uid), text(RUN, run), text(NUMBER, '1')],
  };
  const resource = { attributes: [text('service.name', 'front')] };
  return fetch(`${address}/v1/logs?key=k`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(1_000),
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] }),
  });
};

const copies = async (run: string): Promise<number> => (await storedNumbers(collector, run)).get(1) ?? 0;
const storedOnce = (run: string): Promise<number> =>
  eventually(
    () => copies(run),
    (found) => found === 1,
    `${run} stored once`,
  );

test('forwards, and counts what it saw', async () => {
  const answer = await send('a1');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({});
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(await copies('a1')).toBe(1);
  expect(front.seen.at(-1)).toMatchObject({
    method: 'POST',
    path: '/v1/logs?key=k',
    stored: 200,
    abandoned: false,
  });
  expect(front.seen.at(-1)?.body.toString()).toContain('"a1"');
});

test('answers by itself, then forwards again', async () => {
  front.next(
    { kind: 'answer', status: 503, retryAfter: 7 },
    { kind: 'answer', status: 502, body: '<h1>Bad gateway</h1>', cors: false },
  );
  const refused = await send('b1');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
  expect(await refused.json()).toMatchObject({ retryDelaySeconds: 7 });
  const gateway = await send('b1');
  expect([gateway.status, gateway.headers.get('access-control-allow-origin')]).toEqual([502, null]);
  expect(await copies('b1')).toBe(0);
  expect((await send('b1')).status).toBe(200);
  expect(await copies('b1')).toBe(1);
});

test('stores and destroys the socket', async () => {
  front.next({ kind: 'store and destroy' });
  await expect(send('c1')).rejects.toThrow(/fetch failed/);
  expect(await copies('c1')).toBe(1);
});

test('stores and cuts the answer', async () => {
  front.next({ kind: 'store and cut' });
  const answer = await send('c2');
  expect(answer.status).toBe(200);
  await expect(answer.json()).rejects.toThrow();
  expect(await copies('c2')).toBe(1);
});

test('hangs, and stores when the sender has given up', async () => {
  front.next({ kind: 'hang' });
  await expect(send('d1')).rejects.toThrow(/timeout/);
  await storedOnce('d1');
  expect(front.seen.at(-1)).toMatchObject({ stored: 200, abandoned: true });
});

test('resets the connection, and nothing is stored', async () => {
  front.next({ kind: 'reset' });
  await expect(send('e1')).rejects.toThrow(/fetch failed/);
  expect(await copies('e1')).toBe(0);
});

test('delays', async () => {
  front.next({ kind: 'forward', delay: 300 });
  const before = performance.now();
  expect((await send('f1')).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThanOrEqual(299);
});

test('refuses connections, and accepts them again on the same port', async () => {
  await front.refuse();
  const error = await new Promise((resolve) => {
    connect(Number(new URL(front.address).port), '127.0.0.1').once('error', resolve);
  });
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  await front.accept();
  expect((await send('g1')).status).toBe(200);
});

test('a collector that was killed is started again on its port and its folder', async () => {
  const folder = temporaryFolder('killed');
  const first = await startCollector({ folder: folder.path });
  const port = Number(new URL(first.address).port);
  await send('h1', undefined, first.address);
  await first.kill();
  await expect(first.query('SELECT 1')).rejects.toThrow(/gone/);
  const second = await startCollector({ folder: folder.path, port });
  expect(second.address).toBe(first.address);
  expect((await send('h1', undefined, second.address)).status).toBe(200);
  await expectExactlyOnce(second, 'h1', [1]);
  await second.close();
  folder.remove();
});

test('what is missing, doubled or never tracked is found', async () => {
  await send('i1');
  await expectExactlyOnce(collector, 'i1', [1]);
  await expect(expectExactlyOnce(collector, 'i1', [])).rejects.toThrow('never tracked: [1]');
  await send('i1', 'another-uid');
  await expect(expectExactlyOnce(collector, 'i1', [1])).rejects.toThrow('more than once: [[1,2]]');
});
