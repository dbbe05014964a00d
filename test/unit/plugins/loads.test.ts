// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pageLoad } from '../../../src/plugins/page-load.js';
import { resources } from '../../../src/plugins/resources.js';
import { vitalsAttribution } from '../../../src/plugins/vitals-attribution.js';
import { stubEntries } from './entries.js';
import { setUp } from './taps.js';

/** What plugins make of the browser's entries, which are the test's: of prerendered and restored pages, other origins. */

let hand: ReturnType<typeof stubEntries>;
let undo: () => void;
beforeEach(() => {
  undo = () => {};
  hand = stubEntries();
});
afterEach(() => {
  undo();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const navigation = (entry: object): void =>
  void vi.stubGlobal('performance', {
    timeOrigin: 1_800_000_000_000,
    getEntriesByType: (type: string) => (type === 'navigation' ? [entry] : []),
    getEntriesByName: () => [],
  });

test.each([
  ['shown while it loads', 60_000, { interactive: 0, content: 500, load: 1_000 }],
  ['loaded before it is shown', 70_000, { interactive: 0, content: 0, load: 0 }],
])(
  'the times of a prerendered page count from when it is shown: %s',
  async (_, activationStart, expected) => {
    navigation({
      name: 'https://shop.example/',
      activationStart,
      requestStart: 10,
      responseStart: 30,
      domInteractive: 50,
      domContentLoadedEventEnd: 60_500,
      loadEventEnd: 61_000,
    });
    const page = setUp(pageLoad());
    undo = page.undo;
    await vi.waitFor(() => expect(page.told).toHaveLength(1));
    const [{ attributes, options, time } = {} as never] = page.told;
    expect(attributes).toMatchObject({
      'sonde.load.waiting': 20,
      'browser.navigation_timing.dom_interactive': expected.interactive,
      'browser.navigation_timing.dom_content_loaded_event_end': expected.content,
      'browser.navigation_timing.load_event_end': expected.load,
    });
    const span = options?.span as Record<string, string>;
    expect(time).toBe(Math.round(performance.timeOrigin + activationStart));
    expect(
      Number(BigInt(span.endTimeUnixNano as string) - BigInt(span.startTimeUnixNano as string)) / 1e6,
    ).toBe(expected.load);
  },
);

test.each([
  ['by the site’s own name', ({ pathname }: URL) => pathname.replace('anna', ':name'), '/people/:name/:id'],
  ['with ids replaced where that is none', () => '', '/people/anna/:id'],
  [
    'with ids replaced where the site’s own naming throws',
    () => {
      throw new Error('own');
    },
    '/people/anna/:id',
  ],
])('a load is told %s', async (_, template, name) => {
  navigation({ name: 'https://shop.example/people/anna/8123?a=b' });
  const page = setUp(
    pageLoad({
      template: (url) => template(url).replace('8123', ':id'),
    }),
  );
  undo = page.undo;
  await vi.waitFor(() => expect(page.told).toHaveLength(1));
  expect(page.told[0]).toMatchObject({
    attributes: { 'url.template': name, 'url.full': `https://shop.example${name}` },
    options: { span: { name: `load ${name}` } },
  });
});

test('a load is told when it is over, not after the end, and once, however often the visitor grants', async () => {
  const later = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));
  navigation({ name: 'https://shop.example/' });
  const plugin = pageLoad();
  const state = vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading');
  const withdrawn = setUp(plugin);
  withdrawn.undo();
  dispatchEvent(new Event('load'));
  await later();
  const page = setUp(plugin);
  await later();
  expect([...withdrawn.told, ...page.told]).toEqual([]);

  dispatchEvent(new Event('load'));
  // The end of the load event is known only then.
  expect(page.told).toEqual([]);
  await later();
  page.undo();
  state.mockReturnValue('complete');
  const again = setUp(plugin);
  undo = again.undo;
  await later();
  expect([page.told.length, again.told.length]).toEqual([1, 0]);
});

test.each([
  ['names none', '', undefined],
  ['names what is none', '00-4bf92f3577b34da6-00f067aa0ba902b7-01', undefined],
  ['names one', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '00f067aa0ba902b7'],
])('where the server %s, the load is of a trace all the same', async (_, content, parentSpanId) => {
  document.head.innerHTML = `<meta name="traceparent" content="${content}">`;
  navigation({ name: 'https://shop.example/' });
  const page = setUp(pageLoad());
  undo = () => {
    page.undo();
    document.head.replaceChildren();
  };
  await vi.waitFor(() => expect(page.told).toHaveLength(1));
  const span = page.told[0]?.options?.span;
  expect(span?.traceId).toMatch(/^[\da-f]{32}$/);
  expect(Object.entries(span ?? {}).filter(([name]) => name === 'parentSpanId')).toEqual(
    parentSpanId ? [['parentSpanId', parentSpanId]] : [],
  );
});

test('a vital of a page that was restored is not explained by the first load', () => {
  navigation({ responseStart: 100 });
  const page = setUp(vitalsAttribution());
  undo = page.undo;
  hand['largest-contentful-paint']?.([{ startTime: 800, url: '', element: document.body }]);
  const targetOf = (type: string) =>
    page.emit('browser.web_vital', {
      'browser.web_vital.name': 'lcp',
      'browser.web_vital.value': 800,
      'browser.web_vital.navigation_type': type,
    }).attributes['browser.web_vital.target'];
  expect(targetOf('navigate')).toBe('html > body');
  expect(targetOf('back-forward')).toBe('html > body');
  expect(targetOf('back-forward-cache')).toBeUndefined();
  expect(targetOf('soft-navigation')).toBeUndefined();
});

test.each([
  [
    'are left out of the share from the cache',
    [
      [0, 500],
      [700, 500],
      [0, 0],
      [0, 0],
    ],
    0.5,
  ],
  ['alone make no share', [[0, 0]], undefined],
])('resources whose sizes another origin hides %s', (_, sizes, share) => {
  const page = setUp(resources({ rate: 1 }));
  undo = page.undo;
  hand.resource?.(
    sizes.map(([transferSize, encodedBodySize]) => ({
      ...{ startTime: 1, duration: 1, initiatorType: 'img', name: 'https://cdn.example/a.png' },
      ...{ transferSize, encodedBodySize, requestStart: encodedBodySize ? 1 : 0 },
      ...{ workerStart: 0, responseStatus: 200 },
    })),
  );
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  dispatchEvent(new Event('visibilitychange'));
  expect(page.told).toMatchObject([{ attributes: { 'sonde.resources.count': sizes.length } }]);
  expect(page.told[0]?.attributes['sonde.resources.cache_hit_rate']).toBe(share);
});
