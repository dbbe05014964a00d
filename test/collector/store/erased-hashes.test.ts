import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createErasedHashes } from '../../../src/collector/store/erased-hashes.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

test('a hash is forgotten after its time, counted from the last time that it was added', () => {
  vi.setSystemTime(1_000);
  const hashes = createErasedHashes(100);
  expect(hashes.isEmpty()).toBe(true);
  hashes.add('old', 850);
  hashes.add('read', 950);
  expect(['old', 'read'].map(hashes.has)).toEqual([false, true]);
  hashes.add('a');
  vi.setSystemTime(1_060);
  hashes.add('a');
  hashes.add('b');
  expect(['read', 'a', 'b'].map(hashes.has)).toEqual([false, true, true]);
  vi.setSystemTime(1_150);
  hashes.add('c');
  expect(['a', 'b', 'c'].map(hashes.has)).toEqual([true, true, true]);
  vi.setSystemTime(1_200);
  hashes.add('d');
  expect(['a', 'b', 'c', 'd'].map(hashes.has)).toEqual([false, false, true, true]);
});
