import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DELIVERED, KEPT } from '../../../src/transport/outcome.js';
import { createSignals } from '../../../src/transport/signals.js';
import type { Transport } from '../../../src/transport/transport.js';

/** Logs and spans in one outbox, and what leaves the page. */

const log = ['{"key":"resource"}', '{"timeUnixNano":"1","eventName":"a","attributes":[]}'] as const;
const span = [
  '{"key":"resource"}',
  '{"traceId":"f","spanId":"e","attributes":[{"key":"logRecords","value":{"stringValue":"\\"scopeLogs\\":"}}]}',
] as const;
const dropped: unknown[] = [];
const open = (): Transport => createSignals((...drop) => dropped.push(drop))('/telemetry');

let sent: { url: string; body: string }[];
let statuses: Record<string, number>;
let beaconed: string[];

beforeEach(() => {
  dropped.length = 0;
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
  const outcome = await open().send([log, span]);
  expect(outcome).toEqual([DELIVERED, 'status 200', 0]);
  expect(sent.map(({ url }) => url)).toEqual([
    'https://shop.test/telemetry/v1/logs',
    'https://shop.test/telemetry/v1/traces',
  ]);
  const [logs, traces] = sent.map(({ body }) => JSON.parse(body));
  expect(logs.resourceLogs[0].scopeLogs[0].logRecords).toEqual([JSON.parse(log[1])]);
  expect(traces.resourceSpans[0].scopeSpans[0].spans).toEqual([JSON.parse(span[1])]);
});

test('asks for nothing where there is nothing of a kind', async () => {
  await open().send([log]);
  await open().send([span, span]);
  expect(sent.map(({ url }) => url)).toEqual([
    'https://shop.test/telemetry/v1/logs',
    'https://shop.test/telemetry/v1/traces',
  ]);
});

test('keeps both where one is not taken', async () => {
  statuses['/telemetry/v1/traces'] = 503;
  expect(await open().send([log, span])).toEqual([KEPT, 'status 503', 0]);
});

test('hands both to beacons', () => {
  expect(open().beacon([span, log])).toBe(true);
  expect(beaconed).toEqual(['https://shop.test/telemetry/v1/logs', 'https://shop.test/telemetry/v1/traces']);
});

test('hands what there is to a beacon, and none for what there is not', () => {
  expect([open().beacon([span]), open().beacon([log])]).toEqual([true, true]);
  expect(beaconed).toEqual(['https://shop.test/telemetry/v1/traces', 'https://shop.test/telemetry/v1/logs']);
});

test('tells what was acknowledged, when both were', async () => {
  const acknowledged: unknown[] = [];
  const signals = createSignals(
    () => {},
    (batch) => acknowledged.push(batch),
  )('/telemetry');
  statuses['/telemetry/v1/logs'] = 503;
  await signals.send([log, span]);
  expect(acknowledged).toEqual([]);
  statuses = {};
  await signals.send([log, span]);
  expect(acknowledged).toEqual([[log, span]]);
});

test('aborts both', async () => {
  const aborted: string[] = [];
  Object.assign(window, {
    fetch: (url: URL, { signal }: { signal: AbortSignal }) =>
      new Promise(() => signal.addEventListener('abort', () => aborted.push(url.pathname))),
  });
  const signals = open();
  const sending = signals.send([log, span]);
  // Each asks in a task of its own.
  await new Promise((resolve) => setTimeout(resolve));
  signals.abort();
  expect(await sending).toEqual([KEPT, 'no answer']);
  expect(aborted).toEqual(['/telemetry/v1/logs', '/telemetry/v1/traces']);
});

test.each([404, 405, 501])(
  'drops and counts spans where nobody takes any (%d), and holds no log up',
  async (status) => {
    statuses['/telemetry/v1/traces'] = status;
    const signals = open();
    expect(await signals.send([log, span, span])).toEqual([DELIVERED, 'status 200', 0]);
    expect(dropped).toEqual([['refused', 2]]);
    sent = [];
    expect((await signals.send([span]))[0]).toBe(DELIVERED);
    expect(sent).toEqual([]);
    expect(dropped).toEqual([
      ['refused', 2],
      ['refused', 1],
    ]);
    expect(signals.beacon([log, span])).toBe(true);
    expect(beaconed).toEqual(['https://shop.test/telemetry/v1/logs']);
  },
);
