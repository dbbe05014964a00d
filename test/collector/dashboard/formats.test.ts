import { describe, expect, test } from 'vitest';
import { createFormats } from '../../../src/collector/dashboard/client/formats.js';

const formats = createFormats();
const plain = (text: string): string => text.replace(/\u202f/g, ' ');

describe('formats', () => {
  test.each([
    [formats.count(1_234), '1,234'],
    [formats.count(99_999, true), '99,999'],
    [formats.count(123_456, true), '123.5K'],
    [formats.counted(1, 'session'), '1 session'],
    [formats.counted(0, 'session'), '0 sessions'],
    [formats.counted(1_234, 'session'), '1,234 sessions'],
    [formats.percent(0.9123), '91.2 %'],
    [formats.percent(1), '100.0 %'],
    [formats.points(-0.067), '−6.7'],
    [formats.points(0.0004), '0.0'],
    [formats.vital('LCP', 2_314), '2.31 s'],
    [formats.vital('LCP', -150, true), '−150 ms'],
    [formats.vital('INP', 184.4), '184 ms'],
    [formats.vital('CLS', 0.0834), '0.083'],
    [formats.vital('CLS', 0.009, true), '+0.009'],
    [formats.decimal(1.256), '1.26'],
    [formats.duration(0), '0 ms'],
    [formats.duration(999.6), '1.00 s'],
    [formats.duration(9_994), '9.99 s'],
    [formats.duration(59_940), '59.9 s'],
    [formats.duration(59_960), '1 min'],
    [formats.duration(95_400), '1 min 35 s'],
    [formats.duration(3_599_600), '1 h'],
    [formats.duration(7_500_000), '2 h 5 min'],
    [formats.duration(100 * 3_600_000), '4 d 4 h'],
    [formats.span(30_000), '30 seconds'],
    [formats.span(60_000), 'minute'],
    [formats.span(3 * 3_600_000), '3 hours'],
  ])('%s', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test('dashes what is unknown', () => {
    for (const text of [
      formats.count(null),
      formats.percent(Number.NaN),
      formats.vital('LCP', undefined),
      formats.points(null),
      formats.duration(Number.POSITIVE_INFINITY),
    ])
      expect(text).toBe('–');
  });

  test('tells how long ago', () => {
    const ago = (passed: number): string => plain(formats.ago(1e12 - passed, 1e12));
    expect([ago(5_000), ago(-5_000), ago(90_000), ago(3 * 3_600_000), ago(3 * 86_400_000)]).toEqual([
      'just now',
      'just now',
      '1 min ago',
      '3 h ago',
      '3 days ago',
    ]);
  });
});
