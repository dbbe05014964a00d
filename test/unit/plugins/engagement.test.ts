// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Plugin, Telemetry } from '../../../src/plugin.js';
import { engagement } from '../../../src/plugins/engagement.js';
import { pageViews } from '../../../src/plugins/page-views.js';
import { actAsPerson } from './person.js';
import { setUp } from './taps.js';

/** `engagement(pageViews())` on a clock of its own: what is told of which page. */

const ORIGIN = location.origin;

let clock: number;
let undo: () => void;
beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  Object.defineProperty(document, 'hidden', { value: false, configurable: true });
  history.replaceState(null, '', '/first');
});
afterEach(() => {
  undo();
  vi.restoreAllMocks();
  // Other files have the same document.
  Reflect.deleteProperty(document, 'hidden');
});

const open = (options?: Parameters<typeof pageViews>[0]) => {
  const page = setUp(engagement(pageViews(options)));
  undo = page.undo;
  /** What was told since the last time: the kind of event, its page where it has one, and how long that was visible. */
  const told = () =>
    page.told.splice(0).map(({ name, attributes }) =>
      [name, attributes['url.full'], attributes['sonde.page.visible']]
        .filter((part) => part !== undefined)
        .join(' ')
        .replace(ORIGIN, ''),
    );
  expect(told()).toEqual(['page_view /first']);
  return {
    told,
    view: (url: string) =>
      page.emit('page_view', { 'url.full': ORIGIN + url, 'sonde.navigation.type': 'by_hand' }),
  };
};
const stay = (milliseconds: number): void => {
  clock += milliseconds;
};
const push = (url: string): void => history.pushState(null, '', url);
const microtasks = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('a view by hand and the router’s of the same address in one task are one page view', async () => {
  const { told, view } = open();
  stay(1_000);
  view('/second');
  push('/second');
  await microtasks();
  expect(told()).toEqual(['page_view /second', 'page_leave /first 1000']);

  stay(2_000);
  push('/third');
  view('/third');
  await microtasks();
  expect(told()).toEqual(['page_leave 2000', 'page_view /third']);
});

test('a route may come in a later task than the view by hand of its address, and is told when it comes again', async () => {
  const { told, view } = open();
  stay(1_000);
  view('/second');
  await microtasks();
  stay(500);
  push('/second');
  stay(500);
  push('/second?page=2');
  stay(300);
  push('/second');
  expect(told()).toEqual([
    'page_view /second',
    'page_leave /first 1000',
    'page_leave 1000',
    'page_view /second?page=2',
    'page_leave 300',
    'page_view /second',
  ]);
});

test('a page that is restored is shown again, also after a view by hand of its address', async () => {
  const { told, view } = open();
  history.replaceState(null, '', '/first?filter=red');
  view('/first?filter=red');
  await microtasks();
  told();
  dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(told()).toEqual(['page_view /first?filter=red']);
});

test('the times of a page that a view by hand has left are its own, whatever follows in the same task', async () => {
  const { told, view } = open();
  stay(1_000);
  view('/step');
  push('/second');
  view('/other-step');
  view('/last-step');
  await microtasks();
  expect(told()).toEqual([
    'page_view /step',
    'page_leave /first 1000',
    'page_view /second',
    'page_view /other-step',
    'page_view /last-step',
  ]);
  stay(700);
  push('/third');
  expect(told()).toEqual(['page_leave 700', 'page_view /third']);
});

/** A plugin without page views, on a telemetry whose `emit` does this. */
const setUpAlone = (emit: (...event: unknown[]) => void): void => {
  const none: Plugin = { purpose: 'analytics', setup: () => () => {} };
  const telemetry: Partial<Telemetry> = { emit, onEmit: () => () => {} };
  undo = engagement(none).setup(telemetry as Telemetry);
};

test('where a browser stops one listener of a closing page and calls the next, times are told once', () => {
  const told: unknown[] = [];
  setUpAlone((name, attributes) => {
    told.push([name, (attributes as Record<string, number>)['sonde.page.visible']]);
    throw new Error('stopped');
  });
  // What is thrown in a listener is told to the window.
  const stopped = vi.fn((event: Event) => event.preventDefault());
  addEventListener('error', stopped);
  stay(1_000);
  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  expect(stopped).toHaveBeenCalledOnce();
  dispatchEvent(new Event('pagehide'));
  expect(stopped).toHaveBeenCalledOnce();
  removeEventListener('error', stopped);
  expect(told).toEqual([['page_leave', 1_000]]);
});

test('a page that is left while its times are told tells them once', () => {
  const told: unknown[] = [];
  setUpAlone((name, attributes) => {
    dispatchEvent(new Event('pagehide'));
    told.push([name, (attributes as Record<string, number>)['sonde.page.visible']]);
  });
  stay(1_000);
  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  expect(told).toEqual([['page_leave', 1_000]]);
});

/** What is told of each page that is left. */
const start = () => {
  const page = setUp(engagement(pageViews()));
  undo = page.undo;
  return {
    ...page,
    left: (part: string) =>
      page.told
        .filter(({ name }) => name === 'page_leave')
        .map(({ attributes }) => attributes[`sonde.page.${part}`]),
  };
};
const setHidden = (value: boolean): void => {
  Object.defineProperty(document, 'hidden', { value, configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
};

describe('somebody', () => {
  let leave: () => void;
  beforeEach(() => {
    leave = actAsPerson('pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove');
  });
  afterEach(() => leave());
  const act = (type: string): boolean => document.body.dispatchEvent(new Event(type, { bubbles: true }));

  test.each(['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'])(
    'is engaged for five seconds from a %s, also where the page keeps its events to itself',
    (type) => {
      const keep = (event: Event): void => event.stopPropagation();
      document.body.addEventListener(type, keep);
      const { left } = start();
      stay(1_000);
      act(type);
      stay(8_000);
      setHidden(true);
      document.body.removeEventListener(type, keep);
      setHidden(false);
      stay(1_000);
      setHidden(true);
      expect(left('engaged')).toEqual([5_000, 0]);
      expect(left('visible')).toEqual([9_000, 1_000]);
    },
  );

  test('is not who scripts act for', () => {
    leave();
    const { left } = start();
    act('keydown');
    stay(1_000);
    setHidden(true);
    expect(left('engaged')).toEqual([0]);
  });

  test('who stays on a page for long is told of every ten minutes, so that the session goes on', () => {
    const { left } = start();
    stay(600_000);
    act('keydown');
    expect(left('visible')).toEqual([]);
    stay(1);
    act('keydown');
    stay(600_000);
    act('keydown');
    stay(1);
    act('keydown');
    expect(left('visible')).toEqual([600_001, 600_001]);
  });
});

test('the times are there when a listener of the document’s, as the outbox’s, leaves with the page', () => {
  const { left } = start();
  let found: unknown;
  const leave = (): void => {
    found = left('visible');
  };
  document.addEventListener('visibilitychange', leave, { once: true });
  stay(1_000);
  setHidden(true);
  expect(found).toEqual([1_000]);
});

test('less than a tenth of a second is told with what follows', () => {
  const { left } = start();
  stay(99);
  setHidden(true);
  stay(5_000);
  setHidden(false);
  expect(left('visible')).toEqual([]);
  stay(1);
  setHidden(true);
  expect(left('visible')).toEqual([100]);
});

test('in the back/forward cache a page is not visible, though some browsers do not say that it is hidden', () => {
  const { left } = start();
  stay(1_000);
  dispatchEvent(new Event('pagehide'));
  stay(60_000);
  dispatchEvent(new Event('pageshow'));
  stay(500);
  dispatchEvent(new Event('pagehide'));
  expect(left('visible')).toEqual([1_000, 500]);
});

test.each([
  ['a withdrawal tells nothing more', true, []],
  ['another end tells what was measured', false, [1_000]],
])('%s', (_, isWithdrawn, expected) => {
  const { left } = start();
  stay(1_000);
  const end = undo as (isWithdrawn: boolean) => void;
  undo = () => {};
  end(isWithdrawn);
  stay(1_000);
  setHidden(true);
  expect(left('visible')).toEqual(expected);
});

describe('depth', () => {
  /** An element of these sizes, which jsdom does not know. */
  const scroller = (clientHeight: number, scrollHeight: number, overflowY = 'auto'): Element => {
    const element = document.body.appendChild(document.createElement('div'));
    element.style.overflowY = overflowY;
    for (const [name, value] of Object.entries({ clientHeight, scrollHeight, scrollTop: 0 }))
      Object.defineProperty(element, name, { value, writable: true });
    return element;
  };
  const scroll = (element: Element, top: number, target: EventTarget = element): void => {
    element.scrollTop = top;
    target.dispatchEvent(new Event('scroll'));
  };
  let shown: Element[];
  let looks: number;
  beforeEach(() => {
    vi.stubGlobal('innerHeight', 800);
    shown = [];
    looks = 0;
    document.elementsFromPoint = () => {
      looks++;
      return shown;
    };
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    for (const name of ['elementsFromPoint', 'scrollingElement']) Reflect.deleteProperty(document, name);
    document.body.replaceChildren();
  });
  const depthAfter = (act: () => void) => {
    const { left } = start();
    stay(1_000);
    act();
    setHidden(true);
    undo();
    setHidden(false);
    return left('scroll_depth')[0];
  };

  test('is the deepest that was seen, in what fills most of the window, and no more than all', () => {
    const main = scroller(401, 2_000);
    expect(
      depthAfter(() => {
        scroll(scroller(400, 1_000), 600);
        for (const top of [799, 0]) scroll(main, top);
      }),
    ).toBe(60);
    expect(depthAfter(() => scroll(main, 1_700))).toBe(100);
    // Who scrolls needs no look, which costs a layout; nor does what is not told.
    expect(looks).toBe(0);
    start();
    setHidden(true);
    expect(looks).toBe(0);
  });

  test('is that of the document where it is the document that scrolls', () => {
    const root = scroller(800, 1_600);
    Object.defineProperty(document, 'scrollingElement', { value: root, configurable: true });
    expect(
      depthAfter(() => {
        for (const top of [400, 0]) scroll(root, top, document);
      }),
    ).toBe(75);
    expect(depthAfter(() => scroll(root, 0))).toBe(50);
  });

  test('is, of who has not scrolled, that of what scrolls below the banner and is not cut off', () => {
    shown = [
      scroller(800, 800),
      scroller(100, 1_000),
      scroller(800, 8_000, 'hidden'),
      scroller(600, 1_200),
      scroller(800, 3_200),
    ];
    expect(depthAfter(() => {})).toBe(50);
  });

  test('is not that of the page which a view by hand has led to', async () => {
    const { left, emit } = start();
    stay(1_000);
    emit('page_view', { 'url.full': `${ORIGIN}/next` });
    shown = [scroller(600, 1_200)];
    await microtasks();
    expect(left('scroll_depth')).toEqual([undefined]);
  });
});
