import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectorPlugin } from '../../../src/collector/index.js';
import type { Store } from '../../../src/collector/store/store.js';
import { minute, openFilled } from '../metrics/open-filled.js';

/** The dashboard's addresses inside somebody else's server, below a prefix. */

const app = fastify();
let store: Store;
beforeAll(async () => {
  store = await openFilled([{ name: 'page_view', session: 'a', time: minute(1), release: '1.0' }]);
  await app.register(collectorPlugin, { prefix: '/telemetry', store });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await store.close();
});

const get = (url: string) => app.inject({ method: 'GET', url, headers: { host: '127.0.0.1' } });

describe('the document', () => {
  test.each([
    '',
    'releases',
    'features',
    'transactions',
    'frustration',
    'errors',
    'requests',
    'vitals',
    'live',
  ])('is at /telemetry/%s', async (screen) => {
    const { statusCode, headers, body } = await get(`/telemetry/${screen}`);
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    // Relative, so that the prefix does not matter.
    expect(body).toContain('src="dashboard.js"');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
  });

  test('has no inline script, style or handler', async () => {
    const { body } = await get('/telemetry/');
    expect(body).not.toMatch(/<style|<script(?![^>]*src=)|\son\w+=|\sstyle=/);
  });

  test('comes with its parts', async () => {
    for (const [file, type] of [
      ['dashboard.js', 'application/javascript'],
      ['uplot.js', 'application/javascript'],
      ['dashboard.css', 'text/css'],
      ['icon.svg', 'image/svg+xml'],
    ])
      expect((await get(`/telemetry/${file}`)).headers['content-type'], file).toContain(type);
  });

  test('is not at other addresses, nor are files beside it', async () => {
    for (const path of ['nowhere', '../package.json', '..%2f..%2fpackage.json', 'api/nowhere'])
      expect((await get(`/telemetry/${path}`)).statusCode, path).toBeGreaterThanOrEqual(400);
  });

  test('is found without the slash at the end', async () => {
    const { statusCode, headers } = await get('/telemetry');
    expect(statusCode).toBe(302);
    expect(headers.location).toBe('/telemetry/');
  });
});

describe('answers', () => {
  test('come with their range, and are not kept', async () => {
    const { statusCode, headers, json } = await get(
      `/telemetry/api/totals?from=${minute(0)}&to=${minute(60)}`,
    );
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(json()).toMatchObject({
      range: { from: minute(0), to: minute(60), step: 60_000, buckets: 60 },
      answer: { current: { sessions: 1, pageViews: 1 }, previous: { sessions: 0 } },
    });
  });

  test('are refused to who is not on this machine', async () => {
    const { statusCode } = await app.inject({
      method: 'GET',
      url: '/telemetry/api/totals',
      headers: { host: 'evil.example' },
    });
    expect(statusCode).toBe(403);
  });
});
