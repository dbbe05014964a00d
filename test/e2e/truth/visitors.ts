import type { Purpose } from '../../../src/event.js';
import type { Site } from './shop.js';

/** What a visitor does, as plain steps: `perform` does them in a browser, `happened` works out what is true then. */
export type Step =
  /** Loads a document: in the tab that is looked at, or in another one. */
  | readonly ['open' | 'tab', path: string]
  /** Another page of the same document: by `pushState`, or told by hand. */
  | readonly ['route' | 'view', path: string]
  | readonly ['back' | 'forward' | 'close']
  /** The answer about consent. */
  | readonly ['grant' | 'deny', ...purposes: Purpose[]]
  /** What is kept has been sent. */
  | readonly ['send']
  /** The collector is out of reach, and again within it. */
  | readonly ['offline' | 'online']
  /** A button that is no feature. */
  | readonly ['click']
  /** A feature's button; a feature used, completed or failed by hand. */
  | readonly ['feature' | 'use' | 'complete' | 'fail', id: string]
  /** Until all features of the page count as seen. */
  | readonly ['look']
  /** Twelve seconds with the page, and moving the mouse. */
  | readonly ['read']
  | readonly ['throw' | 'reject' | 'capture' | 'console', message: string]
  /** The same error so often in a row. */
  | readonly ['storm', message: string, times: number]
  | readonly ['request', path: string]
  | readonly ['setting', value: string]
  | readonly ['transaction', outcome: 'succeeded' | 'failed' | 'open']
  | readonly ['track']
  | readonly ['flag', variant: string];

/** What a visitor does in one hour, below one release. */
export interface Visit {
  readonly hour: number;
  readonly release: string;
  readonly steps: readonly Step[];
}

export interface Visitor {
  /** Names the origin, too. */
  readonly name: string;
  readonly visits: readonly Visit[];
  /** Where they come to, if not to the shop that keeps all. */
  readonly site?: Site;
  /** Where the session stands among all, from 0 to 1 in 16 steps as a hexadecimal digit: by that events are sampled. */
  readonly standing?: string;
}

/** What has `data-feature` on each page. */
export const FEATURES: readonly string[] = ['export', 'wishes'];
/** The flag that is named as a feature. */
export const FLAG = 'wishes';

const OLD = '1.0';
const NEW = '2.0';
const BOTH: Step = ['grant'];
const visit = (hour: number, release: string, ...steps: readonly Step[]): Visit => ({ hour, release, steps });

/** Whoever comes to the shop, in three hours; each has an origin of their own. */
export const VISITORS: readonly Visitor[] = [
  {
    name: 'regular',
    visits: [
      visit(
        0,
        OLD,
        ['open', '/?utm_source=letter&utm_medium=email&utm_campaign=spring'],
        BOTH,
        ['flag', 'red'],
        ['look'],
        ['feature', 'wishes'],
        ['complete', 'wishes'],
        ['route', '/products/12'],
        ['click'],
        ['close'],
      ),
      visit(
        1,
        NEW,
        ['open', '/products/77'],
        ['throw', 'out of stock'],
        ['use', 'wishes'],
        ['reject', 'no connection'],
        ['transaction', 'succeeded'],
        ['close'],
      ),
    ],
  },
  {
    name: 'two-tabs',
    visits: [
      visit(
        0,
        OLD,
        ['open', '/'],
        BOTH,
        ['setting', 'light'],
        ['setting', 'dark'],
        ['setting', 'dark'],
        ['tab', '/cart'],
        ['look'],
        ['close'],
      ),
      // The next release is given out while the old one is open: one session of both.
      visit(1, OLD, ['open', '/'], ['click']),
      visit(1, NEW, ['tab', '/cart'], ['capture', 'no such voucher'], ['close']),
    ],
  },
  {
    name: 'only-diagnostics',
    visits: [
      visit(
        0,
        OLD,
        ['open', '/?utm_source=ad'],
        ['grant', 'diagnostics'],
        ['throw', 'out of stock'],
        ['click'],
        ['feature', 'export'],
        ['request', '/missing'],
        ['setting', 'dark'],
        ['flag', 'red'],
        ['close'],
      ),
      visit(1, NEW, ['open', '/cart'], ['request', '/there'], ['close']),
    ],
  },
  {
    name: 'only-analytics',
    visits: [
      visit(
        0,
        OLD,
        ['open', '/products/5'],
        ['grant', 'analytics'],
        ['throw', 'out of stock'],
        ['capture', 'no such voucher'],
        ['flag', 'blue'],
        ['feature', 'export'],
        ['fail', 'export'],
        ['view', '/checkout/payment'],
        ['view', '/checkout/payment'],
        ['use', 'export'],
        ['use', 'export'],
        ['close'],
      ),
    ],
  },
  {
    name: 'refusing',
    visits: [
      visit(
        0,
        OLD,
        ['open', '/?utm_source=ad'],
        ['deny'],
        ['click'],
        ['feature', 'wishes'],
        ['throw', 'out of stock'],
        ['route', '/cart'],
        ['setting', 'dark'],
        ['setting', 'light'],
        ['track'],
        ['close'],
      ),
      visit(1, NEW, ['open', '/'], ['reject', 'no connection'], ['close']),
    ],
  },
  {
    name: 'undecided',
    visits: [visit(1, NEW, ['open', '/'], ['click'], ['capture', 'no such voucher'], ['close'])],
  },
  {
    name: 'late',
    visits: [
      visit(
        0,
        OLD,
        ['open', '/'],
        ['click'],
        ['throw', 'before the answer'],
        ['route', '/cart'],
        BOTH,
        ['feature', 'export'],
        ['throw', 'after the answer'],
        ['close'],
      ),
    ],
  },
  {
    name: 'withdrawing',
    visits: [
      visit(
        1,
        NEW,
        ['open', '/?utm_source=ad'],
        BOTH,
        ['setting', 'light'],
        ['setting', 'dark'],
        ['throw', 'out of stock'],
        ['send'],
        ['deny'],
        ['route', '/cart'],
        ['click'],
        ['throw', 'after the withdrawal'],
        ['close'],
      ),
      visit(2, NEW, ['open', '/cart'], ['feature', 'wishes'], ['close']),
    ],
  },
  {
    name: 'changing-their-mind',
    visits: [
      visit(
        1,
        NEW,
        ['open', '/'],
        BOTH,
        ['use', 'wishes'],
        ['send'],
        ['deny'],
        ['route', '/cart'],
        BOTH,
        ['use', 'wishes'],
        ['send'],
        ['deny', 'analytics'],
        ['click'],
        ['reject', 'no connection'],
        ['close'],
      ),
    ],
  },
  {
    name: 'bit-by-bit',
    visits: [
      visit(
        0,
        OLD,
        ['open', '/products/12'],
        ['grant', 'diagnostics'],
        ['throw', 'out of stock'],
        ['grant', 'analytics'],
        ['flag', 'blue'],
        ['click'],
        ['close'],
      ),
    ],
  },
  {
    // Whose session of the second hour is known by nothing but the page's end.
    name: 'leaving-it-open',
    visits: [
      visit(
        0,
        OLD,
        ['open', '/'],
        BOTH,
        ['flag', 'red'],
        ['look'],
        ['transaction', 'open'],
        ['capture', 'no such voucher'],
      ),
      visit(1, OLD, ['close']),
    ],
  },
  {
    name: 'coming-back-to-it',
    visits: [
      visit(0, OLD, ['open', '/products/12?utm_source=ad'], BOTH, ['flag', 'blue']),
      visit(2, OLD, ['route', '/cart'], ['feature', 'wishes'], ['close']),
    ],
  },
  {
    name: 'offline',
    visits: [
      visit(
        1,
        NEW,
        ['open', '/?utm_source=letter&utm_medium=email&utm_campaign=spring'],
        BOTH,
        ['offline'],
        ['feature', 'wishes'],
        ['reject', 'no connection'],
        ['request', '/there'],
        ['route', '/products/77'],
        ['close'],
      ),
      visit(2, NEW, ['open', '/cart'], ['online'], ['send'], ['close']),
    ],
  },
  {
    name: 'bouncing',
    visits: [visit(1, NEW, ['open', '/?utm_source=ad'], BOTH, ['close'])],
  },
  {
    name: 'reading',
    visits: [visit(1, NEW, ['open', '/?utm_source=ad'], BOTH, ['read'], ['close'])],
  },
  {
    name: 'wandering',
    visits: [
      visit(
        1,
        NEW,
        ['open', '/'],
        BOTH,
        ['open', '/products/5'],
        ['route', '/products/12'],
        ['route', '/cart'],
        ['back'],
        ['forward'],
        ['flag', 'red'],
        ['storm', 'cannot draw', 3],
        ['console', 'deprecated'],
        ['look'],
        ['feature', 'export'],
        ['feature', 'export'],
        ['complete', 'export'],
        ['transaction', 'failed'],
        ['track'],
        ['close'],
      ),
    ],
  },
];

/** A site that samples, by rates each of which keeps a whole number of its visitors' sessions. */
export const SAMPLING: Site = {
  service: 'sampling-shop',
  rates: { page_view: 0.5, click: 0.25, 'feature.used': 0.5 },
  hasFew: false,
};

/** Four who do the same, save that two of them meet an error; their sessions are spread evenly. */
export const SAMPLED: readonly Visitor[] = ['1', '5', '9', 'd'].map((standing, at) => ({
  name: `sampled-${standing}`,
  site: SAMPLING,
  standing,
  visits: [
    visit(
      0,
      OLD,
      ['open', '/'],
      BOTH,
      ['look'],
      ['click'],
      ['click'],
      ['feature', 'wishes'],
      ...(at % 2 > 0 ? [['throw', 'out of stock'] as const] : []),
      ['route', '/cart'],
      ['close'],
    ),
  ],
}));

/**
 * Two who do the same on a site that samples by half, save that one of them meets an error: of that one, whose view is left
 * out, nothing but the start of the session is known, which is never sampled, and the error, if that is allowed.
 */
const knownByStart = (what: string, site: Site, ...purposes: readonly Purpose[]) => ({
  what,
  site,
  visitors: ['4', 'c'].map(
    (standing): Visitor => ({
      name: `${site.service}-${standing}`,
      site,
      standing,
      visits: [
        visit(
          0,
          OLD,
          ['open', '/'],
          ['grant', ...purposes],
          ...(standing === '4' ? [['throw', 'out of stock'] as const] : []),
          ['route', '/cart'],
          ['close'],
        ),
      ],
    }),
  ),
});

/** Sites where a session may be known by its start alone, with who comes there. */
export const KNOWN_BY_START = [
  knownByStart(
    'analytics alone is allowed',
    { service: 'sampling-views', rates: { page_view: 0.5 }, hasFew: true },
    'analytics',
  ),
  knownByStart('vitals are sampled, too', {
    service: 'sampling-vitals',
    rates: { page_view: 0.5, 'browser.web_vital': 0.5 },
    hasFew: true,
  }),
];
