// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ContextOptions, context } from '../../../src/plugins/context.js';
import { actAsPerson } from './person.js';
import { setUp } from './taps.js';

/** Devices whose screen, preferences and ways of input are the test's. */

/** The media features that hold. */
let holds: Set<string>;
let lists: Record<string, EventTarget>;
let orientation: EventTarget & { type: string };
let undo: (() => void)[];
beforeEach(() => {
  holds = new Set(['pointer:fine', 'prefers-color-scheme:light', 'orientation:landscape']);
  lists = {};
  orientation = Object.assign(new EventTarget(), { type: 'landscape-primary' });
  Object.defineProperty(screen, 'orientation', { value: orientation, configurable: true });
  vi.stubGlobal('matchMedia', (query: string) => {
    lists[query] ??= new EventTarget();
    return Object.assign(lists[query], { matches: holds.has(query.slice(1, -1)) });
  });
  vi.stubGlobal('innerWidth', 1_200);
  localStorage.clear();
  undo = [actAsPerson('pointerdown', 'keydown')];
});
afterEach(() => {
  for (const one of undo) one();
  Reflect.deleteProperty(screen, 'orientation');
  for (const name of ['deviceMemory', 'hardwareConcurrency', 'userAgentData', 'connection', 'language'])
    Reflect.deleteProperty(navigator, name);
  vi.restoreAllMocks();
  for (const name of ['width', 'height']) Reflect.deleteProperty(screen, name);
  vi.unstubAllGlobals();
});

/** A page of a session, with what it told. */
const open = (session = 'a', options?: ContextOptions) => {
  const page = { session };
  const {
    told,
    emit,
    undo: stop,
  } = setUp(
    context(options),
    () => 0,
    () => page.session,
  );
  undo.push(stop);
  const values = (name: string, part: string) =>
    told.filter((one) => one.name === name).map(({ attributes }) => attributes[`sonde.${part}`]);
  return Object.assign(page, { told, emit, stop, values });
};

const resize = (width: number): void => {
  vi.stubGlobal('innerWidth', width);
  dispatchEvent(new Event('resize'));
};

test.each<[string, string, () => void, string[]]>([
  ['the viewport’s class', 'viewport.class', () => resize(600), ['l', 's']],
  [
    'the orientation',
    'screen.orientation',
    () => {
      orientation.type = 'portrait-secondary';
      orientation.dispatchEvent(new Event('change'));
    },
    ['landscape', 'portrait'],
  ],
  [
    'the colour scheme',
    'preference.color_scheme',
    () => {
      holds = new Set(['prefers-color-scheme:dark']);
      lists['(prefers-color-scheme:dark)']?.dispatchEvent(new Event('change'));
    },
    ['light', 'dark'],
  ],
])('a change of %s is told at once, and none after the end', (_, part, change, expected) => {
  const page = open();
  change();
  expect(page.values('context', part)).toEqual(expected);
  page.stop();
  holds.add('prefers-contrast:more');
  change();
  resize(300);
  expect(page.told).toHaveLength(2);
});

test('what else has changed is told with the next of these', () => {
  const page = open();
  holds.add('prefers-contrast:more');
  resize(1_250);
  expect(page.values('context', 'preference.contrast')).toEqual([undefined]);
  resize(600);
  expect(page.values('context', 'preference.contrast')).toEqual([undefined, 'more']);
});

test('a session is told of once; so is the next, on whatever page it begins, and by none that may keep nothing twice', async () => {
  const page = open();
  expect(open().told).toEqual([]);
  page.session = 'b';
  page.emit('click');
  page.emit('click');
  await Promise.resolve();
  expect(page.told.map(({ name }) => name)).toEqual(['context', 'click', 'click', 'context']);
  expect(open('b').told).toEqual([]);

  vi.stubGlobal('localStorage', undefined);
  const alone = open();
  orientation.dispatchEvent(new Event('change'));
  expect(alone.told).toHaveLength(1);
});

describe('ways of input', () => {
  const press = (init: KeyboardEventInit = {}): boolean =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true, ...init }));
  const point = (pointerType: string): boolean =>
    document.body.dispatchEvent(new PointerEvent('pointerdown', { pointerType, bubbles: true }));

  test('are told once a session each, also where the page keeps its events to itself', () => {
    const keep = (event: Event): void => event.stopPropagation();
    for (const type of ['keydown', 'pointerdown']) document.body.addEventListener(type, keep);
    undo.push(() => {
      for (const type of ['keydown', 'pointerdown']) document.body.removeEventListener(type, keep);
    });
    const page = open();
    for (const type of ['touch', 'pen', 'touch']) point(type);
    press();
    press();
    expect(page.values('input.used', 'pointer.type')).toEqual(['touch', 'pen', 'keyboard']);
    page.stop();

    const next = open();
    point('pen');
    press();
    expect(next.values('input.used', 'pointer.type')).toEqual([]);
    next.session = 'b';
    next.emit('click');
    point('pen');
    expect(next.values('input.used', 'pointer.type')).toEqual(['pen']);
  });

  test('are not what keyboards on screens, the writing of a character, and pointers without a kind make', () => {
    const page = open();
    press({ key: 'Unidentified' });
    press({ isComposing: true });
    point('');
    expect(page.values('input.used', 'pointer.type')).toEqual([]);
  });

  test.each([
    ['coarse', 'into a field', []],
    ['coarse', 'into a field of a web component', []],
    ['coarse', 'on a button', ['keyboard']],
    ['fine', 'into a field', ['keyboard']],
  ])('where the first pointer is %s, keys %s: %j', (pointer, place, expected) => {
    holds = new Set([`pointer:${pointer}`]);
    document.body.innerHTML = '<input><button>b</button><div></div>';
    const [field, button, host] = document.body.children as unknown as [Element, Element, Element];
    const root = host.attachShadow({ mode: 'open' });
    root.innerHTML = '<textarea></textarea>';
    const page = open();
    const target = /component/.test(place) ? root.firstElementChild : /field/.test(place) ? field : button;
    target?.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true, composed: true }));
    expect(page.values('input.used', 'pointer.type')).toEqual(expected);
    document.body.replaceChildren();
  });

  test('are not what a script makes', () => {
    undo.shift()?.();
    const page = open();
    press();
    point('mouse');
    expect(page.values('input.used', 'pointer.type')).toEqual([]);
  });

  test('are told once a page each, where the page may keep nothing', () => {
    vi.stubGlobal('localStorage', undefined);
    const page = open();
    for (const type of ['touch', 'pen', 'touch', 'pen']) point(type);
    expect(page.values('input.used', 'pointer.type')).toEqual(['touch', 'pen']);
  });

  test('are remembered from page to page of a session, each with what the ones before had', () => {
    for (const [type, expected] of [
      ['touch', ['touch']],
      ['pen', ['pen']],
      ['touch', []],
      ['pen', []],
    ] as const) {
      const page = open();
      point(type);
      expect(page.values('input.used', 'pointer.type')).toEqual(expected);
      page.stop();
    }
  });
});

test.each([
  [479, 'xs'],
  [480, 's'],
  [767, 's'],
  [768, 'm'],
  [1_023, 'm'],
  [1_024, 'l'],
  [1_439, 'l'],
  [1_440, 'xl'],
  [5_000, 'xl'],
])('a viewport of %d pixels is of the class %s', (width, expected) => {
  vi.stubGlobal('innerWidth', width);
  expect(open().values('context', 'viewport.class')).toEqual([expected]);
});

test.each([
  ['device.memory', 'deviceMemory', [2, 4, 8, 32, undefined], ['low', 'medium', 'high', 'high', undefined]],
  [
    'device.cores',
    'hardwareConcurrency',
    [2, 3, 4, 5, 8, 9, 128],
    ['1-2', '3-4', '3-4', '5-8', '5-8', '9+', '9+'],
  ],
])('%s is told in classes', (part, property, values, expected) => {
  const told = values.map((value) => {
    Object.defineProperty(navigator, property, { value, configurable: true });
    localStorage.clear();
    return open().values('context', part)[0];
  });
  expect(told).toEqual(expected);
});

test.each([
  ['a mouse', 'fine', 1_000, 360, undefined, 'desktop'],
  ['fingers on a small screen', 'coarse', 1_000, 599, undefined, 'mobile'],
  ['fingers on a small screen that is higher than wide', 'coarse', 599, 1_000, undefined, 'mobile'],
  ['fingers on a large screen', 'coarse', 1_000, 600, undefined, 'tablet'],
  ['a browser that says it is mobile', 'fine', 1_000, 900, { mobile: true, brands: [] }, 'mobile'],
])('the class of a device follows from %s', (_, pointer, width, height, userAgentData, expected) => {
  holds = new Set([`pointer:${pointer}`]);
  Object.defineProperty(screen, 'width', { value: width, configurable: true });
  Object.defineProperty(screen, 'height', { value: height, configurable: true });
  Object.defineProperty(navigator, 'userAgentData', { value: userAgentData, configurable: true });
  expect(open().values('context', 'device.class')).toEqual([expected]);
});

test('the orientation is the screen’s, and the viewport’s where the screen tells none; views and uses of features bear it', () => {
  orientation.type = 'portrait-primary';
  const page = open();
  for (const name of ['page_view', 'feature.used', 'feature.exposed', 'click']) page.emit(name);
  page.stop();
  expect(page.told.map(({ attributes }) => attributes['sonde.screen.orientation'])).toEqual([
    'portrait',
    'portrait',
    'portrait',
    undefined,
    undefined,
  ]);
  Reflect.deleteProperty(screen, 'orientation');
  expect(open().values('context', 'screen.orientation')).toEqual(['landscape']);
  holds = new Set(['orientation:portrait']);
  expect(open().values('context', 'screen.orientation')).toEqual(['portrait']);
  const without = open('b', { omit: ['sonde.screen.'] });
  without.emit('page_view');
  expect(without.told.flatMap(({ attributes }) => Object.keys(attributes))).not.toContain(
    'sonde.screen.orientation',
  );
});

test.each<[string, [holds: string, expected: unknown][]]>([
  [
    'input.primary',
    [
      ['pointer:fine', 'fine'],
      ['pointer:coarse', 'coarse'],
      ['pointer:none', 'none'],
    ],
  ],
  [
    'preference.color_scheme',
    [
      ['prefers-color-scheme:dark', 'dark'],
      ['prefers-color-scheme:light', 'light'],
    ],
  ],
  [
    'preference.contrast',
    ['more', 'less', 'custom', 'no-preference'].map((value) => [`prefers-contrast:${value}`, value]),
  ],
  [
    'preference.reduced_motion',
    [
      ['prefers-reduced-motion:reduce', true],
      ['prefers-reduced-motion:no-preference', false],
    ],
  ],
  [
    'preference.forced_colors',
    [
      ['forced-colors:active', true],
      ['forced-colors:none', false],
    ],
  ],
  [
    'display.mode',
    ['fullscreen', 'standalone', 'minimal-ui', 'window-controls-overlay', 'browser'].map((value) => [
      `display-mode:${value}`,
      value,
    ]),
  ],
])('%s is what the browser says that holds', (part, cases) => {
  const told = cases.map(([one]) => {
    holds = new Set([one]);
    localStorage.clear();
    return open().values('context', part)[0];
  });
  expect(told).toEqual(cases.map(([, expected]) => expected));
});

/** What a browser says of itself. */
const say = (properties: object): void => {
  for (const [name, value] of Object.entries(properties))
    Object.defineProperty(navigator, name, { value, configurable: true });
};

test('the connection is told with its class and the wish to save data, if the browser knows', () => {
  expect(open().told[0]?.attributes).toMatchObject({
    'sonde.connection.class': undefined,
    'sonde.connection.save_data': undefined,
  });
  for (const saveData of [true, false]) {
    say({ connection: { effectiveType: '3g', saveData } });
    expect(open().told[0]?.attributes).toMatchObject({
      'sonde.connection.class': '3g',
      'sonde.connection.save_data': saveData,
    });
  }
});

test('the language is told without its region, and the time zone in hours to the east', () => {
  vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(-330);
  say({ language: 'de-CH' });
  expect(open().told[0]?.attributes).toMatchObject({
    'browser.language': 'de',
    'sonde.time_zone.offset': 5.5,
  });
  say({ language: undefined });
  expect(open().told[0]?.attributes).toHaveProperty(['browser.language'], undefined);
});

test.each(['Not)A;Brand', ' Not A;Brand', 'Not_A Brand', 'Not?A_Brand', '(Not(A:Brand', '\\\\Not;A"Brand'])(
  'brands are told without the decoy %j',
  (decoy) => {
    const brands = ['Chromium', decoy, 'Notable'].map((brand) => ({ brand, version: '120' }));
    say({ userAgentData: { brands, mobile: false, platform: 'Linux' } });
    expect(open().told[0]?.attributes).toMatchObject({
      'browser.brands': ['Chromium 120', 'Notable 120'],
      'browser.mobile': false,
      'browser.platform': 'Linux',
    });
  },
);

test('what is left out is named by how it begins', () => {
  const names = Object.keys(open('a', { omit: ['device.', 'sonde.preference.'] }).told[0]?.attributes ?? {});
  expect(names).toContain('sonde.device.class');
  expect(names).toContain('browser.language');
  expect(names.filter((name) => name.startsWith('sonde.preference.'))).toEqual([]);
});
