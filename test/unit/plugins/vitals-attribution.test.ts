// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { vitalsAttribution } from '../../../src/plugins/vitals-attribution.js';
import { stubEntries } from './entries.js';
import { setUp } from './taps.js';

/** What vitals are due to, by entries that are the test's. */

let hand: ReturnType<typeof stubEntries>;
let page: ReturnType<typeof setUp>;
beforeEach(() => {
  hand = stubEntries();
  page = setUp(vitalsAttribution());
});
afterEach(() => {
  page.undo();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const element = (id: string): Element =>
  Object.assign(document.body.appendChild(document.createElement('p')), { id });

/** What a vital is told to be due to, by the rest of the attributes' names. */
const explain = (name: string, value: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(
      page.emit('browser.web_vital', { 'browser.web_vital.name': name, 'browser.web_vital.value': value })
        .attributes,
    ).map(([key, told]) => [key.replace('browser.web_vital.', ''), told]),
  );

describe('CLS', () => {
  const shift = (startTime: number, value: number, node: Node, hadRecentInput = false): void =>
    hand['layout-shift']?.([{ startTime, value, hadRecentInput, sources: [{ node }] }]);

  test('is due to what shifted most in the worst window: less than a second between shifts, five at most', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(element) as [Element, Element, Element];
    shift(0, 0.2, a);
    shift(999, 0.1, b);
    expect(explain('cls', 0.3).target).toBe('p#a');
    // A window of its own, which is the worst only with its second shift.
    shift(1_999, 0.25, b);
    expect(explain('cls', 0.3).target).toBe('p#a');
    shift(2_998, 0.1, a);
    expect(explain('cls', 0.35).target).toBe('p#b');
    for (let time = 3_500; time < 6_999; time += 500) shift(time, 0.01, a);
    shift(6_998, 0.26, c);
    expect(explain('cls', 0.68).target).toBe('p#c');
  });

  test('of which the sixth second is another', () => {
    const [a, b] = ['a', 'b'].map(element) as [Element, Element];
    for (let time = 0; time < 5_000; time += 500) shift(time, 0.1, a);
    shift(5_000, 0.5, b);
    shift(5_100, 0.4, a);
    expect(explain('cls', 1).target).toBe('p#a');
  });

  test('is not due to what a person made shift; a text is told by its element', () => {
    const [a, b] = ['a', 'b'].map(element) as [Element, Element];
    b.textContent = 'text';
    shift(0, 0.5, a, true);
    shift(10, 0.1, b.firstChild as Node);
    expect(explain('cls', 0.1).target).toBe('p#b');
  });
});

describe('INP', () => {
  const interact = (duration: number, target: Element, more: object = {}): void =>
    hand.event?.([
      {
        ...{ name: 'click', startTime: 1_000, duration, target, interactionId: 7 },
        ...{ processingStart: 1_010, processingEnd: 1_020, ...more },
      },
    ]);

  test('is explained by one of the ten slowest interactions: as many as web-vitals looks at', () => {
    const target = element('a');
    for (let slow = 1; slow <= 12; slow++) interact(slow * 100, target);
    expect([1_200, 300, 200].map((value) => explain('inp', value).target)).toEqual(['p#a', 'p#a', undefined]);
  });

  test('is that of the event which ran longest of those that took as long, by the browser’s 8 ms', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(element) as [Element, Element, Element];
    interact(200, a);
    interact(208, b, { name: 'keydown', processingEnd: 1_190 });
    interact(209, c, { processingEnd: 1_199 });
    interact(200, c, { interactionId: 0, processingEnd: 1_200 });
    expect(explain('inp', 200)).toMatchObject({
      target: 'p#b',
      event: 'keydown',
      'phase.input_delay': 10,
      'phase.processing': 180,
      'phase.presentation_delay': 10,
    });
  });

  test('names the script that ran longest in the frames of the time, and its invoker where the target is known', () => {
    const script = (duration: number, name: string) => ({
      ...{ duration, sourceFunctionName: name },
      ...{
        invoker: 'IMG[src="data:image/png;base64,iVBOR"].onload',
        sourceURL: `https://a.example/${name}.js`,
      },
    });
    hand['long-animation-frame']?.([
      { startTime: 800, duration: 200, scripts: [script(190, 'before')] },
      {
        startTime: 990,
        duration: 100,
        scripts: [script(20, 'short'), script(60, 'long'), script(30, 'shorter')],
      },
      { startTime: 1_200, duration: 200, scripts: [script(190, 'after')] },
    ]);
    interact(200, element('a'));
    expect(explain('inp', 200)).toMatchObject({
      'script.function': 'long',
      'script.duration': 60,
      'script.url': 'https://a.example/long.js',
      'script.invoker': 'IMG[src="data:',
    });
    document.body.innerHTML = '<p data-telemetry="off">private</p>';
    interact(400, document.body.firstElementChild as Element);
    expect(explain('inp', 400)).toMatchObject({ 'script.function': 'after', 'script.invoker': undefined });
  });
});

test('the phases of LCP add up to it, whatever another origin hides and however late the picture is', () => {
  const picture = (entry: object, value = 800) => {
    vi.stubGlobal('performance', {
      getEntriesByType: () => [{ responseStart: 1_100 }],
      getEntriesByName: () => [entry],
    });
    // The page was shown a second after it began to load.
    hand['largest-contentful-paint']?.([{ startTime: value + 1_000, url: 'a.png', element: element('a') }]);
    const told = explain('lcp', value);
    return ['ttfb', 'load_delay', 'load', 'render_delay'].map((phase) => told[`phase.${phase}`]);
  };
  expect(picture({ startTime: 1_200, requestStart: 1_300, responseEnd: 1_500 })).toEqual([
    100, 200, 200, 300,
  ]);
  expect(picture({ startTime: 1_200, requestStart: 0, responseEnd: 1_500 })).toEqual([100, 100, 300, 300]);
  expect(picture({ startTime: 1_050, requestStart: 1_060, responseEnd: 2_500 })).toEqual([100, 0, 700, 0]);
});
