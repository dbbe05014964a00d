import { expect, test } from 'vitest';
import { createHealth } from '../../src/collector/health.js';

test('a failure that is not repeated is over after a minute, though nobody tried again', () => {
  const told: string[] = [];
  let time = 0;
  const records = createHealth(
    'records',
    (message) => void told.push(message),
    () => time,
  );
  records.onFailure(new Error('full'));
  time = 59_999;
  expect(records.isFailing()).toBe(true);
  records.onFailure(new Error('full'));
  time += 59_999;
  expect(records.isFailing()).toBe(true);
  time += 1;
  expect(records.isFailing()).toBe(false);
  expect(told).toHaveLength(1);
});

test('a failure is told once, and so is its end, of each kind by itself', () => {
  const told: string[] = [];
  const log = (message: string): void => void told.push(message);
  const [records, spans] = [createHealth('records', log), createHealth('spans', log)];
  for (let time = 0; time < 3; time += 1) {
    spans.onFailure(new Error('No such column\nat all'));
    records.onWorks();
  }
  expect([records.isFailing(), spans.isFailing()]).toEqual([false, true]);
  spans.onWorks();
  spans.onWorks();
  expect(spans.isFailing()).toBe(false);
  expect(told).toEqual([
    'The store refuses spans, and senders are asked to keep theirs: No such column',
    'The store takes spans again.',
  ]);
});
