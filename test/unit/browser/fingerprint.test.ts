import { expect, test } from 'vitest';
import { fingerprint } from '../../../src/browser/fingerprint.js';

// The vectors of the draft: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
test.each([
  ['', '811c9dc5'],
  ['a', 'e40c292c'],
  ['foobar', 'bf9cf968'],
])('FNV-1a of %o', (text, expected) => {
  expect(fingerprint(text)).toBe(expected);
});

test('keeps its leading zeros', () => {
  const short = Array.from({ length: 1000 }, (_, index) => fingerprint(`${index}`)).filter(
    (hex) => hex[0] === '0',
  );
  expect(short.length).toBeGreaterThan(0);
  for (const hex of short) expect(hex).toHaveLength(8);
});
