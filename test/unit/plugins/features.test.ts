// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { features } from '../../../src/plugins/features.js';
import { actAsPerson } from './person.js';
import { setUp } from './taps.js';

/** Features in a window of which the test says how much of each it shows. */

const WINDOW = 800;
let undo: (() => void)[];
let page: ReturnType<typeof setUp>;
/** Shows so many pixels of an element, which is as high as it is told. */
let show: (element: Element, visible: number, height: number) => void;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('innerHeight', WINDOW);
  const sights = new WeakMap<Element, [visible: number, height: number]>();
  /** What is observed, and how many thresholds of it were passed when that was told last. */
  const observed = new Map<Element, number>();
  let look: (element: Element) => void;
  show = (element, ...sight) => {
    sights.set(element, sight);
    look(element);
  };
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(callback: (entries: object[]) => void, { threshold }: { threshold: number[] }) {
        look = (target) => {
          const [visible, height] = sights.get(target) ?? [0, 100];
          // What has no height is in view as a whole.
          const intersectionRatio = height ? visible / height : 1;
          const passed = threshold.filter((one) => one <= intersectionRatio).length;
          if ((observed.get(target) ?? passed) === passed) return;
          observed.set(target, passed);
          callback([{ target, intersectionRatio, intersectionRect: { height: visible } }]);
        };
      }
      observe(element: Element): void {
        if (observed.has(element)) return;
        observed.set(element, Number.NaN);
        look(element);
      }
      unobserve(element: Element): void {
        observed.delete(element);
      }
      disconnect(): void {
        observed.clear();
      }
    },
  );
  undo = [actAsPerson('click')];
  page = setUp(features());
  undo.push(page.undo);
});
afterEach(() => {
  for (const one of undo) one();
  document.body.replaceChildren();
  Reflect.deleteProperty(Element.prototype, 'checkVisibility');
  Reflect.deleteProperty(document, 'hidden');
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets what the page has changed be noticed, and time pass. */
const pass = async (milliseconds: number): Promise<void> => {
  await Promise.resolve();
  vi.advanceTimersByTime(milliseconds);
};
/** A feature that the page has had for a while, and that is out of view. */
const add = async (id: string, parent: Element = document.body): Promise<HTMLElement> => {
  const element = document.createElement('button');
  element.dataset.feature = id;
  parent.append(element);
  await pass(200);
  return element;
};
const exposed = (): unknown[] =>
  page.told
    .filter(({ name }) => name === 'feature.exposed')
    .map(({ attributes }) => attributes['feature.id']);

describe('what is seen for a second', () => {
  test.each([
    ['half of it', 50, 100, true],
    ['less than half of it', 49, 100, false],
    ['half of the window', WINDOW / 2, 4 * WINDOW, true],
    ['less than half of the window', WINDOW / 2 - 1, 4 * WINDOW, false],
  ])('is exposed if that is %s', async (_, visible, height, isExposed) => {
    show(await add('one'), visible, height);
    await pass(999);
    expect(exposed()).toEqual([]);
    await pass(1);
    expect(exposed()).toEqual(isExposed ? ['one'] : []);
  });

  test.each([1.5, 2, 3, 4, 6, 8, 12, 16, 16.3, 20, 25, 30])(
    'is exposed if it is scrolled to slowly and is %d windows high',
    async (windows) => {
      const element = await add('tall');
      for (let visible = 0; visible <= WINDOW; visible++) show(element, visible, windows * WINDOW);
      await pass(1_000);
      expect(exposed()).toEqual(['tall']);
    },
  );

  test('is exposed once on a page, and again on the next', async () => {
    const one = await add('one');
    show(one, 100, 100);
    await pass(1_000);
    show(await add('one'), 100, 100);
    show(one, 0, 100);
    show(one, 100, 100);
    await pass(1_000);
    expect(exposed()).toEqual(['one']);
    page.emit('page_view');
    await pass(1_000);
    expect(exposed()).toEqual(['one', 'one']);
  });

  test('is not exposed if it left in between, and the second begins anew', async () => {
    const one = await add('one');
    show(one, 100, 100);
    await pass(900);
    show(one, 0, 100);
    show(one, 100, 100);
    await pass(900);
    expect(exposed()).toEqual([]);
    await pass(100);
    expect(exposed()).toEqual(['one']);
  });

  test.each<[string, (is: boolean) => unknown]>([
    [
      'the tab is hidden',
      (is) => Object.defineProperty(document, 'hidden', { value: is, configurable: true }),
    ],
    [
      'it cannot be seen',
      (is) =>
        Object.assign(Element.prototype, {
          checkVisibility: (how: CheckVisibilityOptions) =>
            !(is && how.opacityProperty && how.visibilityProperty),
        }),
    ],
  ])('is exposed later where %s', async (_, hide) => {
    hide(true);
    show(await add('one'), 100, 100);
    await pass(5_000);
    expect(exposed()).toEqual([]);
    hide(false);
    await pass(1_000);
    expect(exposed()).toEqual(['one']);
  });

  test('is not exposed without a height, without a name, or where the page keeps it private', async () => {
    show(await add('closed'), 0, 0);
    show(await add(''), 100, 100);
    const quiet = document.createElement('p');
    quiet.dataset.telemetry = 'off';
    document.body.append(quiet);
    show(await add('private', quiet), 100, 100);
    await pass(5_000);
    expect(exposed()).toEqual([]);
  });
});

test('an element is found that comes late, deep inside another, or becomes another feature', async () => {
  const list = document.createElement('ul');
  document.body.append(list);
  await pass(200);
  const one = await add('one', list);
  show(one, 100, 100);
  await pass(1_000);
  one.dataset.feature = 'two';
  await pass(1_200);
  expect(exposed()).toEqual(['one', 'two']);
});

test('a page that never stops changing is looked at five times a second', async () => {
  await pass(1);
  const looks = vi.spyOn(document, 'querySelectorAll');
  for (let time = 0; time < 1_000; time += 10) {
    document.body.append('text');
    await pass(10);
  }
  expect(looks.mock.calls.length).toBeGreaterThanOrEqual(4);
  expect(looks.mock.calls.length).toBeLessThanOrEqual(5);
  looks.mockRestore();
});

test('a use is told of the innermost feature, and of none without a name', async () => {
  const outer = await add('outer');
  const inner = await add('inner', outer);
  await add('', outer);
  const press = (element: Element | null) =>
    element?.dispatchEvent(
      new PointerEvent('click', { bubbles: true, composed: true, pointerType: 'touch' }),
    );
  press(inner);
  press(outer.lastElementChild);
  press(document.body);
  expect(page.told).toMatchObject([
    { name: 'feature.used', attributes: { 'feature.id': 'inner', 'sonde.pointer.type': 'touch' } },
  ]);
});

test('the document is looked at after the page has started, and not at once', async () => {
  await pass(1_000);
  const looks = vi.spyOn(document, 'querySelectorAll');
  page.emit('page_view');
  expect(looks).not.toHaveBeenCalled();
  await pass(1);
  expect(looks).toHaveBeenCalledOnce();
  looks.mockRestore();
});

describe('after the end nothing is told', () => {
  /** Whatever may be seen and clicked. */
  const act = async (...elements: HTMLElement[]): Promise<void> => {
    await pass(5_000);
    for (const element of elements)
      for (const visible of [0, 100]) {
        show(element, visible, 100);
        await pass(5_000);
      }
    page.emit('page_view');
    await pass(5_000);
  };

  test.each([
    ['whatever was about to be', false],
    ['also where the document was about to be looked at', true],
  ])('%s', async (_, isChanged) => {
    const one = await add('one');
    show(one, 100, 100);
    const two = await add('two');
    if (isChanged) document.body.append('text');
    await pass(0);
    page.undo();
    one.click();
    await act(one, two, await add('three'));
    expect(page.told.map(({ name }) => name)).toEqual(['page_view']);
  });

  test('if that was before it had begun', async () => {
    page.undo();
    page = setUp(features());
    page.undo();
    await act(await add('one'));
    expect(page.told.map(({ name }) => name)).toEqual(['page_view']);
  });
});
