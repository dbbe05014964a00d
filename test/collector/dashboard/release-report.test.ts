import { afterAll, beforeAll, expect, test } from 'vitest';
import { answers, type ReleaseReport } from '../../../src/collector/dashboard/answers.js';
import { readQuery } from '../../../src/collector/dashboard/read-query.js';
import { releases } from '../../../src/collector/metrics/releases.js';
import type { Store } from '../../../src/collector/store/store.js';
import { minute, openFilled } from '../metrics/open-filled.js';

const view = (service: string, release: string, at: number) =>
  ({ name: 'page_view', service, release, session: `${service}${release}`, time: minute(at) }) as const;

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    view('shop', '1.0', 1),
    view('shop', '1.1', 2),
    view('shop', '1.2', 3),
    view('blog', '7.0', 4),
    view('blog', '6.0', -60),
    // A page of the older one from a cache, and one on its way out, after the newer one.
    ...[
      ['1.5.0', 5],
      ['1.4.1', 6],
      ['1.5.0-rc.2', 7],
      ['9fceb02', 8],
    ].map(([release, at]) => view('cached', String(release), Number(at))),
    // More than are listed, of one session each.
    ...Array.from({ length: 600 }, (_, at) => view('flood', `f${at}`, 100 + at / 100)),
  ]);
});
afterAll(() => store.close());

const report = (fields: Readonly<Record<string, string>>, to = 60): Promise<ReleaseReport> => {
  const search = new URLSearchParams({ from: String(minute(0)), to: String(minute(to)), ...fields });
  const now = Date.now();
  return answers.releases({ ...readQuery(search, now), store, search, now });
};
const compared = async (fields: Readonly<Record<string, string>>): Promise<unknown> => {
  const { comparison, reason } = await report(fields);
  return comparison ? [comparison.after, comparison.before] : reason;
};

test('releases of one service are compared, the newest with the one before, or those that are named', async () => {
  expect(await compared({ service: 'shop' })).toEqual(['1.2', '1.1']);
  expect(await compared({ service: 'shop', release: '1.1' })).toEqual(['1.1', '1.0']);
  expect(await compared({ service: 'shop', against: '1.0' })).toEqual(['1.2', '1.0']);
  expect(await compared({ service: 'shop', release: '1.0', against: '1.2' })).toEqual(['1.0', '1.2']);
});

test('the higher version is the newer release, also where the lower one was first seen after it', async () => {
  const { releases: rows } = await report({ service: 'cached' });
  expect(rows.map(({ release }) => release)).toEqual(['9fceb02', '1.5.0', '1.5.0-rc.2', '1.4.1']);
  expect(await compared({ service: 'cached', release: '1.5.0' })).toEqual(['1.5.0', '1.5.0-rc.2']);
  expect(await compared({ service: 'cached', release: '1.5.0-rc.2' })).toEqual(['1.5.0-rc.2', '1.4.1']);
});

test('releases of different services are not', async () => {
  expect(await compared({})).toBe(
    'Several services have releases in this range. Choose a service, to compare its own.',
  );
  expect((await report({})).releases).toHaveLength(8);
});

test('nor is another release taken for one that has no sessions', async () => {
  const none = 'has no sessions in this range, so there is nothing to compare.';
  expect(await compared({ service: 'shop', release: '0.9' })).toBe(`Release 0.9 ${none}`);
  expect(await compared({ service: 'shop', against: '0.9' })).toBe(`Release 0.9 ${none}`);
  expect(await compared({ service: 'blog', against: '6.0' })).toBe(`Release 6.0 ${none}`);
  expect(await compared({ service: 'blog' })).toMatch(/^Fewer than two releases/);
  expect(await compared({ service: 'shop', release: '1.0' })).toMatch(/^No release before this one/);
  expect(await compared({ service: 'shop', release: '1.0', against: '1.0' })).toMatch(/^No release before/);
});

test('five hundred releases are listed at most, with their share of all', async () => {
  const { releases: rows, all } = await report({ service: 'flood' }, 200);
  expect([rows.length, all]).toEqual([500, 600]);
  expect(rows[0]?.share).toBeCloseTo(1 / 600, 12);
  expect(await releases(store, { from: minute(0), to: minute(60), service: 'shop' })).toHaveLength(3);
});
