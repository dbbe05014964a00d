import { expect, test } from 'vitest';
import { createBrowserReader } from '../../../src/collector/ingest/browser.js';
import { createKnownPages } from '../../../src/collector/ingest/known-pages.js';
import { readLogsRequest } from '../../../src/collector/ingest/logs-request.js';
import { readTracesRequest } from '../../../src/collector/ingest/traces-request.js';
import { createScrubber } from '../../../src/collector/scrub/scrubber.js';

const LONG = 'x'.repeat(5_000);
const attributes = [{ key: 'long', value: { stringValue: LONG } }];
const scope = { name: LONG, version: LONG, attributes };
const times = { startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now()}000000` };
const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

const SPANS = {
  short: {},
  attributes: { attributes },
  name: { name: LONG },
  state: { traceState: LONG },
  message: { status: { message: LONG } },
  events: { events: Array(128).fill({ name: LONG, attributes }) },
  'short events': { events: Array(128).fill({}) },
  links: { links: Array(128).fill({ ...ids, traceState: LONG, attributes }) },
};
const RECORDS = {
  short: {},
  attributes: { attributes },
  name: { eventName: LONG },
  severity: { severityText: LONG },
  body: { body: { stringValue: LONG } },
};

const reception = async () => ({
  received: Date.now(),
  userAgent: '',
  search: new URLSearchParams(),
  readBrowser: await createBrowserReader(),
  scrubber: createScrubber(),
  knownPages: createKnownPages(),
});

test.each(Object.entries(SPANS))('no span is larger than it is taken for: %s', async (_, more) => {
  const body = {
    resourceSpans: [
      { resource: { attributes }, scopeSpans: [{ scope, spans: [{ ...ids, ...times, ...more }] }] },
    ],
  };
  const [one] = readTracesRequest(body, await reception()).records;
  expect(one?.size).toBeGreaterThanOrEqual(JSON.stringify(one?.row).length);
});

test.each(Object.entries(RECORDS))('no record is larger than it is taken for: %s', async (_, more) => {
  const scopeLogs = [{ schemaUrl: LONG, scope, logRecords: [{ ...ids, ...more }] }];
  const body = { resourceLogs: [{ schemaUrl: LONG, resource: { attributes }, scopeLogs }] };
  const [one] = readLogsRequest(body, await reception()).records;
  expect(one?.size).toBeGreaterThanOrEqual(JSON.stringify(one?.row).length);
});
