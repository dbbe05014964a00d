import { describe, expect, test } from 'vitest';
import { QueryError, readQuery } from '../../../src/collector/dashboard/read-query.js';

const NOW = Date.parse('2026-03-04T12:34:56Z');
const read = (query: string) => readQuery(new URLSearchParams(query), NOW);

describe('readQuery', () => {
  test('takes the last day and everything in it, where nothing is said', () => {
    const { range, filter, filterInRange } = read('');
    expect(range).toMatchObject({ step: 1_800_000, buckets: 48, to: NOW + 1 });
    expect(filter).toEqual({});
    expect(filterInRange).toEqual({ from: range.from, to: range.to });
  });

  test('takes filters that say something', () => {
    expect(read('service=shop&environment=&release=1.0&device=mobile&other=x').filter).toEqual({
      service: 'shop',
      release: '1.0',
      device: 'mobile',
    });
  });

  test('takes moments as numbers and as dates', () => {
    const from = Date.parse('2026-03-04T00:00:00Z');
    expect(read(`from=${from}&to=2026-03-04T06:00:00Z`).range).toEqual({
      from,
      to: from + 6 * 3_600_000,
      step: 300_000,
      buckets: 72,
    });
    expect(read(`from=${from}`).range.to).toBe(NOW);
  });

  test.each([
    'range=2h',
    'range=__proto__',
    'range=constructor',
    'from=yesterday',
    'to=5',
    'from=6&to=5',
    'from=5&to=5',
    'from=-1&to=5',
    'from=99999999999999999999',
    'from=0&to=9999999999999',
    'offset=x',
    'offset=1441',
    'offset=NaN',
    `device=${'x'.repeat(1025)}`,
  ])('refuses %s in a sentence', (query) => {
    expect(() => read(query)).toThrow(QueryError);
    try {
      read(query);
    } catch (error) {
      expect(error).toMatchObject({ statusCode: 400, message: expect.stringMatching(/^".*\.$/) });
    }
  });
});
