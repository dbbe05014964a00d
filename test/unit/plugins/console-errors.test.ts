// @vitest-environment jsdom
import { act, createElement, type FunctionComponent } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ErrorBoundary } from '../../../src/frameworks/react.js';
import { consoleErrors } from '../../../src/plugins/console-errors.js';

let told: [name: string, attributes: Record<string, unknown>][];
let undo: () => void;
const emit = (name: string, attributes: object = {}): void =>
  void told.push([name, attributes as Record<string, unknown>]);
beforeEach(() => {
  told = [];
  vi.spyOn(console, 'error').mockImplementation(() => {});
  undo = consoleErrors().setup({ emit } as never);
});
afterEach(() => {
  undo();
  vi.restoreAllMocks();
});

const messages = (): unknown[] => told.map(([, attributes]) => attributes['exception.message']);

test('objects are named by their class, whatever name they give themselves', async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  console.error('not saved', { name: 'Ann Smith' }, new File([''], 'passport-ann.pdf'), proxy);
  await Promise.resolve();
  expect(messages()).toEqual(['not saved [Object] [File] [object]']);
});

test('what React writes of an error that a boundary records is told once', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const Broken: FunctionComponent = () => {
    throw new RangeError('no basket');
  };
  await act(async () =>
    createRoot(document.createElement('div')).render(
      createElement(ErrorBoundary, { sonde: { track: emit } }, createElement(Broken)),
    ),
  );
  console.error('another');
  await Promise.resolve();
  expect(messages()).toEqual(['no basket', 'another']);
});

test('undone, it tells nothing of what was written just before', async () => {
  console.error('late');
  undo();
  await Promise.resolve();
  expect(told).toEqual([]);
});

test('a getter that writes what it is asked for is not asked again', async () => {
  const error = Object.defineProperty(new Error(), 'message', {
    get() {
      console.error(this);
      return 'asked';
    },
  });
  console.error(error);
  await Promise.resolve();
  expect(messages()).toEqual(['asked']);
});

test('the same message is told once in five seconds, and after them again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const counts: number[] = [];
    // Those at 3 s and at 8 s wait no longer than the first.
    for (const [time, text] of [
      [0, 'one'],
      [3_000, 'two'],
      [1_999, 'one'],
      [1, 'one'],
      [0, 'two'],
      [4_999, 'one'],
    ] as const) {
      vi.advanceTimersByTime(time);
      console.error(text);
      await Promise.resolve();
      counts.push(told.length);
    }
    expect(counts).toEqual([1, 2, 2, 3, 4, 4]);
  } finally {
    vi.useRealTimers();
  }
});

test('a hundred messages are remembered for that; what comes beyond them is told each time', async () => {
  const write = (from: number, to: number): void => {
    for (let index = from; index < to; index++) console.error(`message ${index}`);
  };
  write(0, 101);
  write(0, 101);
  await Promise.resolve();
  expect(messages().slice(100)).toEqual(['message 100', 'message 100']);
});

test('of what is written the first ten parts are told, and of their text 4,096 characters', async () => {
  console.error(...Array(12).fill('part'));
  console.error('a'.repeat(3_000), 'b'.repeat(3_000));
  await Promise.resolve();
  expect(messages()).toEqual([Array(10).fill('part').join(' '), `${'a'.repeat(3_000)} ${'b'.repeat(1_095)}`]);
});

test('what is written while one is recorded, by a `beforeSend` for instance, is not recorded', async () => {
  undo();
  undo = consoleErrors().setup({
    emit(name: string, attributes: object) {
      console.error(`recording ${told.length}`);
      emit(name, attributes);
    },
  } as never);
  console.error('once');
  await new Promise((resolve) => setTimeout(resolve));
  expect(messages()).toEqual(['once']);
});
