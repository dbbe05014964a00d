import { type Fact, seen } from './happened.js';
import type { Visitor } from './visitors.js';

/** An answer's share of sessions, worked out by counting. */
const share = (part: number, all: number): number | undefined => (all > 0 ? part / all : undefined);

/** As `share`, of those that have it not. */
const without = (part: number, all: number): number | undefined => (all > 0 ? 1 - part / all : undefined);

const distinct = (values: readonly (string | undefined)[]): number =>
  new Set(values.filter((value) => value !== undefined)).size;

const sum = (facts: readonly Fact[]): number => facts.reduce((total, { count }) => total + count, 0);

/** Facts by what they have in common. */
export const grouped = (facts: readonly Fact[], key: (fact: Fact) => string): [string, Fact[]][] => {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) groups.set(key(fact), [...(groups.get(key(fact)) ?? []), fact]);
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
};

const of = (facts: readonly Fact[], ...kinds: Fact['kind'][]): Fact[] =>
  facts.filter(({ kind }) => kinds.includes(kind));

const sessionsOf = (facts: readonly Fact[]): number => distinct(facts.map(({ session }) => session));

/** The share of sessions without an error. */
const errorFree = (facts: readonly Fact[]): number | undefined =>
  without(sessionsOf(of(facts, 'exception')), seen(facts).size);

export const totalsOf = (facts: readonly Fact[]) => {
  const known = facts.filter(({ session }) => seen(facts).has(session));
  return {
    sessions: seen(facts).size,
    visitors: distinct(known.map(({ visitor }) => visitor)),
    pageViews: of(facts, 'view').length,
    errorFree: errorFree(facts),
    exceptions: sum(of(facts, 'exception')),
    featureUses: of(facts, 'used').length,
    featuresUsed: distinct(of(facts, 'used').map(({ name }) => name)),
  };
};

export const pagesOf = (facts: readonly Fact[]) =>
  grouped(
    facts.filter(({ kind }) => kind !== 'vital'),
    ({ page }) => page,
  )
    .filter(([, own]) => of(own, 'view').length > 0)
    .map(([template, own]) => ({
      template,
      views: of(own, 'view').length,
      sessions: seen(own).size,
      errorFree: errorFree(own),
    }));

/** Two page views, an action, or ten seconds of engagement. */
const isEngaged = (own: readonly Fact[]): boolean =>
  of(own, 'view').length > 1 || of(own, 'click', 'used', 'setting', 'engaged').length > 0;

const bySession = (facts: readonly Fact[]): Fact[][] =>
  grouped(facts, ({ session }) => session)
    .map(([, own]) => own)
    .filter((own) => of(own, 'view').length > 0);

export const sessionsFigures = (facts: readonly Fact[]) => {
  const all = bySession(facts);
  const engaged = (some: readonly Fact[][]): number | undefined =>
    share(some.filter(isEngaged).length, some.length);
  const actions = all.map(
    (own) => Math.max(of(own, 'click').length, of(own, 'used').length) + of(own, 'setting').length,
  );
  const landings = new Map<string, Fact[][]>();
  for (const own of all) {
    const { page } = of(own, 'view')[0] as Fact;
    landings.set(page, [...(landings.get(page) ?? []), own]);
  }
  return {
    sessions: all.length,
    engaged: engaged(all),
    viewsPerSession: share(of(facts, 'view').length, all.length),
    actionsPerSession: share(
      actions.reduce((one, other) => one + other, 0),
      all.length,
    ),
    landings: [...landings]
      .map(([template, own]) => ({ template, sessions: own.length, engaged: engaged(own) }))
      .sort((one, other) => other.sessions - one.sessions || (one.template < other.template ? -1 : 1))
      .slice(0, 5),
  };
};

export const campaignsOf = (facts: readonly Fact[]) => {
  const campaigns = new Map<string, Fact[][]>();
  for (const own of bySession(facts)) {
    const name = own.find(({ campaign }) => campaign)?.campaign;
    if (name) campaigns.set(name, [...(campaigns.get(name) ?? []), own]);
  }
  return [...campaigns]
    .map(([name, all]) => ({
      name,
      sessions: all.length,
      bounced: without(all.filter(isEngaged).length, all.length),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
};

export const releasesOf = (facts: readonly Fact[]) =>
  grouped(facts, ({ release }) => release).map(([release, own]) => ({
    release,
    sessions: seen(own).size,
    share: share(seen(own).size, seen(facts).size),
    errorFree: errorFree(own),
    exceptionsPerSession: share(sum(of(own, 'exception')), seen(own).size),
    vitals: vitalsOf(own),
  }));

export const featuresOf = (facts: readonly Fact[]) =>
  grouped(of(facts, 'exposed', 'used', 'completed', 'failed'), ({ name }) => name).map(([feature, own]) => {
    const [seenBy, used] = [of(own, 'exposed', 'used'), of(own, 'used')];
    const recorded = of(own, 'exposed').length > 0;
    const visitors = grouped(used, ({ visitor }) => `${visitor}`);
    return {
      feature,
      exposedSessions: recorded ? sessionsOf(seenBy) : null,
      usedSessions: sessionsOf(used),
      adoption: recorded ? share(sessionsOf(used), sessionsOf(seenBy)) : undefined,
      exposedVisitors: recorded ? distinct(seenBy.map(({ visitor }) => visitor)) : null,
      usedVisitors: visitors.length,
      returningVisitors: visitors.filter(([, mine]) => sessionsOf(mine) > 1).length,
      uses: used.length,
      completed: of(own, 'completed').length,
      failed: of(own, 'failed').length,
    };
  });

export const flagsOf = (facts: readonly Fact[], feature: string) =>
  grouped(of(facts, 'flag'), ({ name }) => name).map(([variant, own]) => {
    const users = of(facts, 'used').filter(({ name }) => name === feature);
    const using = own.filter(({ session }) => users.some((use) => use.session === session));
    return {
      variant,
      eligibleSessions: sessionsOf(own),
      usedSessions: sessionsOf(using),
      eligibleVisitors: distinct(own.map(({ visitor }) => visitor)),
      usedVisitors: distinct(using.map(({ visitor }) => visitor)),
    };
  });

export const exceptionsOf = (facts: readonly Fact[]) =>
  grouped(of(facts, 'exception'), ({ name }) => name).map(([message, own]) => ({
    message,
    count: sum(own),
    sessions: sessionsOf(own),
    visitors: distinct(own.map(({ visitor }) => visitor)),
    handled: sum(own.filter(({ isHandled }) => isHandled)),
    releases: [...new Set(own.map(({ release }) => release))].sort(),
  }));

/** Where errors of a message occur, by release and by page. */
export const placesOf = (facts: readonly Fact[], message: string) => {
  const own = of(facts, 'exception').filter(({ name }) => name === message);
  return (['page', 'release'] as const).flatMap((kind) =>
    grouped(own, (fact) => fact[kind]).map(([name, some]) => ({ kind, name, count: sum(some) })),
  );
};

/** Uses of a feature by release. */
export const usesOf = (facts: readonly Fact[], feature: string) =>
  grouped(
    of(facts, 'used').filter(({ name }) => name === feature),
    ({ release }) => release,
  ).map(([name, own]) => ({ name, uses: own.length, usedSessions: sessionsOf(own) }));

/** The documents that were loaded, whatever was answered, and those of which a page view is known. */
export const loadsOf = (visitors: readonly Visitor[], facts: readonly Fact[]) => ({
  loads: visitors
    .flatMap(({ visits }) => visits.flatMap(({ steps }) => steps))
    .filter(([step]) => step === 'open' || step === 'tab').length,
  takingPart: of(facts, 'view').filter(({ isLoad }) => isLoad).length,
});

/** The loads of which there is a value, by vital and, where asked, by what they have in common. */
export const vitalsOf = (facts: readonly Fact[], key: (fact: Fact) => string = () => '') =>
  grouped(of(facts, 'vital'), (fact) => `${fact.name?.toUpperCase()} ${key(fact)}`).map(([name, own]) => [
    name,
    own.length,
  ]);

/** How much there was of a kind in each hour. */
export const byHour = (facts: readonly Fact[]) =>
  grouped(facts, ({ hour }) => `${hour}`).map(([, own]) => ({
    sessions: seen(own).size,
    pageViews: of(own, 'view').length,
    featureUses: of(own, 'used').length,
    errorFree: errorFree(own),
    visitors: totalsOf(own).visitors,
  }));
