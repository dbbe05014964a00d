// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Row } from '../../../src/outbox/row.js';
import { spill } from '../../../src/outbox/spill.js';

const PREFIX = 'sonde.shop.spill.';
const rows: Row[] = [
  ['1,8199999999999,2,20,ab', '{"key":"a"}\n{"eventName":"b\\n"}\n{"eventName":"c\\t"}'],
  ['3,8199999999998,1,10,cd', '{"key":"a"}\n{"eventName":"d"}'],
];

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.restoreAllMocks();
  delete (Array.prototype as { toJSON?: unknown }).toJSON;
});

test('keeps rows for a later page', () => {
  const [none, save] = spill(PREFIX);
  expect(none).toEqual([]);
  save(rows);
  expect(spill(PREFIX)[0]).toEqual(rows);
});

test('takes rows away from where they were', () => {
  spill(PREFIX)[1](rows);
  expect(spill(PREFIX)[0]).toHaveLength(2);
  expect(spill(PREFIX)[0]).toHaveLength(0);
  expect(localStorage).toHaveLength(0);
});

test('keeps these rows and no others', () => {
  const [, save] = spill(PREFIX);
  save(rows);
  save(rows.slice(1));
  expect(localStorage).toHaveLength(1);
  expect(spill(PREFIX)[0]).toEqual(rows.slice(1));
  save(rows);
  save([]);
  expect(localStorage).toHaveLength(0);
});

test('keeps nothing of what is left of rows that it did not keep', () => {
  const [, save] = spill(PREFIX);
  save(rows, true);
  expect(localStorage).toHaveLength(0);
  save(rows);
  save(rows.slice(1), true);
  expect(spill(PREFIX)[0]).toEqual(rows.slice(1));
});

test('does not mix two documents, nor two services', () => {
  spill(PREFIX)[1](rows.slice(0, 1));
  const [own, save] = spill('sonde.other.spill.');
  expect(own).toEqual([]);
  save(rows.slice(1));
  const [, another] = spill(`${PREFIX}x`);
  another(rows.slice(1));
  expect(spill(PREFIX)[0]).toHaveLength(2);
  expect(spill('sonde.other.spill.')[0]).toEqual(rows.slice(1));
});

test('is out of reach of a patched toJSON', () => {
  Object.defineProperty(Array.prototype, 'toJSON', { value: () => 'corrupt', configurable: true });
  spill(PREFIX)[1](rows);
  expect(spill(PREFIX)[0]).toEqual(rows);
});

test('does nothing where storage is forbidden', () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('forbidden', 'SecurityError');
  });
  const [none, save] = spill(PREFIX);
  expect(none).toEqual([]);
  expect(() => save(rows)).not.toThrow();
});
