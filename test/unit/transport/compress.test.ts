import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { compress } from '../../../src/transport/compress.js';

beforeEach(() => void vi.stubGlobal('window', globalThis));
afterEach(() => void vi.unstubAllGlobals());

const text = '{"resourceLogs":[]} – ünïcode '.repeat(100);

test('makes gzip of a text', async () => {
  const zipped = (await compress(text)) as ArrayBuffer;
  expect(zipped.byteLength).toBeLessThan(text.length / 10);
  expect(gunzipSync(Buffer.from(zipped)).toString()).toBe(text);
});

test('leaves a short text as it is', async () => {
  expect(await compress('short')).toBeUndefined();
});

test('leaves everything as it is where the browser cannot', async () => {
  vi.stubGlobal('window', {});
  expect(await compress(text)).toBeUndefined();
});
