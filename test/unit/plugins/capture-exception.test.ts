import { expect, test } from 'vitest';
import { captureException } from '../../../src/plugins/capture-exception.js';

test('tells a caught error as handled, of the severity of an error', () => {
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
      { severity: 17 },
    ],
  ]);
});

test('never throws, whatever was thrown', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const thrown of [undefined, null, proxy, Symbol('s')])
    expect(() => captureException({ track: () => {} }, thrown)).not.toThrow();
});
