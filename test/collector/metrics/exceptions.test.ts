import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBreadcrumbs } from '../../../src/collector/metrics/breadcrumbs.js';
import { exceptionDetail } from '../../../src/collector/metrics/exception-detail.js';
import { exceptions } from '../../../src/collector/metrics/exceptions.js';
import { rangeBetween } from '../../../src/collector/metrics/time-range.js';
import type { Store } from '../../../src/collector/store/store.js';
import { HOSTILE, minute, openFilled } from './open-filled.js';
import type { EventSketch } from './seed/row.js';

const range = { ...rangeBetween(minute(0), minute(60)), step: 1_200_000, buckets: 3 };
const filter = { from: range.from, to: range.to };

const exception = (
  fingerprint: string,
  session: string,
  at: number,
  attributes: EventSketch['attributes'] = {},
  more: Partial<EventSketch> = {},
): EventSketch => ({
  name: 'exception',
  session,
  visitor: `visitor of ${session}`,
  time: minute(at),
  release: '1.1',
  browser: 'Chrome',
  browserVersion: '141',
  template: '/cart',
  ...more,
  attributes: {
    'exception.type': 'TypeError',
    'exception.message': 'x is undefined',
    ...(fingerprint === '' ? {} : { 'sonde.exception.fingerprint': fingerprint }),
    ...attributes,
  },
});

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    // First seen before the range, in another release.
    exception('aaaaaaaa', 's0', -60, {}, { release: '1.0' }),
    exception('aaaaaaaa', 's1', 5, { 'sonde.exception.count': 10, 'sonde.exception.handled': false }),
    exception('aaaaaaaa', 's1', 6, { 'sonde.exception.handled': true }),
    exception(
      'aaaaaaaa',
      's2',
      45,
      {
        'exception.message': 'x is null',
        'exception.stacktrace': 'TypeError: x is null\n    at f (a.js:1:1)',
        'sonde.breadcrumbs': '[[1200,"click","buy"],[30,"page_view","/cart"]]',
      },
      { release: '1.2' },
    ),
    exception('bbbbbbbb', 's1', 7, {}, { weight: 4 }),
    // Without a fingerprint: type and message group.
    exception('', 's3', 8),
    exception('', 's4', 9),
    ...[
      { of: 'stale', at: 20, release: '1.10.0' },
      { of: 'stale', at: 21, release: '1.9.0' },
      { of: 'two services', at: 20, release: '1.10.0' },
      { of: 'two services', at: 21, release: '0.3', service: 'blog' },
    ].map(({ of, at, ...more }) => exception(of, 's9', at, {}, { ...more, device: 'tablet' })),
    ...HOSTILE.map((text, at) =>
      exception(text, `h${at}`, 10, {
        'exception.type': text,
        'exception.message': text,
        'sonde.breadcrumbs': text,
      }),
    ),
  ]);
});
afterAll(() => store.close());

describe('exceptions', () => {
  it('groups by fingerprint, counts storms in full, and finds the first time', async () => {
    const { groups } = await exceptions(store, {}, range);
    expect(groups.find(({ fingerprint }) => fingerprint === 'aaaaaaaa')).toEqual({
      fingerprint: 'aaaaaaaa',
      type: 'TypeError',
      message: 'x is null',
      count: 12,
      sessions: 2,
      visitors: 2,
      handled: 1,
      firstSeen: minute(-60),
      lastSeen: minute(45),
      firstService: 'shop',
      firstRelease: '1.0',
      releases: ['1.1', '1.2'],
      trend: [11, 0, 1],
    });
    expect(groups.find(({ fingerprint }) => fingerprint === 'bbbbbbbb')).toMatchObject({
      count: 4,
      sessions: 4,
      firstRelease: '1.1',
      trend: [4, 0, 0],
    });
  });

  it('knows the oldest release with one by its version, in the service that had it first', async () => {
    const { groups } = await exceptions(store, { device: 'tablet' }, range);
    expect(
      groups
        .map(({ fingerprint, firstSeen, firstService, firstRelease, releases }) => [
          fingerprint,
          firstSeen,
          firstService,
          firstRelease,
          releases,
        ])
        .sort(),
    ).toEqual([
      ['stale', minute(20), 'shop', '1.9.0', ['1.9.0', '1.10.0']],
      ['two services', minute(20), 'shop', '1.10.0', ['0.3', '1.10.0']],
    ]);
  });

  it('groups what has no fingerprint by type and message', async () => {
    const { groups } = await exceptions(store, {}, range);
    const own = groups.filter(({ fingerprint }) => /^[0-9a-f]{16}$/.test(fingerprint));
    expect(own).toMatchObject([{ count: 2, sessions: 2, message: 'x is undefined' }]);
    const detail = await exceptionDetail(store, filter, own[0]?.fingerprint ?? '');
    expect(detail.occurrences).toHaveLength(2);
  });

  it('says how many groups there are beyond the limit', async () => {
    const { groups, all } = await exceptions(store, {}, range, 2);
    expect(groups).toHaveLength(2);
    expect(all).toBe(5 + HOSTILE.length);
  });

  it.each(HOSTILE)('carries %j through unharmed', async (text) => {
    const { groups } = await exceptions(store, {}, range);
    expect(groups.find(({ fingerprint }) => fingerprint === text)).toMatchObject({
      type: text,
      message: text,
      count: 1,
    });
    const { occurrences } = await exceptionDetail(store, filter, text);
    expect(occurrences).toMatchObject([{ type: text, message: text, breadcrumbs: [] }]);
    expect((await exceptions(store, { release: text, service: text }, range)).groups).toEqual([]);
  });
});

describe('exceptionDetail', () => {
  it('shows the latest first, with what happened before', async () => {
    const { occurrences, places } = await exceptionDetail(store, filter, 'aaaaaaaa');
    expect(occurrences.map(({ time, count, handled }) => [time, count, handled])).toEqual([
      [minute(45), 1, false],
      [minute(6), 1, true],
      [minute(5), 10, false],
    ]);
    expect(occurrences[0]).toMatchObject({
      stack: 'TypeError: x is null\n    at f (a.js:1:1)',
      breadcrumbs: [
        { before: 1_200, name: 'click', detail: 'buy' },
        { before: 30, name: 'page_view', detail: '/cart' },
      ],
      session: 's2',
      template: '/cart',
      release: '1.2',
      browser: 'Chrome 141',
    });
    expect(places.filter(({ kind }) => kind === 'release')).toEqual([
      { kind: 'release', name: '1.1', count: 11 },
      { kind: 'release', name: '1.2', count: 1 },
    ]);
  });
});

describe('readBreadcrumbs', () => {
  it.each([
    ['', []],
    ['{', []],
    ['null', []],
    ['{"length":1e9}', []],
    ['[1,null,"x",[],["1","a","b"],[null,"a","b"],[1],[1,2,3]]', []],
    ['[[1e999,"a","b"]]', []],
    ['[[-5,"a",{"__proto__":{"x":1}}]]', [{ before: 0, name: 'a', detail: '' }]],
    ['[[5,"a",7]]', [{ before: 5, name: 'a', detail: '7' }]],
    ['[[5,"a"]]', [{ before: 5, name: 'a', detail: '' }]],
  ])('reads %j', (json, expected) => {
    expect(readBreadcrumbs(json)).toEqual(expected);
  });

  it('is bounded', () => {
    const many = readBreadcrumbs(
      JSON.stringify(Array.from({ length: 5_000 }, () => [1, 'x'.repeat(5_000), 'y'.repeat(5_000)])),
    );
    expect(many).toHaveLength(100);
    expect(many[0]?.name).toHaveLength(500);
    expect(readBreadcrumbs('['.repeat(100_000))).toEqual([]);
  });
});
