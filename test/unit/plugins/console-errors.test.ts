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
