import { expect, test } from 'vitest';
import { id } from '../../../src/browser/id.js';

test('is hexadecimal, two digits a byte, none left out', () => {
  for (const bytes of [1, 8, 12, 16]) expect(id(bytes)).toMatch(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
});

test('differs each time', () => {
  expect(new Set(Array.from({ length: 1_000 }, () => id(8))).size).toBe(1_000);
});
