// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { listenAll } from '../../../src/browser/listen-all.js';

test('hears each of the types until it is undone', () => {
  const heard: string[] = [];
  const undo = listenAll(['one', 'two'], ({ type }) => heard.push(type));
  for (const type of ['one', 'three', 'two']) dispatchEvent(new Event(type));
  undo();
  dispatchEvent(new Event('one'));
  expect(heard).toEqual(['one', 'two']);
});
