import { expect, test } from 'vitest';
import { captureException } from '../../../src/plugins/capture-exception.js';

test('tells a caught error as handled, of the severity of a warning', () => {
  const tracked: unknown[][] = [];
  const sonde = { track: (...event: unknown[]) => void tracked.push(event) };
  captureException(sonde, new TypeError('no'));
  expect(tracked).toEqual([
    [
      'exception',
      {
        'exception.type': 'TypeError',
        'exception.message': 'no',
        'exception.stacktrace': expect.stringContaining('capture-exception.test'),
        'sonde.exception.source': 'captured',
        'sonde.exception.handled': true,
      },
      { severity: 13 },
    ],
  ]);
});

test('tells no stack of what has none', () => {
  const tracked: unknown[][] = [];
  captureException({ track: (...event) => void tracked.push(event) }, 'no');
  expect(tracked[0]?.[1]).toMatchObject({ 'exception.type': 'String', 'exception.stacktrace': undefined });
});

test('never throws, whatever was thrown', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const thrown of [undefined, null, proxy, Symbol('s')])
    expect(() => captureException({ track: () => {} }, thrown)).not.toThrow();
});

test.each([
  ['unhandled', 17],
  ['fatal', 21],
] as const)('tells what it is told is %s as not handled', (severity, number) => {
  const tracked: unknown[][] = [];
  captureException({ track: (...event) => void tracked.push(event) }, new Error('no'), severity);
  expect(tracked[0]?.[1]).toMatchObject({ 'sonde.exception.handled': false });
  expect(tracked[0]?.[2]).toEqual({ severity: number });
});
