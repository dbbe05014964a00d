import type { LogRow } from '../../../../src/collector/store/store.js';
import { type Random, random } from './random.js';
import { type EventSketch, rowOf } from './row.js';

/** A release and how it behaves. */
export interface ReleaseSketch {
  readonly version: string;
  /** When it began to be served: milliseconds before the end. The one before keeps a fading share for a while. */
  readonly age: number;
  /** The probability that a page throws. */
  readonly failing: number;
  /** How many times slower than the best its pages are. */
  readonly slowness: number;
}

export interface TrafficOptions {
  readonly seed: number;
  /** The last moment: milliseconds since 1970. */
  readonly end: number;
  /** Over how many milliseconds before the end the sessions lie. */
  readonly length: number;
  readonly sessions: number;
  readonly releases: readonly ReleaseSketch[];
}

const HOUR = 3_600_000;

/** Three releases over two weeks; the newest, two days old, throws more and paints later. */
export const RELEASES: readonly ReleaseSketch[] = [
  { version: '1.3.2', age: 40 * 24 * HOUR, failing: 0.012, slowness: 1.1 },
  { version: '1.4.0', age: 9 * 24 * HOUR, failing: 0.008, slowness: 1 },
  { version: '1.5.0', age: 30 * HOUR, failing: 0.04, slowness: 1.3 },
];

interface ClientSketch {
  readonly device: string;
  readonly browser: string;
  readonly os: string;
  readonly version: string;
}

const CLIENTS: readonly (readonly [ClientSketch, number])[] = [
  [{ device: 'desktop', browser: 'Chrome', os: 'Windows', version: '141' }, 34],
  [{ device: 'desktop', browser: 'Firefox', os: 'Linux', version: '144' }, 7],
  [{ device: 'desktop', browser: 'Safari', os: 'Mac OS', version: '19' }, 9],
  [{ device: 'desktop', browser: 'Edge', os: 'Windows', version: '141' }, 8],
  [{ device: 'mobile', browser: 'Mobile Safari', os: 'iOS', version: '19' }, 22],
  [{ device: 'mobile', browser: 'Chrome', os: 'Android', version: '141' }, 17],
  [{ device: 'tablet', browser: 'Mobile Safari', os: 'iOS', version: '19' }, 3],
];

const PAGES = [
  ['/', 30],
  ['/products', 22],
  ['/products/:id', 28],
  ['/search', 12],
  ['/cart', 9],
  ['/checkout', 6],
  ['/account', 4],
  ['/orders/:id', 3],
] as const;

const FEATURES = [
  { id: 'quick-view', on: '/products', tried: 0.34, failing: 0.02 },
  { id: 'size-guide', on: '/products/:id', tried: 0.12, failing: 0.01 },
  { id: 'search-filters', on: '/search', tried: 0.48, failing: 0.015 },
  { id: 'express-checkout', on: '/checkout', tried: 0.27, failing: 0.11 },
  { id: 'export-orders', on: '/account', tried: 0.06, failing: 0.03 },
] as const;

const ERRORS = [
  {
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'price')",
    fingerprint: '8f14e45f',
    on: 'renderTotal',
    newest: true,
    weight: 6,
  },
  {
    type: 'PaymentError',
    message: 'The card was declined by the bank',
    fingerprint: 'c9f0f895',
    on: 'pay',
    newest: false,
    weight: 2,
  },
  {
    type: 'NetworkError',
    message: 'Failed to fetch /api/stock',
    fingerprint: '45c48cce',
    on: 'loadStock',
    newest: false,
    weight: 3,
  },
  {
    type: 'ResizeObserverError',
    message: 'ResizeObserver loop completed with undelivered notifications.',
    fingerprint: 'd3d94468',
    on: 'layout',
    newest: false,
    weight: 1,
  },
] as const;

const CAMPAIGNS = [
  ['newsletter', 'email', 'autumn-sale'],
  ['newsletter', 'email', 'welcome'],
  ['search.example', 'cpc', 'boots'],
  ['partner.example', 'referral', ''],
] as const;

/** One session in four comes by a campaign, told by its id. */
const campaignOf = (session: string): Record<string, string> => {
  const [source, medium, name] = CAMPAIGNS[Number.parseInt(session[0] as string, 16)] ?? ['', '', ''];
  return Object.fromEntries(
    Object.entries({ source, medium, name })
      .filter(([, value]) => value)
      .map(([part, value]) => [`sonde.campaign.${part}`, value]),
  );
};

/** Shops sleep at night: how busy each hour (UTC) is. */
const busyness = (time: number): number =>
  0.25 + Math.max(0, Math.sin(((new Date(time).getUTCHours() - 6) / 24) * 2 * Math.PI * 0.75));

const releaseAt = (time: number, options: TrafficOptions, dice: Random): ReleaseSketch => {
  const shares = options.releases.map((release, at) => {
    const served = time - (options.end - release.age);
    const next = options.releases[at + 1];
    const replaced = next ? time - (options.end - next.age) : 0;
    // A release takes over within six hours; open tabs keep the old one for about a day.
    const rising = Math.min(1, Math.max(0, served / (6 * HOUR)));
    const fading = replaced > 0 ? Math.exp(-replaced / (16 * HOUR)) : 1;
    return [release, rising * fading + (at === 0 ? 1e-9 : 0)] as const;
  });
  return dice.pick(shares);
};

const stackOf = (error: (typeof ERRORS)[number], release: string): string =>
  [
    `${error.type}: ${error.message}`,
    `    at ${error.on} (https://shop.example/assets/app-${release}.js:2:18142)`,
    `    at onClick (https://shop.example/assets/app-${release}.js:2:9321)`,
    `    at HTMLButtonElement.dispatch (https://shop.example/assets/vendor.js:1:40233)`,
  ].join('\n');

/**
 * Made-up but likely traffic of a small shop, as rows of `otel_logs`: sessions of several pages, each document its own
 * stream with a few numbers missing, vitals with a preliminary and a last report, clicks, features, errors with
 * breadcrumbs. The same options give the same rows.
 */
export function* traffic(options: TrafficOptions): Generator<LogRow> {
  const dice = random(options.seed);
  const visitors = Array.from({ length: Math.ceil(options.sessions * 0.62) }, () => dice.hex(32));
  for (let sessions = 0; sessions < options.sessions; ) {
    const start = options.end - dice.next() * options.length;
    if (!dice.chance(busyness(start) / 1.25)) continue;
    sessions += 1;
    yield* session(start, releaseAt(start, options, dice), visitors, options, dice);
  }
}

function* session(
  start: number,
  release: ReleaseSketch,
  visitors: readonly string[],
  options: TrafficOptions,
  dice: Random,
): Generator<LogRow> {
  const client = dice.pick(CLIENTS);
  const newest = options.releases.at(-1) === release;
  const slow = release.slowness * (client.device === 'desktop' ? 1 : 1.35);
  const pointer = client.device === 'desktop' ? 'mouse' : 'touch';
  const losing = client.browser.includes('Safari') ? 0.006 : 0.001;
  const shared = {
    session: dice.hex(32),
    visitor: visitors[Math.floor(dice.next() ** 2 * visitors.length)] as string,
    release: release.version,
    environment: 'production',
    browser: client.browser,
    browserVersion: client.version,
    os: client.os,
    device: client.device,
  };
  const pages = 1 + Math.floor(-Math.log(1 - dice.next()) * 2.6);
  let time = Math.floor(start);
  for (let at = 0; at < pages && at < 20; at++) {
    const template = at === 0 && dice.chance(0.5) ? '/' : dice.pick(PAGES);
    const stream = dice.hex(24);
    const page = dice.hex(16);
    let number = 0;
    const crumbs: [number, string, string][] = [];
    const event = function* (
      name: string,
      attributes: EventSketch['attributes'],
      after: number,
    ): Generator<LogRow> {
      time += Math.floor(after);
      number += 1;
      if (name !== 'exception') crumbs.push([time, name, String(Object.values(attributes ?? {})[0] ?? '')]);
      if (dice.chance(losing) || time >= options.end) return;
      yield rowOf({
        ...shared,
        name,
        time,
        page,
        template,
        stream,
        number,
        ...(attributes && { attributes }),
      });
    };
    const vital = (name: string, value: number, after: number, report = ''): Generator<LogRow> =>
      event(
        'browser.web_vital',
        {
          'browser.web_vital.name': name.toLowerCase(),
          'browser.web_vital.value':
            name === 'CLS' ? Math.round(value * 1e4) / 1e4 : Math.round(value * 10) / 10,
          'browser.web_vital.delta': 0,
          'browser.web_vital.id': `v6-${page}-${name}${report}`,
          'browser.web_vital.navigation_type': 'navigate',
        },
        after,
      );

    yield* event(
      'page_view',
      {
        'url.full': `https://shop.example${template.replace(':id', '42')}`,
        'sonde.navigation.type': 'navigate',
        ...(at === 0 && campaignOf(shared.session)),
      },
      0,
    );
    const ttfb = dice.around(280 * slow, 0.6);
    const fcp = ttfb + dice.around(520 * slow, 0.45);
    yield* vital('TTFB', ttfb, ttfb);
    yield* vital('FCP', fcp, fcp - ttfb);
    const lcp = fcp + dice.around(650 * slow, 0.6);
    if (dice.chance(0.3)) yield* vital('LCP', lcp * 0.8, 200);
    yield* vital('LCP', lcp, lcp - fcp);
    for (const feature of FEATURES) {
      if (feature.on !== template) continue;
      yield* event('feature.exposed', { 'feature.id': feature.id }, 50);
      if (!dice.chance(feature.tried * (client.device === 'mobile' ? 0.7 : 1.1))) continue;
      const by = dice.chance(0.06) ? 'keyboard' : pointer;
      for (let uses = 1 + Math.floor(-Math.log(1 - dice.next())); uses > 0; uses--) {
        yield* event(
          'feature.used',
          { 'feature.id': feature.id, 'sonde.pointer.type': by },
          dice.around(3_000, 0.5),
        );
      }
      if (dice.chance(feature.failing))
        yield* event('feature.failed', { 'feature.id': feature.id, 'feature.reason': 'unavailable' }, 400);
      else if (dice.chance(0.8)) yield* event('feature.completed', { 'feature.id': feature.id }, 400);
    }
    for (let clicks = Math.floor(-Math.log(1 - dice.next()) * 2); clicks > 0; clicks--) {
      const target = dice.pick([
        ['add-to-cart', 3],
        ['product-card', 5],
        ['menu', 2],
        ['pay', 1],
      ]);
      yield* event(
        'click',
        { 'sonde.target.name': target, 'sonde.target.tag': 'button', 'sonde.pointer.type': pointer },
        dice.around(4_000, 0.7),
      );
    }
    if (dice.chance(release.failing)) {
      const error = dice.pick(
        ERRORS.filter(({ newest: only }) => newest || !only).map((one) => [one, one.weight]),
      );
      const before = crumbs.slice(-8).map(([when, name, detail]) => [time + 30 - when, name, detail]);
      yield* event(
        'exception',
        {
          'exception.type': error.type,
          'exception.message': error.message,
          'exception.stacktrace': stackOf(error, release.version),
          'sonde.exception.source': error.type === 'PaymentError' ? 'captured' : 'error',
          'sonde.exception.handled': error.type === 'PaymentError',
          'sonde.exception.fingerprint': error.fingerprint,
          'sonde.breadcrumbs': JSON.stringify(before),
          ...(dice.chance(0.1) ? { 'sonde.exception.count': 2 + Math.floor(dice.next() * 20) } : {}),
        },
        30,
      );
    }
    if (dice.chance(0.85)) yield* vital('INP', dice.around(95 * slow, 0.7), 20);
    const shift = dice.chance(0.6) ? dice.around(0.03 * slow, 1) : 0;
    yield* vital('CLS', shift * 0.5, 20);
    yield* vital('CLS', shift, dice.around(6_000, 0.8));
    if (dice.chance(0.002))
      yield* event('telemetry.dropped', { 'sonde.dropped.reason': 'overflow', 'sonde.dropped.count': 3 }, 10);
    time += Math.floor(dice.around(12_000, 0.8));
  }
}
