import { expect, test } from 'vitest';
import { startCollector } from './support/start.js';

const SESSION = '0123456789abcdef0123456789abcdef';
const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

test('what browsers report by themselves is kept as events, without queries, samples and cookies', async () => {
  const collector = await startCollector();
  const post = async (type: string, body: unknown) =>
    fetch(`${collector.url}/v1/reports?service=shop&release=1.4.2&environment=production`, {
      method: 'POST',
      headers: { 'content-type': type, cookie: 'id=ann', 'user-agent': CHROME },
      body: JSON.stringify(body),
    });
  const url = 'https://shop.example/cart?email=ann@example.org#x';
  const reports = [
    {
      type: 'crash',
      age: 5_000,
      url,
      user_agent: CHROME,
      body: {
        reason: 'oom',
        crash_report_api: { 'session.id': SESSION, 'service.version': '1.4.1', 'feature.id': 'export' },
      },
    },
    {
      type: 'csp-violation',
      age: 10,
      url,
      body: {
        blockedURL: 'https://evil.example/x.js?id=1',
        effectiveDirective: 'script-src-elem',
        disposition: 'enforce',
        sourceFile: 'https://shop.example/a.js?token=1',
        lineNumber: 7,
        sample: 'secret of ann',
      },
    },
    { type: 'deprecation', age: 1, url, body: { id: 'UnloadHandler', message: 'Unload by ann@example.org' } },
    { type: 'intervention', age: 1, url, body: { id: 'HeavyAd', message: 'removed' } },
    { type: 'coep', age: 1, url, body: {} },
    { type: 'crash', age: 30 * 86_400_000, url, body: {} },
    null,
    'text',
  ];
  expect((await post('application/reports+json', reports)).status).toBe(200);
  const old = {
    'csp-report': {
      'document-uri': url,
      'blocked-uri': 'inline',
      'violated-directive': 'style-src',
      disposition: 'report',
    },
  };
  expect((await post('application/csp-report', old)).status).toBe(200);

  const rows = await collector.store.query<{
    name: string;
    attributes: Record<string, string>;
    browser: string;
  }>(
    `SELECT EventName AS name, LogAttributes AS attributes, Browser AS browser FROM sonde_events
     WHERE ServiceName = 'shop' AND Environment = 'production' ORDER BY SeverityNumber DESC, Timestamp`,
  );
  expect(rows.map(({ name }) => name)).toEqual(['crash', ...Array(4).fill('browser.report')]);
  expect(new Set(rows.map(({ browser }) => browser))).toEqual(new Set(['Chrome']));
  expect(rows[0]?.attributes).toEqual({
    'sonde.crash.estimated': 'false',
    'sonde.crash.reason': 'oom',
    'session.id': SESSION,
    'service.version': '1.4.1',
    'feature.id': 'export',
    'url.full': 'https://shop.example/cart',
  });
  const violation = rows.find(({ attributes }) => attributes['sonde.report.id'] === 'script-src-elem');
  expect(violation?.attributes).toEqual({
    'sonde.report.type': 'csp-violation',
    'sonde.report.id': 'script-src-elem',
    'sonde.report.blocked': 'https://evil.example/x.js',
    'sonde.report.disposition': 'enforce',
    'sonde.report.source': 'https://shop.example/a.js:7',
    'url.full': 'https://shop.example/cart',
  });
  expect(rows.some(({ attributes }) => attributes['sonde.report.message'] === 'Unload by [redacted]')).toBe(
    true,
  );
  expect(rows.some(({ attributes }) => attributes['sonde.report.blocked'] === 'inline')).toBe(true);
  expect(JSON.stringify(rows)).not.toMatch(/ann|token|secret/);
  const sessions = await collector.store.query(
    `SELECT Release FROM sonde_events WHERE SessionId = '${SESSION}'`,
  );
  expect(sessions).toEqual([{ Release: '1.4.1' }]);
});

test('what is no list of reports is refused, and a long one is bounded', async () => {
  const { url, store } = await startCollector();
  const post = (body: unknown) =>
    fetch(`${url}/v1/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/reports+json' },
      body: JSON.stringify(body),
    });
  expect((await post({ type: 'crash' })).status).toBe(400);
  const many = Array(500).fill({
    type: 'intervention',
    age: 0,
    url: 'https://a.example/',
    body: { id: 'x' },
  });
  expect((await post(many)).status).toBe(200);
  expect(await store.query('SELECT count() AS events FROM otel_logs')).toEqual([{ events: 100 }]);
});

test('what is cut within a character is kept', async () => {
  const { url, store } = await startCollector();
  const name = `${'a'.repeat(255)}😀`;
  const response = await fetch(`${url}/v1/reports?service=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/reports+json' },
    body: JSON.stringify([
      { type: 'intervention', age: 0, body: { id: 'x', message: `${'a'.repeat(2047)}😀` } },
    ]),
  });
  expect(response.status).toBe(200);
  expect(await store.query(`SELECT 1 AS kept FROM otel_logs WHERE endsWith(ServiceName, '\uFFFD')`)).toEqual([
    { kept: 1 },
  ]);
});
