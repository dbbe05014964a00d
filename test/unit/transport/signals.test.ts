import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DELIVERED, KEPT } from '../../../src/transport/outcome.js';
import { createSignals } from '../../../src/transport/signals.js';

/** Logs and spans in one outbox, and what leaves the page. */

const log = ['{"key":"resource"}', '{"timeUnixNano":"1","eventName":"a","attributes":[]}'] as const;
const span = [
  '{"key":"resource"}',
  '{"traceId":"f","spanId":"e","attributes":[{"key":"logRecords","value":{"stringValue":"\\"scopeLogs\\":"}}]}',
] as const;
const nothing = (): void => {};

let sent: { url: string; body: string }[];
let statuses: Record<string, number>;
let beaconed: string[];

beforeEach(() => {
  sent = [];
  beaconed = [];
  statuses = {};
  vi.stubGlobal('location', new URL('https://shop.test/'));
  vi.stubGlobal('window', {
    origin: 'https://shop.test',
    fetch: async (url: URL, { body }: { body: string }) => {
      sent.push({ url: `${url}`, body });
      return new Response('{}', { status: statuses[url.pathname] ?? 200 });
    },
  });
  vi.stubGlobal('navigator', { sendBeacon: (url: URL) => beaconed.push(`${url}`) > 0 });
});
afterEach(() => vi.unstubAllGlobals());

test('sends logs and spans each to its path, in its envelope', async () => {
  let leaving = 0;
  const outcome = await createSignals('/telemetry').send([log, span], () => leaving++);
  expect(outcome).toEqual([DELIVERED, 'status 200', 0]);
  expect(leaving).toBe(1);
  expect(sent.map(({ url }) => url)).toEqual([
    'https://shop.test/telemetry/v1/logs',
    'https://shop.test/telemetry/v1/traces',
  ]);
  const [logs, traces] = sent.map(({ body }) => JSON.parse(body));
  expect(logs.resourceLogs[0].scopeLogs[0].logRecords).toEqual([JSON.parse(log[1])]);
  expect(traces.resourceSpans[0].scopeSpans[0].spans).toEqual([JSON.parse(span[1])]);
});

test('asks for nothing where there is nothing of a kind', async () => {
  await createSignals('/telemetry').send([log], nothing);
  await createSignals('/telemetry').send([span, span], nothing);
  expect(sent.map(({ url }) => url)).toEqual([
    'https://shop.test/telemetry/v1/logs',
    'https://shop.test/telemetry/v1/traces',
  ]);
});

test('keeps both where one is not taken', async () => {
  statuses['/telemetry/v1/traces'] = 503;
  expect(await createSignals('/telemetry').send([log, span], nothing)).toEqual([KEPT, 'status 503', 0]);
});

test('hands both to beacons', () => {
  expect(createSignals('/telemetry').beacon([span, log])).toBe(true);
  expect(beaconed).toEqual(['https://shop.test/telemetry/v1/logs', 'https://shop.test/telemetry/v1/traces']);
});
