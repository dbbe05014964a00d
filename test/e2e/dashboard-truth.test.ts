import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerName, Answers } from '../../src/collector/dashboard/answers.js';
import { ask as askCollector } from '../collector/support/ask.js';
import type { Browser } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { type DashboardSite, startDashboard } from './dashboard-site.js';
import {
  byHour,
  campaignsOf,
  exceptionsOf,
  featuresOf,
  flagsOf,
  loadsOf,
  pagesOf,
  placesOf,
  releasesOf,
  sessionsFigures,
  totalsOf,
  usesOf,
  vitalsOf,
} from './truth/figures.js';
import { type Fact, happened } from './truth/happened.js';
import { keptBy, performAll } from './truth/perform.js';
import { SHOP } from './truth/shop.js';
import { type ShopServer, startShop } from './truth/shop-server.js';
import { FLAG, KNOWN_BY_START, SAMPLED, SAMPLING, VISITORS } from './truth/visitors.js';

/**
 * Visitors of a shop do what a list says, in real pages with every plugin, before the real collector; what is true then is
 * worked out from the same list, and each answer of the dashboard is held against it.
 */

let dashboard: DashboardSite;
let server: ShopServer;
let browser: Browser;
let kept: number;

const facts = VISITORS.flatMap(happened);
const RELEASES = [...new Set(facts.map(({ release }) => release))].sort();

const ask = <Name extends AnswerName>(
  name: Name,
  fields: Readonly<Record<string, string>> = {},
): Promise<Answers[Name]> => askCollector(dashboard.address, name, { service: SHOP.service, ...fields });

const stored = async (): Promise<number> => {
  const [row] = await dashboard.store.query<{ events: number; spans: number }>(
    'SELECT (SELECT count() FROM otel_logs) AS events, (SELECT count() FROM otel_traces) AS spans',
  );
  return (row?.events ?? 0) + (row?.spans ?? 0);
};

const estimate = (share: { readonly estimate: number } | null | undefined): number | undefined =>
  share?.estimate;

/** The whole, and each release by itself: what is asked, and what is true of it. */
const VIEWS: [string, Record<string, string>, Fact[]][] = [
  ['all', {}, facts],
  ...RELEASES.map((release): [string, Record<string, string>, Fact[]] => [
    release,
    { release },
    facts.filter((fact) => fact.release === release),
  ]),
];

describe.runIf(engine === 'chromium')('what the dashboard says is what has happened', () => {
  beforeAll(async () => {
    dashboard = await startDashboard();
    server = await startShop(dashboard.address);
    browser = await borrowBrowser(engine);
    const all = [...VISITORS, ...SAMPLED, ...KNOWN_BY_START.flatMap(({ visitors }) => visitors)];
    await performAll(browser, server, all);
    kept = await keptBy(browser, server, all);
    await eventually(stored, (count) => count >= kept, `${kept} records in the store`);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await dashboard?.close();
  });

  describe.each(VIEWS)('of %s', (_, fields, own) => {
    test('the totals', async () => {
      const { current } = await ask('totals', fields);
      const { events: __, errorFree, ...counts } = current;
      expect({ ...counts, errorFree: estimate(errorFree) }).toEqual(totalsOf(own));
    });

    test('the pages', async () => {
      const { pages, all } = await ask('pages', fields);
      const rows = pages
        .map((row) => ({ ...row, errorFree: estimate(row.errorFree) }))
        .sort((one, other) => (one.template < other.template ? -1 : 1));
      expect(rows).toEqual(pagesOf(own));
      expect(all).toBe(rows.length);
    });

    test('the sessions', async () => {
      const { length: __, bounced: ___, engaged, landings, ...figures } = await ask('sessions', fields);
      expect({
        ...figures,
        engaged: estimate(engaged),
        landings: landings.map((one) => ({ ...one, engaged: estimate(one.engaged) })),
      }).toEqual(sessionsFigures(own));
    });

    test('the campaigns', async () => {
      const { campaigns } = await ask('campaigns', fields);
      expect(
        campaigns
          .map(({ source, medium, name, sessions, bounced }) => ({
            name: [source, medium, name].join(),
            sessions,
            bounced: estimate(bounced),
          }))
          .sort((one, other) => (one.name < other.name ? -1 : 1)),
      ).toEqual(campaignsOf(own));
    });

    test('the features, and the flag', async () => {
      const { features } = await ask('features', fields);
      expect(
        features
          .map(({ visitorAdoption: __, usesPerSession: ___, failing: ____, adoption, ...row }) => ({
            ...row,
            adoption: estimate(adoption),
          }))
          .sort((one, other) => (one.feature < other.feature ? -1 : 1)),
      ).toEqual(featuresOf(own));
      const flags = await ask('feature-flags', { ...fields, feature: FLAG });
      expect(
        flags
          .map(({ flag: __, adoption: ___, visitorAdoption: ____, ...row }) => row)
          .sort((one, other) => (one.variant < other.variant ? -1 : 1)),
      ).toEqual(flagsOf(own, FLAG));
    });

    test('the exceptions', async () => {
      const { groups } = await ask('exceptions', fields);
      expect(
        groups
          .map(({ message, count, sessions, visitors, handled, releases }) => ({
            message,
            count,
            sessions,
            visitors,
            handled,
            releases,
          }))
          .sort((one, other) => (one.message < other.message ? -1 : 1)),
      ).toEqual(exceptionsOf(own));
      // A tab that is closed has not crashed.
      expect(await ask('crashes', fields)).toEqual({ crashes: [], all: 0 });
    });

    test.each([
      ['all', () => ''],
      ['page', ({ page }: Fact) => page],
      ['release', ({ release }: Fact) => release],
    ] as const)('the loads with a vital, by %s', async (by, key) => {
      const vitals = await ask('vitals', { ...fields, by });
      expect(vitals.map(({ name, key, loads }) => [`${name} ${key}`, loads]).sort()).toEqual(
        vitalsOf(own, key),
      );
    });

    test('the hours', async () => {
      const { sessions, pageViews, featureUses, visitors, errorFree, starts } = await ask('timeline', fields);
      const hours = starts.flatMap((_start, at) =>
        sessions.current[at] || pageViews.current[at]
          ? {
              sessions: sessions.current[at],
              pageViews: pageViews.current[at],
              featureUses: featureUses.current[at],
              visitors: visitors.current[at],
              errorFree: errorFree.current[at],
            }
          : [],
      );
      expect(hours).toEqual(byHour(own));
    });
  });

  test('the releases', async () => {
    const { releases } = await ask('releases');
    expect(
      releases
        .map(({ release, sessions, share, errorFree, exceptionsPerSession, vitals }) => ({
          release,
          sessions,
          share,
          errorFree: estimate(errorFree),
          exceptionsPerSession: estimate(exceptionsPerSession),
          vitals: vitals.map(({ name, loads }) => [`${name} `, loads]).sort(),
        }))
        .reverse(),
    ).toEqual(releasesOf(facts));
    expect(releases.map(({ crashFree }) => crashFree)).toEqual(RELEASES.map(() => null));
  });

  test('nothing is lost, and nothing is there twice', async () => {
    expect(await stored()).toBe(kept);
    let all = 0;
    for (const { service } of [SHOP, SAMPLING, ...KNOWN_BY_START.map(({ site }) => site)]) {
      const { lost, expected, unsettled, dropped } = await ask('loss', { service });
      expect({ lost, unsettled, dropped }).toEqual({ lost: 0, unsettled: 0, dropped: [] });
      all += expected;
    }
    expect(all).toBe(kept);
    expect(await ask('scrub')).toMatchObject({ finds: [], buried: 0 });
  });

  test('the same figures where they are taken apart', async () => {
    const clients = await ask('clients');
    expect(
      clients.map(({ kind, sessions, share, errorFree }) => [kind, sessions, share, estimate(errorFree)]),
    ).toEqual(
      ['browser', 'device', 'os'].map((kind) => [
        kind,
        totalsOf(facts).sessions,
        1,
        totalsOf(facts).errorFree,
      ]),
    );
    const { groups } = await ask('exceptions');
    const fingerprint = groups.find(({ message }) => message === 'out of stock')?.fingerprint ?? '';
    const { places } = await ask('exception', { fingerprint });
    expect(places.filter(({ kind }) => kind === 'page' || kind === 'release')).toEqual(
      expect.arrayContaining(placesOf(facts, 'out of stock')),
    );
    const byRelease = await ask('feature-groups', { feature: FLAG });
    expect(
      byRelease
        .filter(({ kind }) => kind === 'release')
        .map(({ name, uses, usedSessions }) => ({ name, uses, usedSessions }))
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
    ).toEqual(usesOf(facts, FLAG));
    const histogram = await ask('vital-histogram');
    expect(
      histogram.map(({ name, counts }) => [`${name} `, counts.reduce((one, other) => one + other, 0)]).sort(),
    ).toEqual(vitalsOf(facts));
    expect((await ask('choices')).releases.map(({ release }) => release).sort()).toEqual(RELEASES);
  });

  test('who takes part', async () => {
    const loads = loadsOf(VISITORS, facts);
    const found = await eventually(
      () => ask('participation'),
      (answer) => answer.loads >= loads.loads,
      'the loads written down',
    );
    expect({ loads: found.loads, takingPart: found.takingPart }).toEqual(loads);
  });

  test('what is sampled is estimated as it was', async () => {
    const truth = SAMPLED.flatMap(happened);
    const { current } = await ask('totals', { service: SAMPLING.service });
    const { events: _, errorFree, ...counts } = current;
    expect({ ...counts, errorFree: estimate(errorFree) }).toEqual(totalsOf(truth));
    const { engaged, viewsPerSession, actionsPerSession, sessions } = await ask('sessions', {
      service: SAMPLING.service,
    });
    const { landings: __, ...figures } = sessionsFigures(truth);
    expect({ sessions, engaged: estimate(engaged), viewsPerSession, actionsPerSession }).toEqual(figures);
    const { features } = await ask('features', { service: SAMPLING.service });
    const wishes = featuresOf(truth).find(({ feature }) => feature === FLAG);
    expect(features.find(({ feature }) => feature === FLAG)).toMatchObject({
      uses: wishes?.uses,
      usedSessions: wishes?.usedSessions,
      exposedSessions: wishes?.exposedSessions,
    });
  });

  test.each(KNOWN_BY_START)(
    'so is a session of which its start alone is known, where $what',
    async ({ site: { service }, visitors }) => {
      const truth = visitors.flatMap(happened);
      const { current } = await ask('totals', { service });
      const { events: _, errorFree, ...counts } = current;
      expect({ ...counts, errorFree: estimate(errorFree) }).toEqual(totalsOf(truth));
      const { releases } = await ask('releases', { service });
      expect(
        releases.map(({ release, sessions, errorFree }) => ({
          release,
          sessions,
          errorFree: estimate(errorFree),
        })),
      ).toEqual(
        releasesOf(truth).map(({ release, sessions, errorFree }) => ({ release, sessions, errorFree })),
      );
    },
  );
});
