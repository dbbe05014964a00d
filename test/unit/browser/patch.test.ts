import { expect, test } from 'vitest';
import { patch } from '../../../src/browser/patch.js';

const make = () => ({
  add(this: unknown, one: number, two: number): number {
    return one + two;
  },
});

test('stands between caller and method, which keeps its name and length', () => {
  const target = make();
  const original = target.add;
  const seen: unknown[] = [];
  const undo = patch(target, 'add', (run, given, self) => {
    seen.push(given, self);
    return run([given[0], 10]) as number;
  });
  expect(target.add(1, 2)).toBe(11);
  expect(seen).toEqual([[1, 2], target]);
  expect([target.add.name, target.add.length]).toEqual(['add', 2]);
  undo();
  expect(target.add).toBe(original);
});

test('falls silent under a patch of somebody else, which stays', () => {
  const target = make();
  let calls = 0;
  const undo = patch(target, 'add', (run) => {
    calls++;
    return run();
  });
  const ours = target.add;
  const theirs = (one: number, two: number) => ours.call(target, one, two) * 2;
  target.add = theirs;
  expect([target.add(1, 2), calls]).toEqual([6, 1]);
  undo();
  expect(target.add).toBe(theirs);
  expect([target.add(1, 2), calls]).toEqual([6, 1]);
});

test('leaves alone what is missing or cannot be replaced', () => {
  const frozen = Object.freeze(make());
  for (const undo of [patch({}, 'missing', () => 1), patch(frozen, 'add', () => 1)]) undo();
  expect(frozen.add(1, 2)).toBe(3);
});
