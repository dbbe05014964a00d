import type { Purpose } from '../../../src/event.js';
import { ROOT } from './shop.js';
import { FEATURES, type Step, type Visit, type Visitor } from './visitors.js';

/** Something that was done or took place, of which the visitor's answer allows to know. */
export interface Fact {
  readonly kind: Kind;
  /** The visitor's origin and the number of the session there. */
  readonly session: string;
  /** As far as the answer allows to know them again. */
  readonly visitor: string | undefined;
  readonly hour: number;
  readonly release: string;
  /** The template of the page that was shown; of a vital, of the one that was loaded. */
  readonly page: string;
  /** A feature, the variant of the flag, the name of a vital, an error's message. */
  readonly name: string;
  readonly count: number;
  readonly isHandled: boolean;
  readonly campaign: string;
  /** Whether the page view came with a load that makes a browser ask for the script. */
  readonly isLoad: boolean;
}

type Kind =
  | 'load'
  | 'view'
  | 'click'
  | 'exposed'
  | 'used'
  | 'completed'
  | 'failed'
  | 'setting'
  | 'engaged'
  | 'flag'
  | 'vital'
  | 'exception'
  | 'other';

/** What ends a page, and shows nobody to be there. */
const isEnd = ({ kind, name }: Pick<Fact, 'kind' | 'name'>): boolean =>
  kind === 'engaged' || (kind === 'vital' && /lcp|inp|cls/.test(name));

const PURPOSE: Partial<Record<Kind, Purpose>> = {
  load: 'diagnostics',
  vital: 'diagnostics',
  exception: 'diagnostics',
};

/** A document, and what it has told. */
interface Loaded {
  readonly release: string;
  /** The address it was loaded with. */
  readonly loaded: string;
  /** What its events are filed under, as far as there were any: by page views alone, so by who allows analytics. */
  page: string | undefined;
  variant: string | undefined;
  isPressed: boolean;
  readonly vitals: Set<string>;
}

interface Tab {
  readonly history: { path: string; document: Loaded }[];
  at: number;
}

const templateOf = (path: string): string => ROOT + (path.split('?')[0] as string).replace(/\/\d+/g, '/:id');

const campaignOf = (path: string): string => {
  const { searchParams } = new URL(path, 'http://shop');
  const parts = ['source', 'medium', 'campaign'].map((part) => searchParams.get(`utm_${part}`) ?? '');
  return parts.some(Boolean) ? parts.join() : '';
};

/** What has happened when a visitor has done all steps. */
export const happened = ({ name: visitor, visits }: Visitor): Fact[] => {
  const facts: Fact[] = [];
  const granted = new Set<Purpose>();
  let [identities, sessions] = [1, 0];
  let lastHour = -1;
  let setting: string | undefined;
  const tabs: Tab[] = [];
  let toldFlags = new Set<string>();
  let visit: Visit;

  const tabNow = (): Tab => tabs.at(-1) as Tab;
  const entry = (tab = tabNow()) => tab.history[tab.at] as Tab['history'][number];

  const record = (kind: Kind, more: Partial<Fact> = {}, { document, path } = entry()): void => {
    const purpose = PURPOSE[kind] ?? 'analytics';
    if (!granted.has(purpose)) return;
    if (lastHour !== visit.hour) {
      sessions++;
      toldFlags = new Set();
    }
    lastHour = visit.hour;
    if (kind === 'view') document.page = templateOf(more.name ?? path);
    document.page ??= templateOf(path);
    facts.push({
      kind,
      session: `${visitor} ${sessions}`,
      visitor: granted.has('analytics') ? `${visitor} ${identities}` : undefined,
      hour: visit.hour,
      release: document.release,
      page: document.page,
      name: '',
      count: 1,
      isHandled: false,
      campaign: '',
      isLoad: false,
      ...more,
    });
    // A variant is in force in each session that the document sees.
    if (purpose === 'analytics' && kind !== 'engaged') flag({ document, path });
  };

  /** Evaluations are told to who allows both purposes, each variant once a session. */
  const flag = (at = entry()): void => {
    const { variant } = at.document;
    if (granted.size < 2 || !variant || toldFlags.has(variant)) return;
    toldFlags.add(variant);
    record('flag', { name: variant }, at);
  };

  const vital = (name: string, at = entry()): void => {
    const { vitals, loaded } = at.document;
    if (!granted.has('diagnostics') || vitals.has(name)) return;
    vitals.add(name);
    record('vital', { name, page: templateOf(loaded) }, at);
  };

  /** What a document tells of its start, as far as the answer allows. */
  const begin = (isBack = false): void => {
    const { path } = entry();
    record('load');
    vital('ttfb');
    vital('fcp');
    record('view', { campaign: campaignOf(path), isLoad: !isBack });
  };

  const leave = (tab: Tab): void => {
    const now = entry(tab);
    for (const name of ['lcp', 'cls', ...(now.document.isPressed ? ['inp'] : [])]) vital(name, now);
  };

  const load = (path: string): Loaded => ({
    release: visit.release,
    loaded: path,
    page: undefined,
    variant: undefined,
    isPressed: false,
    vitals: new Set(),
  });

  const go = (tab: Tab, by: number): void => {
    const before = entry(tab);
    const next = tab.history[tab.at + by] as Tab['history'][number];
    if (next.document !== before.document) {
      leave(tab);
      tab.at += by;
      const document = load(next.path);
      for (const one of tab.history) if (one.document === next.document) one.document = document;
      begin(true);
    } else {
      tab.at += by;
      record('view');
    }
  };

  const error = (name: string, isHandled: boolean, count = 1): void =>
    record('exception', { name, isHandled, count });

  const press = (): void => {
    entry().document.isPressed = true;
    record('click');
  };

  const does = (step: Step): void => {
    switch (step[0]) {
      case 'open':
      case 'tab': {
        const path = step[1];
        const document = load(path);
        if (step[0] === 'open' && tabs.length > 0) {
          const tab = tabNow();
          leave(tab);
          tab.history.splice(tab.at + 1, tab.history.length, { path, document });
          tab.at++;
        } else tabs.push({ history: [{ path, document }], at: 0 });
        begin();
        return;
      }
      case 'route': {
        const tab = tabNow();
        tab.history.splice(tab.at + 1, tab.history.length, { path: step[1], document: entry().document });
        tab.at++;
        record('view');
        return;
      }
      case 'view':
        // Twice the same is one page view.
        if (entry().document.page !== templateOf(step[1])) record('view', { name: step[1] });
        return;
      case 'back':
        go(tabNow(), -1);
        return;
      case 'forward':
        go(tabNow(), 1);
        return;
      case 'close':
        for (const tab of tabs) leave(tab);
        tabs.length = 0;
        return;
      case 'grant': {
        const purposes = step.slice(1) as Purpose[];
        const added = (purposes.length > 0 ? purposes : (['diagnostics', 'analytics'] as const)).filter(
          (purpose) => !granted.has(purpose),
        );
        for (const purpose of added) granted.add(purpose);
        if (added.includes('diagnostics') && entry().document.vitals.size === 0) {
          record('load');
          vital('ttfb');
          vital('fcp');
        }
        // The page that is shown by now; whoever grants anew is somebody else, to whom the document has been loaded, too.
        if (added.includes('analytics')) record('view', { campaign: campaignOf(entry().path), isLoad: true });
        return;
      }
      case 'deny': {
        const purposes = step.slice(1) as Purpose[];
        const before = granted.size;
        for (const purpose of purposes.length > 0 ? purposes : [...granted]) granted.delete(purpose);
        if (granted.size === before) return;
        // All that is on the device goes: whoever comes then is somebody else.
        identities++;
        lastHour = -1;
        setting = undefined;
        for (const tab of tabs) entry(tab).document.page = undefined;
        return;
      }
      case 'click':
        press();
        return;
      case 'feature':
        press();
        record('used', { name: step[1] });
        return;
      case 'use':
        record('used', { name: step[1] });
        return;
      case 'complete':
        record('completed', { name: step[1] });
        return;
      case 'fail':
        record('failed', { name: step[1] });
        return;
      case 'look':
        for (const name of FEATURES) record('exposed', { name });
        return;
      case 'read':
        record('engaged');
        return;
      case 'throw':
      case 'reject':
        error(step[1], false);
        return;
      case 'storm':
        error(step[1], false, step[2]);
        return;
      case 'capture':
      case 'console':
        error(step[1], true);
        return;
      case 'setting':
        if (!granted.has('analytics')) return;
        if (setting !== undefined && setting !== step[1]) record('setting');
        else if (setting === undefined) record('other');
        setting = step[1];
        return;
      case 'flag':
        entry().document.variant = step[1];
        flag();
        return;
      case 'track':
        record('other');
        return;
      // An undertaking may be abandoned by a timer, and shows nobody to be there.
      case 'transaction':
      case 'request':
      case 'send':
      case 'offline':
      case 'online':
        return;
    }
  };

  for (const one of visits) {
    visit = one;
    for (const step of one.steps) does(step);
  }
  return facts;
};

/** Sessions in which somebody was there: those of which more is known than the end of a page. */
export const seen = (facts: readonly Fact[]): Set<string> =>
  new Set(facts.filter((fact) => !isEnd(fact)).map(({ session }) => session));
