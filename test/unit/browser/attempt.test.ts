import { expect, test } from 'vitest';
import { attempt } from '../../../src/browser/attempt.js';

test('gives back what was done', () => {
  expect(attempt(() => 7)).toBe(7);
});

test('gives back nothing where it fails, and tells why', () => {
  const told: unknown[] = [];
  const work = (): never => {
    throw new TypeError('no');
  };
  expect(attempt(work)).toBeUndefined();
  expect(attempt(work, (error) => told.push(error))).toBeUndefined();
  expect(told).toEqual([new TypeError('no')]);
});
