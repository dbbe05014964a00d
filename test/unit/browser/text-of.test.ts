import { expect, test } from 'vitest';
import { textOf } from '../../../src/browser/text-of.js';

test('is the string, and of a long one the beginning', () => {
  expect(textOf(() => 'text')).toBe('text');
  expect(textOf(() => 'x'.repeat(1e6))).toHaveLength(4096);
});

test.each([
  ['another value', () => ({ toString: () => 'text' })],
  [
    'an error',
    () => {
      throw new Error('trap');
    },
  ],
])('is empty for %s', (_, read) => {
  expect(textOf(read)).toBe('');
});
