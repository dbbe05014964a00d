import { expect, test } from 'vitest';
import { createRecentUids } from '../../../src/collector/ingest/recent-uids.js';

test('remembers at least the last `capacity`, and at most twice as many', () => {
  const recent = createRecentUids(100);
  for (let index = 0; index < 1000; index += 1) recent.add(`u${index}`);
  const remembered = Array.from({ length: 1000 }, (_, index) => recent.has(`u${index}`));
  expect(remembered.slice(900)).not.toContain(false);
  expect(remembered.slice(0, 800)).not.toContain(true);
});
