// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { frustration } from '../../../src/plugins/frustration.js';
import { actAsPerson } from './person.js';
import { setUp } from './taps.js';

let page: ReturnType<typeof setUp>;
let undo: (() => void)[];
beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  undo = [actAsPerson('click')];
  page = setUp(frustration());
  undo.push(page.undo);
});
afterEach(() => {
  for (const one of undo) one();
  document.body.replaceChildren();
  vi.useRealTimers();
});

const kinds = () => page.told.map(({ attributes }) => attributes['sonde.frustration.kind']);

test('pages are remembered without their queries, which hold what links hand over', async () => {
  for (const path of ['reset?token=s3cret', 'login', 'reset?token=s3cret'])
    page.emit('page_view', { 'url.full': `https://shop.example/${path}` });
  expect(localStorage['sonde.shop.pages']).toContain('https://shop.example/login');
  expect(JSON.stringify(localStorage)).not.toContain('s3cret');
  page.emit('page_view', { 'url.full': 'https://shop.example/login' });
  await Promise.resolve();
  expect(page.told.map(({ name }) => name)).toContain('frustration');
  expect(localStorage['sonde.shop.pages']).toBeUndefined();
});

test.each([
  ['abab', 29_999, ['thrash']],
  ['abab', 30_000, []],
  ['aba', 1, []],
  ['aaaa', 1, []],
])('the way %s within %d ms: %j', async (pages, within, expected) => {
  const start = 1_800_000_000_000;
  for (const [turn, name] of [...pages].entries())
    page.emit(
      'page_view',
      { 'url.full': `https://shop.example/${name}` },
      { time: start + (turn && within) },
    );
  await Promise.resolve();
  expect(kinds().filter(Boolean)).toEqual(expected);
});

describe('a click', () => {
  // The page keeps the browser from following links.
  beforeEach(() => {
    const hold = (event: Event): void => event.preventDefault();
    document.body.addEventListener('click', hold);
    undo.push(() => document.body.removeEventListener('click', hold));
  });
  const show = (html: string): Element => {
    document.body.innerHTML = html;
    return document.body.firstElementChild as Element;
  };
  const click = (element: Element, init: MouseEventInit = {}): boolean =>
    element.dispatchEvent(
      new PointerEvent('click', { bubbles: true, cancelable: true, composed: true, ...init }),
    );
  const wait = (): unknown => vi.advanceTimersByTime(1_010);
  const clickOn = (html: string, init?: MouseEventInit) => {
    click(show(html), init);
    wait();
    return kinds();
  };

  test('that changes nothing within a second is dead', () => {
    click(show('<button>b</button>'));
    vi.advanceTimersByTime(999);
    expect(kinds()).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(kinds()).toEqual(['dead']);
  });

  test.each(['ctrlKey', 'metaKey', 'shiftKey'])(
    'with the %s, which opens elsewhere or selects, is none',
    (key) => {
      expect(clickOn('<a href="/next">a</a>', { [key]: true })).toEqual([]);
      const button = show('<button>b</button>');
      for (const isHeld of [false, false, true]) click(button, { [key]: isHeld });
      wait();
      expect(kinds()).toEqual([]);
    },
  );

  test.each([
    [30, 0, ['rage']],
    [0, 31, ['dead']],
  ])('%d pixels to the right and %d below the one before it: %j', (clientX, clientY, expected) => {
    const button = show('<button>b</button>');
    click(button);
    click(button);
    click(button, { clientX, clientY });
    wait();
    expect(kinds()).toEqual(expected);
  });

  test('elsewhere makes no end of what three clicks before it have told', () => {
    const button = show('<button>b</button>');
    for (let time = 0; time < 3; time++) click(button);
    click(button, { clientX: 500 });
    expect(kinds()).toEqual(['rage']);
  });

  test.each([
    '<a href="/next">a</a>',
    '<button>b</button>',
    '<details><summary>s</summary></details>',
    '<input type="checkbox">',
    ...['button', 'link', 'tab', 'menuitem', 'menuitemcheckbox'].map((role) => `<i role="${role}">i</i>`),
    '<i style="cursor: pointer">i</i>',
    // A type of the site's own element says nothing of what is in it.
    ...['review', 'feature', 'compact'].map((type) => `<x-card type="${type}"><button>b</button></x-card>`),
  ])('on what looks active is expected to do something: %s', (html) => {
    const shown = show(html);
    click(shown.querySelector('summary,button') ?? shown);
    wait();
    expect(kinds()).toEqual(['dead']);
  });

  const CALM = [
    ...['canvas', 'video', 'audio', 'select', 'textarea'].map((name) => `<${name}></${name}>`),
    ...['text', 'range', 'color', 'file'].map((type) => `<input type="${type}">`),
    ...['slider', 'spinbutton', 'application'].map((role) => `<div role="${role}"></div>`),
    '<input type="radio" checked>',
    '<button role="radio" aria-checked="true">b</button>',
    '<a href="/next" target="other">a</a>',
    '<a href="/next" download>a</a>',
    '<button data-telemetry="off">b</button>',
    '<button style="cursor: text">b</button>',
  ];
  test.each(CALM)(
    'however often made where one plays, writes, steps, chooses or goes elsewhere is none: %s',
    (html) => {
      const shown = show(html);
      for (let time = 0; time < 3; time++) click(shown);
      wait();
      expect(kinds()).toEqual([]);
    },
  );

  test.each('scroll,change,reset,toggle,submit,invalid,play,pause,volumechange,blur'.split(','))(
    'that is followed by a %s is none',
    (type) => {
      const shown = show('<form><button type="button">b</button></form>');
      click(shown.firstElementChild as Element);
      shown.dispatchEvent(new Event(type));
      wait();
      expect(kinds()).toEqual([]);
    },
  );

  test('that a script makes is none, nor that on a label, whose control is clicked then', () => {
    undo.shift()?.();
    expect(clickOn('<button>b</button>')).toEqual([]);
    undo.unshift(actAsPerson('click'));
    expect(clickOn('<label style="cursor: pointer">l<input type="checkbox"></label>')).toEqual([]);
  });

  test.each(['error', 'unhandledrejection'])('that is followed by an %s is told of once', (type) => {
    const fail = (message: string): boolean => dispatchEvent(Object.assign(new Event(type), { message }));
    fail('before');
    click(show('<p>p</p>'));
    fail('ResizeObserver loop completed with undelivered notifications.');
    expect(kinds()).toEqual([]);
    fail('one');
    fail('other');
    expect(kinds()).toEqual(['error']);
    wait();
    fail('later');
    expect(kinds()).toEqual(['error']);
  });

  test.each(['beforeunload', 'pagehide'])(
    'whose page is left, as a %s says, is none, nor is what fails then',
    (type) => {
      click(show('<button>b</button>'));
      dispatchEvent(new Event(type));
      dispatchEvent(Object.assign(new Event('error'), { message: 'cut off' }));
      wait();
      expect(kinds()).toEqual([]);
    },
  );

  test('on which the end comes is none', () => {
    click(show('<button>b</button>'));
    page.undo();
    wait();
    expect(kinds()).toEqual([]);
  });
});
