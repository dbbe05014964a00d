import { afterEach, expect, test } from 'vitest';
import { joinBatch } from '../../../src/transport/batch.js';

afterEach(() => {
  delete (Array.prototype as { toJSON?: unknown }).toJSON;
});

const attribute = (key: string): string => `{"key":"${key}","value":{"stringValue":"x"}}`;

test('joins records by their resource into one request', () => {
  const before = Date.now();
  const request = JSON.parse(
    joinBatch([
      [attribute('one'), '{"eventName":"a"}'],
      [attribute('two'), '{"eventName":"b"}'],
      [attribute('one'), '{"eventName":"c"}'],
    ]),
  );
  expect(
    request.resourceLogs.map(({ resource, scopeLogs }: never) => [
      (resource as { attributes: { key: string }[] }).attributes.map(({ key }) => key),
      (scopeLogs as { logRecords: { eventName: string }[] }[]).map(({ logRecords }) =>
        logRecords.map(({ eventName }) => eventName),
      ),
    ]),
  ).toEqual([
    [['one'], [['a', 'c']]],
    [['two'], [['b']]],
  ]);
  const { name, attributes } = request.resourceLogs[0].scopeLogs[0].scope;
  expect(name).toBe('sonde');
  expect(attributes[0].key).toBe('sonde.sent');
  const sent = Number(attributes[0].value.intValue);
  expect(sent).toBeGreaterThanOrEqual(before);
  expect(sent).toBeLessThanOrEqual(Date.now());
});

test('is out of reach of a patched toJSON', () => {
  Object.defineProperty(Array.prototype, 'toJSON', { value: () => 'corrupt', configurable: true });
  expect(joinBatch([[attribute('one'), '{}']])).not.toContain('corrupt');
});
