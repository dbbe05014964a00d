import { request } from 'node:http';
import { fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { isLoopback } from '../../src/collector/access.js';
import { collectorPlugin, createCollector, openStore } from '../../src/collector/index.js';
import { batch, newStream, run } from './support/otlp.js';
import { startCollector, temporaryFolder } from './support/start.js';

/** `fetch` sets `host` by itself; this asks with any. */
const statusOf = (url: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    })
      .on('error', reject)
      .end();
  });

test.each([
  ['localhost', true],
  ['127.0.0.1:4318', true],
  ['[::1]:4318', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['LOCALHOST:80', true],
  ['127.0.0.1.evil.example', false],
  ['evil.example:4318', false],
  ['192.0.2.1', false],
  ['0.0.0.0', false],
  ['::', false],
  ['', false],
])('%s is this machine: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback);
});

test('without a token only this machine reads, by a local name and not through a proxy', async () => {
  const collector = await startCollector();
  const live = `${collector.url}/api/live`;
  expect(await statusOf(live, {})).toBe(200);
  expect(await statusOf(live, { host: 'localhost' })).toBe(200);
  expect(await statusOf(live, { host: 'rebound.example' })).toBe(403);
  expect(await statusOf(live, { 'x-forwarded-for': '203.0.113.9' })).toBe(403);
  // Another spelling of the same address.
  expect(await statusOf(`${collector.url}/%61pi/live`, { host: 'rebound.example' })).toBe(403);
  expect(await statusOf(`${collector.url}/healthz`, { host: 'rebound.example' })).toBe(200);
});

test('with a token only who sends it reads, from wherever', async () => {
  const collector = await startCollector({ adminToken: 'correct horse' });
  const live = `${collector.url}/api/live`;
  expect(await statusOf(live, {})).toBe(401);
  expect(await statusOf(live, { authorization: 'Bearer wrong' })).toBe(401);
  expect(await statusOf(live, { authorization: 'correct horse' })).toBe(401);
  expect(await statusOf(live, { authorization: 'Bearer correct horse', host: 'stats.example' })).toBe(200);
  expect((await collector.send(batch(run(newStream(), 1, 1)))).status).toBe(200);
});

test('listening where others can reach takes a token', async () => {
  const location = { path: await temporaryFolder() };
  for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
    await expect(createCollector({ location, host })).rejects.toThrow(
      /set an admin token \(--admin-token, SONDE_ADMIN_TOKEN\), or listen on 127\.0\.0\.1/,
    );
    await expect(createCollector({ location, host, adminToken: '' })).rejects.toThrow(/set an admin token/);
  }
});

test('every answer has the security headers, those to errors too', async () => {
  const collector = await startCollector();
  for (const path of ['/healthz', '/nowhere', '/api/nowhere', '/v1/logs']) {
    const { headers } = await fetch(collector.url + path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
  }
});

test('it mounts in a server of the application, below a prefix, and leaves the rest alone', async () => {
  const store = await openStore({ path: await temporaryFolder() });
  const app = fastify();
  onTestFinished(async () => {
    await app.close();
    await store.close();
  });
  app.get('/', async () => 'shop');
  app.post('/cart', async (incoming) => incoming.body);
  await app.register(collectorPlugin, { prefix: '/telemetry', store, dashboard: false });
  const url = await app.listen({ port: 0 });
  const stream = newStream();
  const sent = await fetch(`${url}/telemetry/v1/logs`, { method: 'POST', body: batch(run(stream, 1, 2)) });
  expect(sent.status).toBe(200);
  expect(await store.query('SELECT count() AS events FROM sonde_events')).toEqual([{ events: 2 }]);
  expect(await statusOf(`${url}/telemetry/api/live`, { host: 'rebound.example' })).toBe(403);
  const cart = await fetch(`${url}/cart`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"id":1}',
  });
  expect(await cart.json()).toEqual({ id: 1 });
  expect((await fetch(url)).headers.has('content-security-policy')).toBe(false);
  expect((await fetch(`${url}/v1/logs`, { method: 'POST', body: '{}' })).status).toBe(404);
});
