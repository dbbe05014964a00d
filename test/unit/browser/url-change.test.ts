// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onUrlChange } from '../../../src/browser/url-change.js';

// jsdom has no Navigation API: this is the way of older browsers. The other is tried in real ones.

let seen: boolean[];
let undo: () => void;
beforeEach(() => {
  seen = [];
  undo = onUrlChange((isReplaced) => seen.push(isReplaced));
});
afterEach(() => undo());

test('tells what is pushed, replaced and traversed, after the URL has changed', () => {
  history.pushState(null, '', '/a');
  history.replaceState(null, '', '/b');
  dispatchEvent(new PopStateEvent('popstate'));
  expect(seen).toEqual([false, true, false]);
  expect(location.pathname).toBe('/b');
});

test('keeps state and arguments as they are', () => {
  history.pushState({ kept: 1 }, '', '/c');
  expect(history.state).toEqual({ kept: 1 });
  expect(() => history.pushState(null, '', 'https://elsewhere.example/')).toThrow();
  expect(seen).toEqual([false]);
});

test.each([
  ['an element with that id', document.createElement('nav')],
  ['a variable of the page', { open: true }],
])('takes %s for no Navigation API', (_, navigation) => {
  undo();
  Object.assign(window, { navigation });
  undo = onUrlChange((isReplaced) => seen.push(isReplaced));
  delete (window as { navigation?: unknown }).navigation;
  history.pushState(null, '', '/e');
  expect(seen).toEqual([false]);
});

test('undone, it gives History back, unless somebody has wrapped it since', () => {
  const ours = history.pushState;
  undo();
  expect(history.pushState).not.toBe(ours);
  undo = onUrlChange((isReplaced) => seen.push(isReplaced));
  const wrapped = history.pushState;
  const theirs: typeof wrapped = (...state) => wrapped.apply(history, state);
  history.pushState = theirs;
  undo();
  expect(history.pushState).toBe(theirs);
  history.pushState(null, '', '/d');
  expect([seen, location.pathname]).toEqual([[], '/d']);
});
