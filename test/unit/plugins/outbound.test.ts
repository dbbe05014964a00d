// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outbound } from '../../../src/plugins/outbound.js';
import { actAsPerson } from './person.js';
import { setUp } from './taps.js';

let undo: (() => void)[];
let page: ReturnType<typeof setUp>;
beforeEach(() => {
  undo = [actAsPerson('click', 'auxclick')];
  page = setUp(outbound());
  undo.push(page.undo);
});
afterEach(() => {
  for (const one of undo) one();
  document.body.replaceChildren();
});

const press = (link: string, type = 'click', button = 0): unknown => {
  document.body.innerHTML = link;
  const inner = document.body.querySelector('a') as Element;
  // jsdom would follow it, and says that it cannot.
  inner.addEventListener(type, (event) => event.preventDefault());
  inner.dispatchEvent(
    new PointerEvent(type, { button, bubbles: true, cancelable: true, composed: true, pointerType: 'mouse' }),
  );
  return page.told.splice(0)[0]?.attributes['url.full'];
};

test('a link is followed by the first button and by the middle one, and by none besides', () => {
  const link = '<a href="https://other.example/">other</a>';
  expect(press(link)).toBe('https://other.example/');
  expect([1, 2, 3, 4].map((button) => press(link, 'auxclick', button))).toEqual([
    'https://other.example/',
    undefined,
    undefined,
    undefined,
  ]);
});

test('what a page has made itself is told as handed out, without what is in it', () => {
  expect(press('<a download href="data:text/csv,name;Ann">save</a>')).toBe('data:');
  expect(press('<a download href="blob:https://shop.example/1-2-3">save</a>')).toBe('blob:');
  expect(press('<a href="data:text/csv,name;Ann">show</a>')).toBeUndefined();
});
