// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { all } from '../../../src/browser/all.js';
import { listen } from '../../../src/browser/listen.js';

test('listens until it is undone', () => {
  const told: string[] = [];
  const undo = listen(window, 'online', ({ type }) => told.push(type));
  dispatchEvent(new Event('online'));
  undo();
  dispatchEvent(new Event('online'));
  expect(told).toEqual(['online']);
});

test('undoes a listener with capture, too', () => {
  const told: string[] = [];
  const undo = listen(window, 'online', () => told.push('capture'), true);
  undo();
  dispatchEvent(new Event('online'));
  expect(told).toEqual([]);
});

test('one undo of many', () => {
  const told: number[] = [];
  all([() => told.push(1), () => told.push(2)])();
  expect(told).toEqual([1, 2]);
});
