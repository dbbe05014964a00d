import { expect, test } from 'vitest';
import { startCollector } from './support/start.js';

const get = async (url: string): Promise<{ status: number; type: string | null; body: string }> => {
  const response = await fetch(url);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: await response.text(),
  };
};

test('an address that is none: the way to the dashboard for people, JSON for programs', async () => {
  const { url } = await startCollector({ dashboard: true });
  for (const [path, root] of [
    ['/feature', './'],
    ['/releases/1.4.2', '../'],
    ['/a/b/c?d=/e', '../../'],
  ] as const) {
    const { status, type, body } = await get(url + path);
    expect([status, type]).toEqual([404, 'text/html; charset=utf-8']);
    expect(body).toContain(`<a href="${root}">`);
    expect(new URL(root, url + path).href).toBe(`${url}/`);
  }
  for (const path of ['/api/nothing', '/v1/nothing', '/telemetry/v1/logs'])
    expect(await get(url + path)).toEqual({
      status: 404,
      type: 'application/json; charset=utf-8',
      body: '{"error":"This collector has nothing at this address."}',
    });
});

test('without a dashboard there is no way to it', async () => {
  const { url } = await startCollector();
  expect(await get(`${url}/`)).toEqual({
    status: 404,
    type: 'text/plain; charset=utf-8',
    body: 'This collector has nothing at this address.\n',
  });
});
