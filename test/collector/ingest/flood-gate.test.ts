import { expect, test } from 'vitest';
import { createFloodGate } from '../../../src/collector/ingest/flood-gate.js';

test('lets a burst in, then what the rate allows, each address for itself', () => {
  let now = 0;
  const admit = createFloodGate({ perSecond: 2, burst: 3 }, () => now);
  expect([1, 2, 3, 4].map(() => admit('192.0.2.1'))).toEqual([0, 0, 0, 1]);
  expect(admit('192.0.2.2')).toBe(0);
  now = 400;
  expect(admit('192.0.2.1')).toBe(1);
  now = 500;
  expect([admit('192.0.2.1'), admit('192.0.2.1')]).toEqual([0, 1]);
  now = 1_000_000;
  expect([1, 2, 3, 4].map(() => admit('192.0.2.1'))).toEqual([0, 0, 0, 1]);
});

test('a clock that goes back gives nothing away', () => {
  let now = 10_000;
  const admit = createFloodGate({ perSecond: 1, burst: 1 }, () => now);
  admit('192.0.2.1');
  now = 0;
  expect(admit('192.0.2.1')).toBe(1);
});

test('one IPv6 subscriber is one address, an IPv4 one is the same in either form', () => {
  const admit = createFloodGate({ perSecond: 1, burst: 1 }, () => 0);
  expect(admit('2001:db8:1:2::1')).toBe(0);
  expect(admit('2001:db8:1:2:ffff::9')).toBe(1);
  expect(admit('2001:db8:1:3::1')).toBe(0);
  expect(admit('192.0.2.1')).toBe(0);
  expect(admit('::ffff:192.0.2.1')).toBe(1);
  expect(admit('::ffff:192.0.2.2')).toBe(0);
});

test('remembers a bounded number of addresses', () => {
  const admit = createFloodGate({ perSecond: 1, burst: 1 }, () => 0);
  admit('192.0.2.1');
  for (let index = 0; index < 10_000; index += 1)
    admit(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
  expect(admit('192.0.2.1')).toBe(0);
});
