// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ResourcesOptions, resources } from '../../../src/plugins/resources.js';
import { stubEntries } from './entries.js';
import { setUp } from './taps.js';

/** Resources that the test says were loaded. */

let hand: ReturnType<typeof stubEntries>;
let undo: () => void;
beforeEach(() => {
  hand = stubEntries();
});
afterEach(() => {
  undo();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const open = (options: ResourcesOptions, session?: string) => {
  const page = setUp(resources(options), Date.now, session === undefined ? undefined : () => session);
  undo = page.undo;
  const of = (name: string) =>
    page.told.filter((one) => one.name === name).map(({ attributes }) => attributes);
  return {
    ...page,
    single: () => of('browser.resource_timing'),
    sums: () => of('browser.resources').map((sum) => sum['sonde.resources.count']),
  };
};

const load = (...entries: object[]): void =>
  hand.resource?.(
    entries.map((entry) => ({
      ...{ startTime: 1, duration: 1, initiatorType: 'img', name: 'https://cdn.example/a.png' },
      ...{ transferSize: 500, encodedBodySize: 500, requestStart: 1, workerStart: 0, responseStatus: 200 },
      ...entry,
    })),
  );
const hide = (isHidden = true): void => {
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(isHidden);
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  hidden.mockRestore();
};

test('twenty slow resources of a document are told one by one, and all are counted', () => {
  const page = open({ rate: 1 });
  for (let index = 0; index < 5; index++) load(...Array(5).fill({ duration: 2_000 }));
  expect(page.single()).toHaveLength(20);
  hide();
  expect(page.sums()).toEqual([25]);
  expect(Object.keys(page.told.at(-1)?.attributes ?? {})).not.toContain('sonde.weight');
});

test('slow is what took a second, failed what was answered by 400; what is of no server is only counted', () => {
  const page = open({ rate: 1 });
  load(
    { duration: 999, name: 'https://cdn.example/fast/8123.png' },
    { duration: 1_000, name: 'https://cdn.example/slow/8123/a.png', renderBlockingStatus: 'blocking' },
    { responseStatus: 399, name: 'https://cdn.example/found.png' },
    { responseStatus: 400, name: 'https://cdn.example/lost.png', renderBlockingStatus: 'non-blocking' },
    { duration: 1_000, name: 'data:image/png;base64,iVBORw0' },
  );
  expect(page.single()).toMatchObject([
    { 'url.full': 'https://cdn.example/slow/:id/a.png', 'sonde.resource.render_blocking': true },
    { 'url.full': 'https://cdn.example/lost.png', 'sonde.resource.render_blocking': undefined },
  ]);
  expect(page.told[0]?.time).toBe(Math.round(performance.timeOrigin + 1));
  hide();
  expect(page.sums()).toEqual([5]);
});

test('the sum is told when the page is hidden, of what came since the last, and of nothing where nothing came', () => {
  const page = open({ rate: 1 });
  hide();
  load({}, {});
  hide(false);
  expect(page.sums()).toEqual([]);
  hide();
  hide();
  load({});
  hide();
  expect(page.sums()).toEqual([2, 1]);
  page.undo();
  load({});
  hide();
  expect(page.sums()).toEqual([2, 1]);
});

test('the sum is there when a listener of the document’s, as the outbox’s, leaves with the page', () => {
  const page = open({ rate: 1 });
  load({});
  let found: unknown;
  const leave = (): void => {
    found = page.sums();
  };
  document.addEventListener('visibilitychange', leave, { once: true });
  hide();
  expect(found).toEqual([1]);
});

test.each([
  ['', 0.8948, {}, []],
  ['', 0.9002, {}, [10, 10]],
  ['of half the sessions ', 0.4998, { rate: 0.5 }, []],
  ['of half the sessions ', 0.5, { rate: 0.5 }, [2, 2]],
])('%sa session that stands at %d tells for those that do not', (_, share, options, weights) => {
  const page = open(
    options,
    // By the highest 52 of the low 56 bits.
    `${Math.round(share * 2 ** 52)
      .toString(16)
      .padStart(31, '0')}0`,
  );
  load({ duration: 2_000 });
  hide();
  expect(page.told.map(({ attributes }) => attributes['sonde.weight'])).toEqual(weights);
});

test('requests of scripts and what only has no name for its type are no resources', () => {
  const page = open({ rate: 1 });
  for (const initiatorType of ['fetch', 'xmlhttprequest', 'beacon', 'ping', 'eventsource', 'icon'])
    load({ initiatorType });
  for (const name of ['a.php', 'a', 'a.txt?b=.js', 'a#.js', '.js/a'])
    load({ initiatorType: 'other', name: `https://cdn.example/${name}` });
  hide();
  expect(page.sums()).toEqual([]);
  for (const name of ['a.js', 'a.mjs?b', 'a.woff', 'a.woff2', 'a.otf#b', 'a.ttf'])
    load({ initiatorType: 'other', name: `https://cdn.example/${name}` });
  hide();
  expect(page.sums()).toEqual([6]);
});
