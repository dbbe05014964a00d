import { connect, type Socket } from 'node:net';
import { constants, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { batch, newStream, record, run } from './support/otlp.js';
import { startCollector } from './support/start.js';

const MEBIBYTE = 1024 * 1024;

/** Gzip of `mebibytes` of spaces, made piece by piece. */
const bomb = async (mebibytes: number): Promise<Buffer<ArrayBuffer>> => {
  const gzip = createGzip({ level: constants.Z_BEST_COMPRESSION });
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  const piece = Buffer.alloc(MEBIBYTE, ' ');
  for (let index = 0; index < mebibytes; index += 1) {
    await new Promise<void>((resolve) => {
      gzip.write(piece, () => resolve());
    });
  }
  await new Promise((resolve) => {
    gzip.end(resolve);
  });
  return Buffer.concat(chunks) as Buffer<ArrayBuffer>;
};

test.each([
  ['no JSON', '{"resourceLogs":', 400, 'The body is not JSON.'],
  ['not UTF-8', new Uint8Array([0x7b, 0xff, 0xfe]), 400, 'The body is not JSON.'],
  ['a list', '[]', 400, 'This is not OTLP: the body is not a JSON object.'],
  ['null', 'null', 400, 'This is not OTLP: the body is not a JSON object.'],
  ['traces', '{"resourceSpans":[]}', 400, 'This is not a request for logs: it has no resourceLogs.'],
  ['a wrong list', '{"resourceLogs":{}}', 400, 'This is not OTLP: resourceLogs is not a list.'],
  [
    'a wrong entry',
    '{"resourceLogs":[1]}',
    400,
    'This is not OTLP: an entry of resourceLogs is not an object.',
  ],
  ['an empty body', '', 400, 'The body is not JSON.'],
])('%s is malformed', async (_name, body, status, message) => {
  const collector = await startCollector();
  expect(await collector.send(body)).toMatchObject({ status, body: { code: 3, message } });
});

test('nothing to store is nothing wrong', async () => {
  const collector = await startCollector();
  for (const body of ['{}', '{"resourceLogs":[]}', '{"resourceLogs":[{}]}', batch([])]) {
    expect(await collector.send(body)).toMatchObject({ status: 200, body: {} });
  }
});

test('a bad record is refused and counted, its neighbours are stored', async () => {
  const collector = await startCollector();
  const stream = newStream();
  const answer = await collector.send(
    batch([
      record(`${stream}-1`),
      null,
      'text',
      { ...record(`${stream}-2`), timeUnixNano: 'yesterday' },
      { ...record(`${stream}-3`), timeUnixNano: '-5' },
      { ...record(`${stream}-4`), timeUnixNano: '99999999999999999999' },
      { ...record(`${stream}-5`), attributes: 'none' },
      { ...record(`${stream}-6`), body: { stringValue: 'half a pair: \ud800' } },
    ]),
  );
  expect(answer).toMatchObject({
    status: 200,
    body: {
      partialSuccess: {
        rejectedLogRecords: 5,
        errorMessage: expect.stringContaining(`Record ${stream}-2 has a time`),
      },
    },
  });
  expect(new Set((await collector.stored()).keys())).toEqual(new Set([`${stream}-1`, '', `${stream}-6`]));
});

test('other types and encodings are told what to use', async () => {
  const collector = await startCollector();
  expect(await collector.send('x', { 'content-type': 'application/x-protobuf' })).toMatchObject({
    status: 415,
    body: { message: expect.stringContaining('send OTLP as application/json') },
  });
  expect(await collector.send('x', { 'content-encoding': 'br' })).toMatchObject({
    status: 415,
    body: { message: expect.stringContaining('use gzip, deflate or none') },
  });
  const body = batch(run(newStream(), 1, 1));
  expect((await collector.send(deflateSync(body), { 'content-encoding': 'deflate' })).status).toBe(200);
  for (const broken of [Buffer.from('plain'), gzipSync(body).subarray(0, 60)]) {
    expect(await collector.send(new Uint8Array(broken), { 'content-encoding': 'gzip' })).toMatchObject({
      status: 400,
      body: { message: 'The body is not gzip.' },
    });
  }
});

test('a gzip bomb is refused before it unpacks', async () => {
  const collector = await startCollector();
  const body = await bomb(512);
  expect(body.length).toBeLessThan(MEBIBYTE);
  await collector.send('{}');
  const before = process.memoryUsage();
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => collector.send(body, { 'content-encoding': 'gzip' })),
  );
  const after = process.memoryUsage();
  expect(answers.map(({ status }) => status)).toEqual([413, 413, 413, 413]);
  // Four bodies of at most 8 MiB each were held at once, not four times 512.
  expect(after.rss - before.rss).toBeLessThan(150 * MEBIBYTE);
});

test('a long body is refused by its first mebibyte, the sender still hears the answer', async () => {
  const collector = await startCollector();
  expect(await collector.send('x'.repeat(5 * MEBIBYTE))).toMatchObject({
    status: 413,
    body: { message: expect.stringContaining('send it in parts') },
  });
  expect((await collector.send('{}')).status).toBe(200);
});

test('a short body that would grow to a long one is refused: many records, or much that they share', async () => {
  const collector = await startCollector({ limits: { wireBytes: 8 * MEBIBYTE } });
  const many = batch(Array(10_001).fill({}));
  const shared = batch(Array(5000).fill({}), { resource: { long: 'x'.repeat(30_000) } });
  expect([(await collector.send(many)).status, (await collector.send(shared)).status]).toEqual([413, 413]);
});

test('so is one whose records share long names of schemas and scopes', async () => {
  const collector = await startCollector({ limits: { wireBytes: 8 * MEBIBYTE } });
  const long = 'x'.repeat(30_000);
  const logs = (resource: object, scope: object) =>
    JSON.stringify({
      resourceLogs: [{ ...resource, scopeLogs: [{ ...scope, logRecords: Array(5000).fill({}) }] }],
    });
  for (const body of [
    logs({ schemaUrl: long }, {}),
    logs({}, { schemaUrl: long }),
    logs({}, { scope: { name: long } }),
    logs({}, { scope: { version: long } }),
  ])
    expect((await collector.send(body)).status).toBe(413);
});

test('a flood is told when to come back, in the header and in the body', async () => {
  const collector = await startCollector({ limits: { requestsPerSecond: 0.1, burst: 5 } });
  const answers = [];
  for (let index = 0; index < 8; index += 1) answers.push(await collector.send('{}'));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  const last = answers.at(-1);
  expect(last?.body).toMatchObject({ code: 8, retryDelaySeconds: expect.any(Number) });
  expect(Number(last?.headers.get('retry-after'))).toBe(last?.body.retryDelaySeconds);
  expect(last?.body.retryDelaySeconds).toBeGreaterThan(5);
  expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
});

test('behind a proxy that is trusted each sender counts for itself; else the header is hearsay', async () => {
  const limits = { requestsPerSecond: 0.1, burst: 1 };
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const trusting = await startCollector({ limits, trustProxy: 1, adminToken: 'token' });
  const answers = [];
  // The proxy adds to what the sender made up.
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.99, 192.0.2.1'])
    answers.push(await trusting.send('{}', from(address)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  await trusting.close();
  const wary = await startCollector({ limits });
  expect((await wary.send('{}', from('192.0.2.1'))).status).toBe(200);
  expect((await wary.send('{}', from('192.0.2.2'))).status).toBe(429);
});

test('any origin may send, and reads the delay but no more', async () => {
  const collector = await startCollector();
  const preflight = await fetch(`${collector.url}/v1/logs`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-encoding,content-type',
    },
  });
  expect(preflight.status).toBe(204);
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, content-encoding',
    'access-control-max-age': expect.stringMatching(/^\d+$/),
  });
  for (const body of ['{}', 'broken']) {
    const { headers } = await collector.send(body, { origin: 'https://shop.example', cookie: 'a=b' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-expose-headers')).toBe('retry-after');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
    expect(headers.has('set-cookie')).toBe(false);
  }
  const elsewhere = await fetch(`${collector.url}/healthz`, { headers: { origin: 'https://shop.example' } });
  expect(elsewhere.headers.has('access-control-allow-origin')).toBe(false);
});

/** What a socket was answered before the collector ended it. */
const untilClosed = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      heard += text;
    });
    socket.on('error', reject).on('close', () => resolve(heard));
  });

test('a sender that dribbles its headers or its body is cut off', async () => {
  const collector = await startCollector({ timeouts: { headers: 300, request: 600 } });
  const { hostname, port } = new URL(collector.url);
  const dribble = (start: string): Promise<string> => {
    const socket = connect(Number(port), hostname);
    socket.write(start);
    const timer = setInterval(() => socket.write('a'), 50);
    onTestFinished(() => {
      socket.destroy();
    });
    return untilClosed(socket).finally(() => clearInterval(timer));
  };
  const head = 'POST /v1/logs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
  const [headers, body, silent] = await Promise.all([
    dribble(`${head}x-slow: `),
    dribble(`${head}content-length: 100000\r\n\r\n{`),
    untilClosed(connect(Number(port), hostname)),
  ]);
  expect([headers, body].map((heard) => heard.split('\r\n', 1)[0])).toEqual([
    'HTTP/1.1 408 Request Timeout',
    'HTTP/1.1 408 Request Timeout',
  ]);
  expect(silent).toMatch(/^(HTTP\/1.1 408|$)/);
  expect((await collector.send('{}')).status).toBe(200);
});
