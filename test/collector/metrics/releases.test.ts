import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeComparison } from '../../../src/collector/metrics/describe-comparison.js';
import { compareReleases } from '../../../src/collector/metrics/release-comparison.js';
import { type ReleaseSummary, releases } from '../../../src/collector/metrics/releases.js';
import { countInterval } from '../../../src/collector/statistics/count-interval.js';
import { wilson } from '../../../src/collector/statistics/wilson.js';
import type { Store } from '../../../src/collector/store/store.js';
import { minute, openFilled } from './open-filled.js';
import { random } from './seed/random.js';
import type { EventSketch } from './seed/row.js';

const filter = { from: minute(0), to: minute(60) };

/** So many sessions of a release, of which the first few throw once, the very first twice more in one record. */
const sessions = (release: string, count: number, failing: number, start: number): EventSketch[] =>
  Array.from({ length: count }, (_, at) => `${release}-${at}`).flatMap((session, at) => [
    { name: 'page_view', session, release, time: minute(start) + at },
    ...(at < failing ? [{ name: 'exception', session, release, time: minute(start) + at }] : []),
    ...(at === 0 && failing > 0
      ? [
          {
            name: 'exception',
            session,
            release,
            time: minute(start),
            attributes: { 'sonde.exception.count': 2 },
          },
        ]
      : []),
  ]);

describe('releases', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openFilled([
      ...sessions('1.4.0', 400, 8, 10),
      ...sessions('1.5.0', 500, 44, 30),
      // Older than the range, and of another service.
      { name: 'page_view', session: 'x', release: '1.4.0', time: minute(-60) },
      { name: 'page_view', session: 'x', release: '1.3.0', time: minute(-90) },
      { name: 'page_view', session: 'y', release: '9.0', service: 'blog', time: minute(40) },
      // No release: in no row, but a session like the others.
      { name: 'page_view', session: 'z', time: minute(40) },
    ]);
  });
  afterAll(() => store.close());

  it('has a row for each release with sessions, the newest first', async () => {
    const rows = await releases(store, { ...filter, service: 'shop' });
    expect(rows.map(({ release }) => release)).toEqual(['1.5.0', '1.4.0']);
    const [newest, before] = rows as [ReleaseSummary, ReleaseSummary];
    expect(newest).toMatchObject({ sessions: 500, share: 500 / 901, firstSeen: minute(30) });
    expect(before).toMatchObject({ sessions: 400, share: 400 / 901, firstSeen: minute(-60) });
    expect(newest.errorFree?.estimate).toBeCloseTo(456 / 500, 12);
    // Wilson for 456 of 500.
    expect(newest.errorFree?.lower).toBeCloseTo(0.884, 3);
    expect(newest.errorFree?.upper).toBeCloseTo(0.9337, 3);
    // 44 sessions with one exception, the first with two more.
    expect(newest.exceptionsPerSession?.estimate).toBeCloseTo(46 / 500, 12);
    const variance = (43 * 1 + 9) / 500 - (46 / 500) ** 2;
    expect(newest.exceptionsPerSession?.upper).toBe(countInterval(46 / 500, variance, 500).upper);
  });

  it('shows all releases whatever release is chosen, and all services where none is', async () => {
    expect(await releases(store, { ...filter, service: 'shop', release: '1.4.0' })).toHaveLength(2);
    expect((await releases(store, filter)).map(({ release }) => release)).toEqual(['9.0', '1.5.0', '1.4.0']);
  });

  it('says that the newest is worse, by how much and how surely', async () => {
    const [after, before] = (await releases(store, { ...filter, service: 'shop' })) as [
      ReleaseSummary,
      ReleaseSummary,
    ];
    const comparison = compareReleases(after, before);
    expect(comparison.verdict).toBe('worse');
    const errorFree = comparison.figures.find(({ figure }) => figure === 'error-free');
    // Newcombe for 456/500 − 392/400, worked out apart: Wilson limits 0.8840 … 0.9337 and 0.9611 … 0.9898.
    expect(errorFree?.difference.estimate).toBeCloseTo(-0.068, 6);
    expect(errorFree?.difference.lower).toBeCloseTo(-0.068 - Math.hypot(0.912 - 0.88396, 0.98985 - 0.98), 3);
    expect(errorFree?.difference.upper).toBeCloseTo(-0.068 + Math.hypot(0.9337 - 0.912, 0.98 - 0.96106), 3);
    expect(describeComparison(comparison)).toBe(
      '1.5.0 is worse than 1.4.0: error-free sessions 91.2 % vs 98.0 %, difference −6.8 points, ' +
        '95 % interval −9.8 to −3.9. Also worse: exceptions per session.',
    );
  });
});

describe('compareReleases', () => {
  const summary = (release: string, size: number, errorFree: number): ReleaseSummary => ({
    release,
    firstSeen: 0,
    lastSeen: 0,
    sessions: size,
    share: 0.5,
    errorFree: {
      estimate: errorFree,
      lower: errorFree - 1 / Math.sqrt(size),
      upper: errorFree + 1 / Math.sqrt(size),
      size,
    },
    crashFree: null,
    exceptionsPerSession: null,
    vitals: [],
  });

  it('admits that few sessions tell nothing', () => {
    const few = compareReleases(summary('2', 29, 0.5), summary('1', 1000, 0.99));
    expect(few.verdict).toBe('unclear');
    expect(describeComparison(few)).toMatch(
      /^Not enough data yet to tell 2 from 1: error-free sessions 50.0 % vs 99.0 %/,
    );
  });

  it('tells "no difference that matters" from "unknown"', () => {
    expect(compareReleases(summary('2', 1e8, 0.98), summary('1', 1e8, 0.981)).verdict).toBe('same');
    expect(compareReleases(summary('2', 1e3, 0.98), summary('1', 1e3, 0.981)).verdict).toBe('unclear');
  });

  it('says what is better', () => {
    const better = compareReleases(summary('2', 1e6, 0.99), summary('1', 1e6, 0.95));
    expect(describeComparison(better)).toMatch(
      /^2 is better than 1: .* difference \+4.0 points, 95 % interval \+3\.\d to \+4\.\d\.$/,
    );
  });

  it('sees no difference, save by rare chance, between releases that are alike', () => {
    const { next } = random(7);
    /** A release whose sessions fail by chance, each with one exception or, in one of five, with four. */
    const drawn = (release: string, size: number): ReleaseSummary => {
      const counts = Array.from({ length: size }, () => (next() < 0.02 ? (next() < 0.2 ? 4 : 1) : 0));
      const sum = counts.reduce((total: number, count) => total + count, 0);
      const mean = sum / size;
      const squares = counts.reduce((total: number, count) => total + count ** 2, 0);
      const errorFree = wilson(counts.filter((count) => count === 0).length, size);
      return {
        ...summary(release, size, 1),
        errorFree: errorFree && { ...errorFree, size },
        exceptionsPerSession: { ...countInterval(mean, squares / size - mean ** 2, size), size },
      };
    };
    for (const size of [40, 100, 400, 2_000]) {
      const verdicts = Array.from(
        { length: 400 },
        () => compareReleases(drawn('2', size), drawn('1', 2_000)).verdict,
      );
      const alarms = verdicts.filter((verdict) => verdict === 'better' || verdict === 'worse').length;
      expect(alarms / verdicts.length, `${size} sessions`).toBeLessThan(0.09);
    }
  });

  it('has nothing to say without sessions', () => {
    const nothing = { ...summary('2', 1, 1), errorFree: null };
    expect(describeComparison(compareReleases(nothing, nothing))).toMatch(/^Nothing to compare yet/);
  });
});
