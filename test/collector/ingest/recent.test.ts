import { expect, test } from 'vitest';
import { createRecent } from '../../../src/collector/ingest/recent.js';

test('remembers at least the last `capacity`, and at most twice as many', () => {
  const recent = createRecent<number>(100);
  for (let index = 0; index < 1000; index += 1) recent.set(`u${index}`, index);
  const remembered = Array.from({ length: 1000 }, (_, index) => recent.get(`u${index}`) === index);
  expect(remembered.slice(900)).not.toContain(false);
  expect(remembered.slice(0, 800)).not.toContain(true);
});
