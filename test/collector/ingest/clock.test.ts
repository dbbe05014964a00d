import { expect, test } from 'vitest';
import { settleTime, WINDOW_MILLISECONDS } from '../../../src/collector/ingest/clock.js';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const nano = (milliseconds: number): bigint => BigInt(milliseconds) * 1_000_000n;

test.each([
  ['a clock that is right', { recorded: NOW - 500, sent: NOW - 20 }, { time: NOW - 500, corrected: false }],
  [
    'a clock less than five minutes off',
    { recorded: NOW + 3 * MINUTE, sent: NOW + 4 * MINUTE },
    { time: NOW + 3 * MINUTE, corrected: false },
  ],
  [
    'a clock an hour ahead',
    { recorded: NOW + 59 * MINUTE, sent: NOW + 60 * MINUTE },
    { time: NOW - MINUTE, corrected: true },
  ],
  [
    'a clock a year behind',
    { recorded: NOW - 366 * 86_400_000, sent: NOW - 365 * 86_400_000 },
    { time: NOW - 86_400_000, corrected: true },
  ],
  [
    'a clock that was ahead when it recorded and right when it sent',
    { recorded: NOW + 86_400_000, sent: NOW },
    { time: NOW, corrected: true },
  ],
  ['an unknown clock, in the future', { recorded: NOW + 86_400_000 }, { time: NOW, corrected: true }],
  [
    'an unknown clock, in the past',
    { recorded: NOW - 86_400_000 },
    { time: NOW - 86_400_000, corrected: false },
  ],
  ['no time at all', { recorded: 0, sent: NOW }, { time: NOW, corrected: true }],
])('%s', (_name, { recorded, sent }: { recorded: number; sent?: number }, { time, corrected }) => {
  expect(settleTime({ recorded: nano(recorded), sent, received: NOW })).toEqual({
    timestamp: nano(time),
    corrected,
  });
});

test('refuses what is older than the window, and only that', () => {
  const edge = NOW - WINDOW_MILLISECONDS;
  expect(settleTime({ recorded: nano(edge), sent: NOW, received: NOW })).toBeDefined();
  expect(settleTime({ recorded: nano(edge) - 1n, sent: NOW, received: NOW })).toBeUndefined();
  const off = 30 * 86_400_000;
  expect(settleTime({ recorded: nano(edge - off), sent: NOW - off, received: NOW })).toBeDefined();
  expect(settleTime({ recorded: nano(edge - off) - 1n, sent: NOW - off, received: NOW })).toBeUndefined();
});

test('keeps nanoseconds', () => {
  expect(settleTime({ recorded: nano(NOW) - 7n, sent: undefined, received: NOW })?.timestamp).toBe(
    nano(NOW) - 7n,
  );
});
