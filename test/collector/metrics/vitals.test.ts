import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urlTemplate } from '../../../src/browser/url-template.js';
import { answers } from '../../../src/collector/dashboard/answers.js';
import { readQuery } from '../../../src/collector/dashboard/read-query.js';
import { releases } from '../../../src/collector/metrics/releases.js';
import { rangeBetween } from '../../../src/collector/metrics/time-range.js';
import { vitalHistogram } from '../../../src/collector/metrics/vital-histogram.js';
import { vitals } from '../../../src/collector/metrics/vitals.js';
import { vitalsTimeline } from '../../../src/collector/metrics/vitals-timeline.js';
import { ratingOf } from '../../../src/collector/metrics/web-vital.js';
import type { Store } from '../../../src/collector/store/store.js';
import { minute, openFilled } from './open-filled.js';
import type { EventSketch } from './seed/row.js';

const filter = { from: minute(0), to: minute(60) };

/** Paths of every kind that the browser tells ids from words in. */
const PATHS = [
  '/',
  '/orders/8123/lines/4f0c9d1e',
  '/users/0b0f1d3e-7a55-4e1c-9d0a-1f2e3d4c5b6a/',
  '/by/ann@example.org',
  '/by/bob%40example.org',
  '/2026-11-21/report',
  '/t/a8Fk29dkq0Zxm3Pq7',
  '/phones/pixel-9-pro',
  '/face/feed',
  '/facefeed/FACE-1234',
  '/internationalization',
];

const report = (
  name: string,
  load: number,
  value: number,
  number: number,
  more: Partial<EventSketch> = {},
) => ({
  name: 'browser.web_vital',
  time: minute(1 + load),
  session: `s${load}`,
  stream: `a${load}`,
  number,
  template: '/',
  release: '1.0',
  ...more,
  attributes: {
    // Pages of two versions of the browser's part, and of other libraries.
    'browser.web_vital.name': load % 2 ? name.toLowerCase() : name,
    'browser.web_vital.value': value,
    'browser.web_vital.id': `v6-${name}-${load}-${more.template ?? ''}`,
    ...more.attributes,
  },
});

describe('vitals', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openFilled([
      // LCP of twenty loads: 200, 400, … 4000. Each is first reported as 9000, and arrives in the wrong order.
      ...Array.from({ length: 20 }, (_, load) => report('LCP', load, 200 * (load + 1), 2)),
      ...Array.from({ length: 20 }, (_, load) => report('LCP', load, 9_000, 1)),
      // INP: two loads, and one that was measured too late.
      report('INP', 1, 120, 3, { template: '/cart' }),
      report('INP', 2, 480, 3, { template: '/cart' }),
      report('INP', 3, 0, 3, { template: '/cart', attributes: { 'browser.web_vital.censored': true } }),
      // CLS on the thresholds: good up to 0.1 included, poor above 0.25.
      report('CLS', 1, 0.1, 4),
      report('CLS', 2, 0.25, 4),
      report('CLS', 3, 0.2501, 4),
      report('CLS', 4, 0, 4),
      // Not a vital of ours, and not of this range.
      report('FID', 1, 5, 5),
      { ...report('TTFB', 1, 5, 6), time: minute(90) },
      // Pages that the visitor had left when they were told of.
      ...[...PATHS, '/#/orders/17', '/#pictures'].map((path, load) =>
        report('INP', load, 700, 6, {
          time: minute(70),
          template: '/quick-detail',
          attributes: { 'url.full': `https://shop.example${path.replace(/(?=#|$)/, '?utm_source=a')}` },
        }),
      ),
    ]);
  });
  afterAll(() => store.close());

  it('counts only the last report of each page load', async () => {
    const all = await vitals(store, filter);
    expect(all.map(({ name }) => name)).toEqual(['LCP', 'INP', 'CLS']);
    const lcp = all[0];
    // The 75th percentile of 200 … 4000 is the 15th value. Ranks 11 and 19 bound it: P(B ≤ 10) = 0.0139, P(B ≤ 18) = 0.9757.
    expect(lcp?.p75).toMatchObject({
      estimate: 3_000,
      lower: 2_200,
      upper: 3_800,
      rating: 'needs-improvement',
      size: 20,
    });
    // Up to 2500: 12 of 20; above 4000: none.
    expect(lcp).toMatchObject({ loads: 20, censored: 0, good: 12 / 20, needsImprovement: 8 / 20, poor: 0 });
  });

  it('leaves censored values out and says how many', async () => {
    const inp = (await vitals(store, filter)).find(({ name }) => name === 'INP');
    expect(inp).toMatchObject({ loads: 2, censored: 1, good: 0.5, needsImprovement: 0.5, poor: 0 });
    expect(inp?.p75).toMatchObject({ estimate: 480, upper: null });
  });

  it('rates the thresholds themselves by the better side', async () => {
    const cls = (await vitals(store, filter)).find(({ name }) => name === 'CLS');
    expect(cls).toMatchObject({ loads: 4, good: 0.5, needsImprovement: 0.25, poor: 0.25 });
    expect(cls?.p75).toMatchObject({ estimate: 0.25, rating: 'needs-improvement' });
    expect([ratingOf('INP', 200), ratingOf('INP', 200.1), ratingOf('INP', 500.1)]).toEqual([
      'good',
      'needs-improvement',
      'poor',
    ]);
  });

  it('splits by page', async () => {
    const rows = await vitals(store, filter, 'page');
    expect(rows.filter(({ name }) => name === 'INP').map(({ key }) => key)).toEqual(['/cart']);
    expect(rows.filter(({ name }) => name === 'LCP').map(({ key }) => key)).toEqual(['/']);
  });

  it('splits by the page that was measured, where the visitor had gone on to another', async () => {
    const rows = await vitals(store, { from: minute(70), to: minute(80) }, 'page');
    expect(rows.map(({ key }) => key).sort()).toEqual(
      [...new Set([...PATHS.map(urlTemplate), '/#/orders/:id', '/'])].sort(),
    );
  });

  it('draws the distribution', async () => {
    const histograms = await vitalHistogram(store, filter);
    const lcp = histograms.find(({ name }) => name === 'LCP');
    expect(lcp?.width).toBe(250);
    expect(lcp?.counts).toHaveLength(32);
    // 200 lies in (0, 250]; 400 in (250, 500]; 600 in (500, 750]; 800 and 1000 in (750, 1000].
    expect(lcp?.counts.slice(0, 4)).toEqual([1, 1, 1, 2]);
    expect(lcp?.counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    const cls = histograms.find(({ name }) => name === 'CLS');
    // 0 in the first bar, 0.1 in the tenth, 0.25 in the 25th, 0.2501 in the 26th.
    expect(cls?.counts.flatMap((count, bar) => (count > 0 ? [[bar, count]] : []))).toEqual([
      [0, 1],
      [9, 1],
      [24, 1],
      [25, 1],
    ]);
    expect(histograms.find(({ name }) => name === 'INP')?.counts.reduce((sum, count) => sum + count, 0)).toBe(
      2,
    );
  });

  it('lays the 75th percentile over time', async () => {
    const range = { ...rangeBetween(minute(0), minute(60)), step: 600_000, buckets: 6 };
    const lcp = (await vitalsTimeline(store, {}, range)).find(({ name }) => name === 'LCP');
    // Minutes 1 … 9 hold 200 … 1800: the 7th of nine. Minutes 10 … 19 hold 2000 … 3800: the 8th of ten. Minute 20: 4000.
    expect(lcp?.current).toEqual([1_400, 3_400, 4_000, null, null, null]);
    expect(lcp?.previous).toEqual([null, null, null, null, null, null]);
  });
});

describe('changes of route', () => {
  const soft = { 'browser.web_vital.navigation_type': 'soft-navigation' };
  let store: Store;
  beforeAll(async () => {
    store = await openFilled([
      { name: 'page_view', time: minute(1), session: 's1', release: '1.0', template: '/' },
      report('LCP', 1, 3_000, 1, { attributes: { 'browser.web_vital.navigation_type': 'navigate' } }),
      ...[2, 3, 4].flatMap((load) => [
        report('LCP', load, 500, 1, { template: '/cart', attributes: soft }),
        report('LCP', load, 30 + load, 2, { template: '/cart', attributes: soft }),
      ]),
      // The same page, loaded and reached by a route.
      report('INP', 5, 300, 1, { template: '/' }),
      report('INP', 6, 40, 1, { template: '/', attributes: { ...soft, 'browser.web_vital.id': 'v6-soft' } }),
    ]);
  });
  afterAll(() => store.close());
  const ask = (fields: Readonly<Record<string, string>>) => {
    const search = new URLSearchParams({ from: String(minute(0)), to: String(minute(60)), ...fields });
    const question = { ...readQuery(search, minute(60)), store, search, now: minute(60) };
    return Promise.all([
      answers.vitals(question),
      answers['vital-histogram'](question),
      answers['vitals-timeline'](question),
      answers['vitals-before'](question),
    ]);
  };

  it('are in no figure of page loads', async () => {
    const [summaries, histograms, timelines] = await ask({});
    expect(summaries.map(({ name, loads, p75 }) => [name, loads, p75?.estimate])).toEqual([
      ['LCP', 1, 3_000],
      ['INP', 1, 300],
    ]);
    const counts = (name: string) => histograms.find((one) => one.name === name)?.counts ?? [];
    expect(counts('LCP').flatMap((count, bar) => (count > 0 ? [[bar, count]] : []))).toEqual([[11, 1]]);
    const line = timelines.find(({ name }) => name === 'LCP')?.current ?? [];
    expect(line.filter((value) => value !== null)).toEqual([3_000]);
    expect((await ask({ by: 'page' }))[0].map(({ name, key, loads }) => [name, key, loads])).toEqual([
      ['LCP', '/', 1],
      ['INP', '/', 1],
    ]);
  });

  it('are in no verdict on a release', async () => {
    const [release] = await releases(store, filter);
    expect(release?.vitals.map(({ name, loads, p75 }) => [name, loads, p75?.estimate])).toEqual([
      ['LCP', 1, 3_000],
      ['INP', 1, 300],
    ]);
  });

  it('have figures of their own', async () => {
    const [summaries, histograms, timelines, before] = await ask({ of: 'routes' });
    expect(summaries.map(({ name, loads, p75 }) => [name, loads, p75?.estimate])).toEqual([
      ['LCP', 3, 34],
      ['INP', 1, 40],
    ]);
    expect(histograms.find(({ name }) => name === 'LCP')?.counts[0]).toBe(3);
    const line = timelines.find(({ name }) => name === 'INP')?.current ?? [];
    expect(line.filter((value) => value !== null)).toEqual([40]);
    expect(before).toEqual([]);
    const pages = (await ask({ of: 'routes', by: 'page' }))[0];
    expect(pages.map(({ name, key, loads }) => [name, key, loads])).toEqual([
      ['LCP', '/cart', 3],
      ['INP', '/', 1],
    ]);
    await expect(async () => ask({ of: 'everything' })).rejects.toThrow('"of" must be one of loads, routes.');
  });
});

describe('vitals of sampled page loads', () => {
  it('weighs the shares and the percentile, not the certainty', async () => {
    const store = await openFilled([
      report('LCP', 1, 1_000, 1, { weight: 1 }),
      report('LCP', 2, 2_000, 1, { weight: 1 }),
      report('LCP', 3, 5_000, 1, { weight: 8 }),
    ]);
    try {
      const [lcp] = await vitals(store, filter);
      expect(lcp).toMatchObject({ loads: 3, good: 0.2, poor: 0.8 });
      expect(lcp?.p75).toMatchObject({ estimate: 5_000, rating: 'poor' });
      expect(lcp?.p75?.size).toBeCloseTo(100 / 66, 12);
    } finally {
      await store.close();
    }
  });
});
