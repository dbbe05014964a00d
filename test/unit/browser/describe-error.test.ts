import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeError } from '../../../src/browser/describe-error.js';

const throwing = (): never => {
  throw new Error('trap');
};

describe('what is said of a thrown value', () => {
  test.each([
    [new TypeError('no'), 'TypeError', 'no'],
    [Object.assign(new Error('no'), { name: 'Custom' }), 'Custom', 'no'],
    [new Error(), 'Error', ''],
    ['text', 'String', 'text'],
    [42n, 'BigInt', '42'],
    [undefined, 'Undefined', 'undefined'],
    [null, 'Null', 'null'],
    [Symbol('s'), 'Symbol', 'Symbol(s)'],
    [{ code: 1, secret: 'x' }, 'Object', '{code,secret}'],
    [{ message: 'like an error' }, 'Object', 'like an error'],
    [['a', 'b'], 'Array', '{0,1}'],
    [{ name: 'Ann Smith', id: 8 }, 'Object', '{name,id}'],
    [Object.assign(new Error(), { name: 'Custom' }), 'Custom', ''],
  ])('%o', (value, type, message) => {
    expect(describeError(value)).toMatchObject({ type, message });
  });

  test.each([
    ['a Proxy of traps', new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing }), 'object', ''],
    [
      'an object that is no text',
      { [Symbol.toPrimitive]: throwing, toString: throwing },
      'Object',
      '{toString}',
    ],
  ])('%s', (_, value, type, message) => {
    expect(describeError(value)).toMatchObject({ type, message });
  });

  test('holds its causes, six links at most, in circles and in aggregates too', () => {
    const root = new RangeError('root');
    const middle = new Error('middle', { cause: root });
    root.cause = middle;
    expect(describeError(middle).stack.match(/Caused by: .*/g)).toEqual(['Caused by: RangeError: root']);
    let deep: unknown = 'the first';
    for (let depth = 0; depth < 50; depth++) deep = new Error(`level ${depth}`, { cause: deep });
    expect(describeError(deep).stack.match(/Caused by/g)).toHaveLength(5);
    const many = new AggregateError(
      Array.from({ length: 1000 }, (_, index) => index + 1),
      'all',
    );
    expect(describeError(many).stack.match(/Caused by: Number: \d/g)).toHaveLength(5);
  });

  test('cuts a long message in the stack between words: half an address would not be found and redacted', () => {
    const message = `${'word '.repeat(38)}ann.smith@example.org failed`;
    const { stack } = describeError(
      Object.assign(new Error(message), { stack: `Error: ${message}\n    at place (file.js:1:2)` }),
    );
    expect(stack).toBe(`Error: ${'word '.repeat(38).trim()}\n    at place (file.js:1:2)`);
  });

  test('never throws, whatever it is, and ends on a million characters (more than linear would not)', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }),
        (value) => {
          expect(typeof describeError(value).message).toBe('string');
        },
      ),
    );
    for (const part of ['a', '1', ' ', '/', '@', '<', '-', 'a1 ', 'a(', '\n', ':1\n', 'at a (']) {
      const text = part.repeat(1_000_000);
      expect(describeError(Object.assign(new Error('no'), { stack: text, name: text })).stack).toHaveLength(
        4096,
      );
      const { message, stack } = describeError(
        Object.assign(new Error(text), { stack: `Error: ${text}\n    at place (file.js:1:2)`, name: text }),
      );
      expect(message).toHaveLength(4096);
      expect(stack).toBe(`Error: ${text.slice(0, 200)}\n    at place (file.js:1:2)`);
    }
  });
});
