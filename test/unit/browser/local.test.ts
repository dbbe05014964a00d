// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { localKeys, readLocal, writeLocal } from '../../../src/browser/local.js';

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

test('keeps a text and forgets it', () => {
  expect(readLocal('sonde.a')).toBeUndefined();
  writeLocal('sonde.a', 'text');
  expect(readLocal('sonde.a')).toBe('text');
  expect(localStorage.getItem('sonde.a')).toBe('text');
  writeLocal('sonde.a');
  expect(localStorage).toHaveLength(0);
});

test('finds keys by how they begin', () => {
  for (const key of ['sonde.a.1', 'sonde.a.2', 'sonde.b']) writeLocal(key, '1');
  expect(localKeys('sonde.a.').sort()).toEqual(['sonde.a.1', 'sonde.a.2']);
});

test('does nothing where storage is forbidden', () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('forbidden', 'SecurityError');
  });
  expect(readLocal('sonde.a')).toBeUndefined();
  expect(localKeys('sonde.')).toEqual([]);
  expect(() => writeLocal('sonde.a', 'text')).not.toThrow();
});

test('does nothing where storage is full', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect(() => writeLocal('sonde.a', 'x'.repeat(6_000_000))).not.toThrow();
});
