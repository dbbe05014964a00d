import { expect, test } from 'vitest';
import { newestFirst } from '../../../src/collector/metrics/newest-first.js';

/** Puts releases in order that were first seen in the order in which they are named. */
const order = (...seen: readonly string[]): string[] =>
  newestFirst(seen.map((release, at) => ({ release, firstSeen: at }))).map(({ release }) => release);

test.each([
  ['a page from a cache', ['1.5.0', '1.4.1'], ['1.5.0', '1.4.1']],
  ['numbers, not texts', ['1.10.0', '1.9.3', 'v1.9.10'], ['1.10.0', 'v1.9.10', '1.9.3']],
  [
    'as many parts as there are',
    ['2.0', '1.4', '1.4.0.1', '2024.11.03'],
    ['2024.11.03', '2.0', '1.4.0.1', '1.4'],
  ],
  [
    'what goes before a release, by SemVer',
    [
      '1.0.0',
      '1.0.0-rc.11',
      '1.0.0-rc.2',
      '1.0.0-beta',
      '1.0.0-alpha.beta',
      '1.0.0-alpha.1',
      '1.0.0-alpha',
      '1.0.0-7',
    ],
    [
      '1.0.0',
      '1.0.0-rc.11',
      '1.0.0-rc.2',
      '1.0.0-beta',
      '1.0.0-alpha.beta',
      '1.0.0-alpha.1',
      '1.0.0-alpha',
      '1.0.0-7',
    ],
  ],
  [
    'alike but for the build: the later one',
    ['1.5.0+12', '1.5.0+9', '1.4.0+99'],
    ['1.5.0+9', '1.5.0+12', '1.4.0+99'],
  ],
  ['written in two ways: the later one', ['v1.5.0', '1.5', '1.5.0'], ['1.5.0', '1.5', 'v1.5.0']],
  [
    'a commit after the number: the higher number, else the later one',
    ['1.5.0-9fceb02', '1.5.0-1d2f3a4', '1.4.9-ffffff1', 'v1.5.0-2-g1234567', '1.5.0-rc.1-12-gdeadbee'],
    ['v1.5.0-2-g1234567', '1.5.0-1d2f3a4', '1.5.0-9fceb02', '1.5.0-rc.1-12-gdeadbee', '1.4.9-ffffff1'],
  ],
  [
    'names: the later one',
    ['9fceb02', '1234567', 'main', '412', '411'],
    ['411', '412', 'main', '1234567', '9fceb02'],
  ],
  [
    'no number at all',
    ['1.', '.1', '1..2', '1.2.', 'v', '', '1.2-', '1.x'],
    ['1.x', '1.2-', '', 'v', '1.2.', '1..2', '.1', '1.'],
  ],
])('%s', (_, seen, expected) => {
  expect(order(...seen)).toEqual(expected);
});

test('an older version that is seen late is put before no name that came between', () => {
  // 1.4.1 was there before 1.5.0 was, whenever anybody saw it.
  expect(order('1.5.0', 'main', '1.4.1')).toEqual(['main', '1.5.0', '1.4.1']);
  expect(order('1.4.1', 'main', '1.5.0')).toEqual(['1.5.0', 'main', '1.4.1']);
});

test('the order does not depend on that of the rows, and at the same moment the greater name comes first', () => {
  const rows = ['b', '1.0', 'a', '2.0', '1.0.0', 'c'].map((release) => ({ release, firstSeen: 5 }));
  const names = newestFirst(rows).map(({ release }) => release);
  expect(newestFirst([...rows].reverse()).map(({ release }) => release)).toEqual(names);
  expect(names.filter((name) => /[a-c]/.test(name))).toEqual(['c', 'b', 'a']);
  expect(names.filter((name) => /\d/.test(name))).toEqual(['2.0', '1.0.0', '1.0']);
});

test('a hostile name costs no time', () => {
  const names = ['1', '1.', '1.2-0-', '1.2-0f', '1.0'].map((part) => `${part.repeat(30_000)}!1`);
  const begun = performance.now();
  expect(order(...names, ...names.map((name) => name.replace('!', '.')), '1.5.0', '1.4.1')).toHaveLength(12);
  expect(performance.now() - begun).toBeLessThan(500);
});
