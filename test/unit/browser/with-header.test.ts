import { expect, test, vi } from 'vitest';
import { withHeader } from '../../../src/browser/with-header.js';

const URL_ = 'https://shop.example/a';

test('adds a header and leaves the shape of what was given', () => {
  expect(withHeader([URL_], 'traceparent', 'x')).toEqual([[URL_, { headers: { traceparent: 'x' } }], 'x']);
  const init = { method: 'PUT', headers: { 'X-One': '1' } };
  expect(withHeader([URL_, init], 'traceparent', 'x')).toEqual([
    [URL_, { method: 'PUT', headers: { 'X-One': '1', traceparent: 'x' } }],
    'x',
  ]);
  expect(init).toEqual({ method: 'PUT', headers: { 'X-One': '1' } });
});

test('keeps the caller’s own, in whatever case', () => {
  const init = { headers: { Traceparent: 'mine' } };
  expect(withHeader([URL_, init], 'traceparent', 'x')).toEqual([[URL_, init], 'mine']);
});

test('makes a Request of a Request, and of options that are no plain object', () => {
  const given = new Request(URL_, { method: 'POST', body: 'x', headers: { 'x-one': '1' } });
  const [[copy]] = withHeader([given], 'traceparent', 'x');
  expect(copy).toBeInstanceOf(Request);
  expect([...(copy as Request).headers]).toEqual(
    expect.arrayContaining([
      ['traceparent', 'x'],
      ['x-one', '1'],
    ]),
  );
  expect(given.headers.has('traceparent')).toBe(false);
  const [[pairs]] = withHeader([URL_, { headers: [['X-One', '1']] }], 'traceparent', 'x');
  expect((pairs as Request).headers.get('x-one')).toBe('1');
  class Options {
    get method(): string {
      return 'DELETE';
    }
  }
  const [[made]] = withHeader([URL_, new Options() as RequestInit], 'traceparent', 'x');
  expect((made as Request).method).toBe('DELETE');
});

test('makes a Request of what has inherited its options, and of a Request of another frame’s', () => {
  const inherited = Object.assign(Object.create({ method: 'PUT' }), { body: 'x' });
  const [[made]] = withHeader([URL_, inherited], 'traceparent', 'x');
  expect((made as Request).method).toBe('PUT');
  const given = new Request(URL_, { headers: { authorization: 'mine' } });
  // As a page sees it that has put a class of its own in the name's place.
  const { Request: own } = globalThis;
  vi.stubGlobal('Request', class extends own {});
  const [[copy]] = withHeader([given], 'traceparent', 'x');
  vi.unstubAllGlobals();
  expect((copy as Request).headers.get('authorization')).toBe('mine');
  expect((copy as Request).headers.get('traceparent')).toBe('x');
});

test('keeps the caller’s own in a Request, too, and puts all that was given into that', () => {
  const given = new Request(URL_, { headers: { traceparent: 'mine' } });
  const [changed, value] = withHeader([given, { method: 'PUT' }], 'traceparent', 'x');
  const [{ method, headers }, ...rest] = changed as [Request];
  expect([method, headers.get('traceparent'), value, rest]).toEqual(['PUT', 'mine', 'mine', []]);
});
