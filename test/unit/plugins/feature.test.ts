import { expect, test } from 'vitest';
import { feature } from '../../../src/plugins/feature.js';

test('tells each step of a feature by its id', () => {
  const tracked: unknown[] = [];
  const one = feature({ track: (...event) => tracked.push(event) }, 'export');
  one.exposed();
  one.used();
  one.completed();
  one.failed('quota');
  one.failed();
  const id = { 'feature.id': 'export' };
  expect(tracked).toEqual([
    ['feature.exposed', id],
    ['feature.used', id],
    ['feature.completed', id],
    ['feature.failed', { ...id, 'feature.reason': 'quota' }],
    ['feature.failed', id],
  ]);
});
