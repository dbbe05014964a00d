import { afterAll, beforeAll, expect, it } from 'vitest';
import { frustration } from '../../../src/collector/metrics/frustration.js';
import { frustrationPlaces } from '../../../src/collector/metrics/frustration-places.js';
import { rangeBetween } from '../../../src/collector/metrics/time-range.js';
import type { Interval } from '../../../src/collector/statistics/interval.js';
import { wilson } from '../../../src/collector/statistics/wilson.js';
import type { Store } from '../../../src/collector/store/store.js';
import { HOSTILE, minute, openFilled } from './open-filled.js';
import type { EventSketch } from './seed/row.js';

const range = rangeBetween(minute(0), minute(60));

const view = (session: string, at: number, more: Partial<EventSketch> = {}): EventSketch => ({
  name: 'page_view',
  session,
  time: minute(at),
  template: '/cart',
  release: '1.0',
  device: 'desktop',
  ...more,
});
const sign = (
  kind: string,
  session: string,
  at: number,
  target = 'pay',
  more: Partial<EventSketch> = {},
): EventSketch => ({
  ...view(session, at, more),
  name: 'frustration',
  attributes: { 'sonde.frustration.kind': kind, ...(target === '' ? {} : { 'sonde.target.name': target }) },
});

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    // Of ten sessions, five of them on the cart's page, four have signs: one twice at one place, one of two kinds.
    ...Array.from({ length: 5 }, (_, at) => view(`c${at}`, 1)),
    ...Array.from({ length: 5 }, (_, at) => view(`h${at}`, 1, { template: '/', release: '2.0' })),
    sign('rage', 'c0', 2),
    sign('rage', 'c0', 3),
    sign('rage', 'c1', 3),
    sign('dead', 'c1', 4, 'size-guide'),
    sign('error', 'c2', 5),
    sign('thrash', 'h0', 6, '', { template: '/', release: '2.0' }),
    // In the hour before, one of two.
    view('b0', -20),
    view('b1', -20),
    sign('rage', 'b0', -19),
    // Of a service that does not tell of such signs nobody knows whether there are any.
    ...Array.from({ length: 30 }, (_, at) => view(`w${at}`, 1, { service: 'blog' })),
    // A release without the plugin says nothing, nor do visitors who allowed no analytics, nor staging.
    ...Array.from({ length: 50 }, (_, at) => view(`o${at}`, 1, { service: 'app', release: '1.4.0' })),
    ...Array.from({ length: 50 }, (_, at) => view(`p${at}`, 1, { service: 'app', environment: 'staging' })),
    ...Array.from({ length: 50 }, (_, at) =>
      view(`q${at}`, 1, {
        service: 'app',
        name: 'browser.web_vital',
        attributes: { 'browser.web_vital.name': 'FCP', 'browser.web_vital.value': 900 },
      }),
    ),
    ...Array.from({ length: 10 }, (_, at) => view(`r${at}`, 1, { service: 'app' })),
    sign('rage', 'r0', 2, 'pay', { service: 'app' }),
    sign('thrash', 'r1', 2, 'home', { service: 'app' }),
    // Nobody struggled before, in as many sessions.
    ...Array.from({ length: 10 }, (_, at) => view(`t${at}`, -20, { service: 'app' })),
    // A session in ten is kept, with whatever happens in it.
    ...['s0', 's1'].map((session) => view(session, 7, { service: 'sampled', weight: 10 })),
    sign('dead', 's0', 8, 'menu', { service: 'sampled', weight: 10 }),
    // One that names no session is told, but counts for none.
    sign('rage', '', 9, 'menu', { service: 'nameless', template: '' }),
    view('n0', 9, { service: 'nameless', template: '' }),
    // What no plugin of Sonde's tells.
    sign('despair', 'd0', 10, 'x', { service: 'odd' }),
    sign('', 'd0', 10, 'x', { service: 'odd' }),
    ...HOSTILE.map((text, at) => sign('rage', `x${at}`, 11, text, { service: 'hostile', template: text })),
    sign('rage', 'x', 11, 'z'.repeat(30_000), { service: 'long', template: `/${'y'.repeat(30_000)}` }),
  ]);
});
afterAll(() => store.close());

const plain = (interval: Interval | null | undefined) =>
  interval && { estimate: interval.estimate, lower: interval.lower, upper: interval.upper };

it('tells which share of sessions had signs of each kind, now and before', async () => {
  const { current, previous } = await frustration(store, { service: 'shop' }, range);
  expect(current.map(({ share, ...row }) => [...Object.values(row), share?.estimate])).toEqual([
    ['any', 6, 4, 0.4],
    ['rage', 3, 2, 0.2],
    ['dead', 1, 1, 0.1],
    ['error', 1, 1, 0.1],
    ['thrash', 1, 1, 0.1],
  ]);
  expect(plain(current[0]?.share)).toEqual(wilson(4, 10));
  expect(previous.slice(0, 3)).toMatchObject([
    { kind: 'any', sessions: 1, share: { estimate: 0.5 } },
    { kind: 'rage', share: { estimate: 0.5 } },
    { kind: 'dead', times: 0, share: { estimate: 0 } },
  ]);
});

it('speaks of the services that tell of such signs alone', async () => {
  const services = await frustration(store, {}, range);
  // 10 of the shop, 10 of the app, 2 × 10 sampled, one nameless, 7 hostile, one long; none of the blog, nor of the odd one.
  expect(services.current[0]?.share?.estimate).toBeCloseTo((4 + 2 + 10 + 7 + 1) / 49, 12);
  const none = { current: [], previous: [] };
  for (const service of ['blog', 'odd', HOSTILE[0] as string])
    expect(await frustration(store, { service }, range)).toEqual(none);
  // A release, or a device, in which all went well, is one in which none had a sign.
  const { current } = await frustration(store, { service: 'shop', release: '2.0' }, range);
  expect(current.slice(0, 2)).toMatchObject([{ share: { estimate: 0.2 } }, { share: { estimate: 0 } }]);
  expect(await frustration(store, { service: 'shop', device: 'mobile' }, range)).toEqual(none);
});

it('counts the sessions of which it would be told, now and before', async () => {
  const { current, previous } = await frustration(store, { service: 'app' }, range);
  expect(plain(current[0]?.share)).toEqual(wilson(2, 10));
  // As many were looked at before, though none was told.
  expect(plain(previous[0]?.share)).toEqual(wilson(0, 10));
  expect((await frustration(store, { service: 'app', release: '1.4.0' }, range)).current).toEqual([]);
  const places = await frustrationPlaces(store, { ...range, service: 'app' });
  expect(places).toMatchObject([
    { kind: 'rage', target: 'pay', share: { estimate: 1 / 10, size: 10 } },
    // Between pages: the link that was clicked last is not where it was.
    { kind: 'thrash', target: '', share: { estimate: 1 / 10 } },
  ]);
});

it('weighs sampled sessions, and is no surer for it', async () => {
  const { current } = await frustration(store, { service: 'sampled' }, range);
  expect(current[0]).toMatchObject({ times: 10, sessions: 10 });
  expect(plain(current[0]?.share)).toEqual(wilson(1, 2));
  const [place] = await frustrationPlaces(store, { ...range, service: 'sampled' });
  expect(place).toMatchObject({ times: 10, sessions: 10, share: { estimate: 0.5, size: 2 } });
});

it('tells where, of those who were on the page', async () => {
  const rows = await frustrationPlaces(store, { ...range, service: 'shop' });
  expect(rows.map(({ share, ...row }) => [...Object.values(row), share?.estimate])).toEqual([
    // Kind, page, target, times, sessions, places of that kind.
    ['rage', '/cart', 'pay', 3, 2, 1, 2 / 5],
    ['dead', '/cart', 'size-guide', 1, 1, 1, 1 / 5],
    ['error', '/cart', 'pay', 1, 1, 1, 1 / 5],
    ['thrash', '/', '', 1, 1, 1, 1 / 5],
  ]);
  expect(plain(rows[0]?.share)).toEqual(wilson(2, 5));
  expect(await frustrationPlaces(store, { ...range, service: 'shop', release: '2.0' })).toMatchObject([
    { kind: 'thrash' },
  ]);
  expect(await frustrationPlaces(store, { ...range, service: 'odd' })).toEqual([]);
});

it('counts one without a session for none', async () => {
  expect(await frustrationPlaces(store, { ...range, service: 'nameless' })).toMatchObject([
    { page: '', target: 'menu', times: 1, sessions: 0, share: { estimate: 0 } },
  ]);
});

it('is bounded, and carries any text through unharmed', async () => {
  const rows = await frustrationPlaces(store, { ...range, service: 'hostile' });
  expect(new Set(rows.map(({ target }) => target))).toEqual(new Set(HOSTILE));
  expect(rows.every(({ page, target, share }) => page === target && share?.estimate === 1)).toBe(true);
  const few = await frustrationPlaces(store, { ...range, service: 'hostile' }, 2);
  expect(few.map(({ all }) => all)).toEqual([7, 7]);
  const [long] = await frustrationPlaces(store, { ...range, service: 'long' });
  expect([long?.page.length, long?.target.length, long?.share?.estimate]).toEqual([200, 200, 1]);
});
