import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Consent, SondeEvent, Span } from '../../src/event.js';
import type { Options } from '../../src/options.js';
import type { Plugin, Telemetry } from '../../src/plugin.js';
import { requests } from '../../src/plugins/requests.js';
import type { StoredEvent } from './model/collector.js';
import {
  type Browser,
  bundleClient,
  type Client,
  initAgain,
  openBrowser,
  openPage,
  type Page,
} from './model/page.js';
import { settle } from './model/world.js';

/** `init` with `buffer: true` on a simulated page: what becomes of what happens before an answer. */

let client: Client;
let browser: Browser;
beforeAll(async () => {
  client = await bundleClient();
});
beforeEach(() => {
  browser = openBrowser();
});

const all = (state: Consent['analytics']): Consent => ({ analytics: state, diagnostics: state });
const open = (options: Partial<Options> = {}): Promise<Page> =>
  openPage(browser, client, { consent: 'required', buffer: true, ...options });
const events = (): StoredEvent[] => browser.collector.events;
const names = (): string[] => events().map(({ name }) => name);
const numbers = (): unknown[] => events().map(({ attributes }) => attributes.number);
const settled = () => browser.world.advance(5_000);

/** A plugin that says what becomes of it, and hands its telemetry out. */
const plugin = (
  purpose: Plugin['purpose'],
  log: string[] = [],
  more: Partial<Plugin> = {},
): Plugin & { telemetry: Telemetry } => {
  const it = {
    purpose,
    ...more,
    setup(telemetry: Telemetry) {
      it.telemetry = telemetry;
      log.push(`${purpose} begins`);
      return (isWithdrawn?: boolean) => log.push(`${purpose} ends ${isWithdrawn}`);
    },
  } as unknown as Plugin & { telemetry: Telemetry };
  return it;
};

test('before an answer plugins are set up, and nothing is stored or sent', async () => {
  const log: string[] = [];
  const analytics = plugin('analytics', log);
  const page = await open({ plugins: [analytics, plugin('diagnostics', log)] });
  expect(log).toEqual(['analytics begins', 'diagnostics begins']);
  analytics.telemetry.emit('seen', {});
  page.sonde.track('plan.selected');
  await page.dispatch('visibilitychange', true);
  await page.dispatch('pagehide');
  await browser.world.advance(60_000);
  expect(browser.local).toEqual({});
  expect(browser.disk.names()).toEqual([]);
  expect(browser.sent).toEqual([]);
});

test('for a visitor who comes back a plugin that is an instance of a class is set up, too', async () => {
  const log: string[] = [];
  class Own implements Plugin {
    readonly #name = 'own';
    get purpose() {
      return 'analytics' as const;
    }
    setup() {
      log.push(`${this.#name} begins`);
      return () => void log.push(`${this.#name} ends`);
    }
  }
  const page = await open({ consent: 'granted', plugins: [new Own()] });
  await settled();
  expect(log).toEqual(['own begins']);
  page.sonde.stop();
  expect(log).toEqual(['own begins', 'own ends']);
});

test.each(['required', 'granted'] as const)('a plugin that is none costs nothing: %s', async (consent) => {
  const log: string[] = [];
  await open({ consent, plugins: [undefined as never, plugin('analytics', log)] });
  await settled();
  expect(log).toEqual(['analytics begins']);
});

test('a grant hands over what waited, with its own times, in order, once', async () => {
  const log: string[] = [];
  const analytics = plugin('analytics', log);
  const page = await open({ plugins: [analytics] });
  const times = [];
  for (const number of [1, 2, 3]) {
    times.push(browser.world.now());
    page.sonde.track('plan.selected', { number });
    await browser.world.advance(1_000);
  }
  analytics.telemetry.emit('earlier', { number: 4 }, { time: 1_000 });
  page.sonde.consent.grant();
  expect(log).toEqual(['analytics begins']);
  page.sonde.track('plan.selected', { number: 5 });
  await settled();
  expect(numbers()).toEqual(['1', '2', '3', '4', '5']);
  expect(
    events()
      .map(({ time }) => time)
      .slice(0, 4),
  ).toEqual([...times, 1_000]);
  expect(new Set(events().map(({ attributes }) => attributes['session.id'])).size).toBe(1);
  expect(
    events().every(({ attributes }) => /^[\da-f]{32}$/.test(`${attributes['app.installation.id']}`)),
  ).toBe(true);
  page.sonde.consent.deny();
  expect(log).toEqual(['analytics begins', 'analytics ends true']);
});

test('a refusal throws away what waited and undoes the plugins; a later grant has nothing of it', async () => {
  const log: string[] = [];
  const page = await open({ plugins: [plugin('analytics', log)] });
  page.sonde.track('plan.selected', { number: 1 });
  page.sonde.consent.deny();
  expect(log).toEqual(['analytics begins', 'analytics ends true']);
  page.sonde.track('plan.selected', { number: 2 });
  await settled();
  expect(Object.keys(browser.local)).toEqual(['sonde.consent']);
  expect(browser.disk.names()).toEqual([]);
  page.sonde.consent.grant();
  page.sonde.track('plan.selected', { number: 3 });
  await settled();
  expect(numbers()).toEqual(['3']);
  expect(log).toEqual(['analytics begins', 'analytics ends true', 'analytics begins']);
});

test('each purpose has its own answer', async () => {
  const log: string[] = [];
  const page = await open({ plugins: [plugin('analytics', log), plugin('diagnostics', log)] });
  page.sonde.track('plan.selected', { number: 1 });
  page.sonde.track('exception', { number: 2 });
  page.sonde.consent.grant('diagnostics');
  page.sonde.track('exception', { number: 3 });
  page.sonde.track('plan.selected', { number: 4 });
  await settled();
  expect(numbers()).toEqual(['2', '3']);
  page.sonde.consent.grant('analytics');
  await settled();
  expect(numbers()).toEqual(['2', '3', '1', '4']);
  expect(new Set(events().map(({ attributes }) => attributes['session.id'])).size).toBe(1);
  expect(log).toEqual(['analytics begins', 'diagnostics begins']);
});

test('of one purpose refused nothing is left, of the other all', async () => {
  const log: string[] = [];
  const page = await open({ plugins: [plugin('analytics', log), plugin('diagnostics', log)] });
  page.sonde.track('plan.selected', { number: 1 });
  page.sonde.track('exception', { number: 2 });
  page.sonde.consent.deny('analytics');
  page.sonde.consent.grant('diagnostics');
  await settled();
  expect(numbers()).toEqual(['2']);
  expect(log).toEqual(['analytics begins', 'diagnostics begins', 'analytics ends true']);
});

test('plugins see and change each event once, as it happens, and leave it out', async () => {
  const seen: string[] = [];
  const tap: Plugin = {
    purpose: 'analytics',
    setup: ({ onEmit }) =>
      onEmit((event, sessionId) => {
        seen.push(`${event.name} ${sessionId}`);
        event.attributes.variant = seen.length;
        return event.name !== 'unwanted';
      }),
  };
  const page = await open({ plugins: [tap] });
  page.sonde.track('first');
  page.sonde.track('unwanted');
  expect(seen.map((line) => line.split(' ')[0])).toEqual(['first', 'unwanted']);
  page.sonde.consent.grant();
  page.sonde.track('second');
  await settled();
  expect(events().map(({ name, attributes }) => `${name} ${attributes.variant}`)).toEqual([
    'first 1',
    'second 3',
  ]);
  expect(seen).toHaveLength(3);
  expect(new Set(seen.map((line) => line.split(' ')[1]))).toEqual(
    new Set(events().map(({ attributes }) => attributes['session.id'])),
  );
});

test('what a plugin keeps of an event that waited is what beforeSend has made of it', async () => {
  const kept: SondeEvent[] = [];
  const tap: Plugin = {
    purpose: 'analytics',
    setup: ({ onEmit }) => onEmit((event) => void kept.push(event)),
  };
  const page = await open({
    plugins: [tap],
    beforeSend: (event) => {
      delete event.attributes.secret;
      return event.name !== 'none' && event;
    },
  });
  for (const name of ['same', 'none']) page.sonde.track(name, { secret: 1, a: 2 });
  page.sonde.consent.grant();
  await settled();
  expect(kept.map(({ name, attributes, time }) => [name, attributes.secret, Number.isFinite(time)])).toEqual([
    ['same', undefined, true],
    ['none', undefined, false],
  ]);
});

test('the sampler and beforeSend have their word at the hand-over', async () => {
  const page = await open({
    sample: { rare: 0 },
    beforeSend: (event) => event.name !== 'secret' && event,
  });
  page.sonde.track('rare');
  page.sonde.track('secret');
  page.sonde.track('plan.selected');
  page.sonde.consent.grant();
  await settled();
  expect(names()).toEqual(['plan.selected']);
});

test('an event belongs to the page that it happened on, and the last page goes on', async () => {
  let path = '/a';
  const page = await open({ urlTemplate: () => path });
  page.sonde.track('page_view', { number: 1 });
  page.sonde.track('plan.selected', { number: 2 });
  path = '/b';
  page.sonde.track('page_view', { number: 3 });
  page.sonde.consent.grant();
  page.sonde.track('plan.selected', { number: 4 });
  await settled();
  const pages = events()
    .sort((a, b) => Number(a.attributes.number) - Number(b.attributes.number))
    .map(({ attributes }) => [attributes['url.template'], attributes['sonde.page.id']]);
  expect(pages.map(([template]) => template)).toEqual(['/a', '/a', '/b', '/b']);
  expect([
    pages[0]?.[1] === pages[1]?.[1],
    pages[2]?.[1] === pages[3]?.[1],
    pages[1]?.[1] === pages[2]?.[1],
  ]).toEqual([true, true, false]);
});

test('two hundred wait; what comes after them is counted as dropped', async () => {
  const page = await open();
  for (let number = 1; number <= 210; number++) page.sonde.track('plan.selected', { number });
  page.sonde.consent.grant();
  await settled();
  await page.dispatch('pagehide');
  await settled();
  expect(names().filter((name) => name === 'plan.selected')).toHaveLength(200);
  const dropped = events().find(({ name }) => name === 'telemetry.dropped')?.attributes;
  expect(dropped).toMatchObject({ 'sonde.dropped.reason': 'overflow', 'sonde.dropped.count': '10' });
});

test('a plugin that waits is set up after the grant', async () => {
  const log: string[] = [];
  const page = await open({ plugins: [plugin('analytics', log, { waits: true })] });
  expect(log).toEqual([]);
  page.sonde.consent.grant();
  expect(log).toEqual(['analytics begins']);
});

test('the page’s requests are left as they are until the grant', async () => {
  const log: string[] = [];
  const setup = () => {
    log.push('begins');
    return () => {};
  };
  const page = await open({ plugins: [{ ...requests(), setup }] });
  expect(log).toEqual([]);
  page.sonde.consent.grant();
  expect(log).toEqual(['begins']);
});

test('a plugin that keeps something on the device waits, too', async () => {
  const prefixes: string[] = [];
  const page = await open({
    plugins: [
      {
        purpose: 'analytics',
        setup({ prefix }) {
          prefixes.push(prefix);
          return () => {};
        },
      },
    ],
  });
  expect(prefixes).toEqual([]);
  page.sonde.consent.grant();
  expect(prefixes).toEqual(['sonde.shop.']);
});

test('an answer that is known already leaves nothing to wait for', async () => {
  const log: string[] = [];
  const page = await open({ consent: 'granted', plugins: [plugin('analytics', log)] });
  page.sonde.track('plan.selected', { number: 1 });
  await settled();
  expect([log, numbers()]).toEqual([['analytics begins'], ['1']]);
  const denied = await open({
    service: 'other',
    plugins: [plugin('analytics', log)],
    consent: {
      subscribe(onChange) {
        onChange(all('denied'));
        return () => {};
      },
    },
  });
  denied.sonde.track('plan.selected');
  await settled();
  expect([log, numbers()]).toEqual([['analytics begins'], ['1']]);
});

test('after a withdrawal without a new answer waiting begins anew, in another session', async () => {
  let tell: (consent: Consent) => void = () => {};
  const log: string[] = [];
  const page = await open({
    plugins: [plugin('analytics', log)],
    consent: {
      subscribe(onChange) {
        tell = onChange;
        return () => {};
      },
    },
  });
  page.sonde.track('plan.selected', { number: 1 });
  tell(all('granted'));
  await settled();
  tell(all('unknown'));
  expect(log).toEqual(['analytics begins', 'analytics ends true', 'analytics begins']);
  page.sonde.track('plan.selected', { number: 2 });
  await settled();
  expect(browser.disk.names()).toEqual([]);
  expect(browser.local).toEqual({});
  tell(all('granted'));
  await settled();
  expect(numbers()).toEqual(['1', '2']);
  for (const key of ['session.id', 'app.installation.id', 'sonde.page.id'])
    expect(new Set(events().map(({ attributes }) => attributes[key])).size, key).toBe(2);
});

test('stop undoes what was set up ahead; a second init is the first', async () => {
  const log: string[] = [];
  const page = await open({ plugins: [plugin('analytics', log)] });
  const again = initAgain(page, client, {
    consent: 'required',
    buffer: true,
    plugins: [plugin('analytics', log)],
  });
  expect(again).toBe(page.sonde);
  page.sonde.track('plan.selected', { number: 1 });
  page.sonde.stop();
  expect(log).toEqual(['analytics begins', 'analytics ends undefined']);
  page.sonde.track('plan.selected', { number: 2 });
  page.sonde.consent.grant();
  await settled();
  expect(names()).toEqual([]);
});

test('what a caller hands over cannot throw into the page', async () => {
  const page = await open({
    plugins: [
      {
        purpose: 'analytics',
        setup() {
          throw new Error('broken');
        },
      },
    ],
  });
  const hostile = {
    get bad(): string {
      throw new Error('hostile');
    },
  };
  page.sonde.track('plan.selected', hostile);
  page.sonde.track('plan.selected', { number: 2 });
  await settle();
  page.sonde.consent.grant();
  await settled();
  expect(numbers()).toEqual([undefined, '2']);
  expect(page.errors).toEqual([]);
});

test('of a plugin that throws halfway nobody goes on listening', async () => {
  const heard: string[] = [];
  let attempts = 0;
  const broken: Plugin = {
    purpose: 'analytics',
    setup({ onEmit }) {
      attempts++;
      onEmit(({ name }) => void heard.push(name));
      throw new Error('a plugin’s');
    },
  };
  const page = await open({ plugins: [broken] });
  page.sonde.track('plan.selected');
  expect(attempts).toBeGreaterThan(0);
  expect(heard).toEqual([]);
});

test('an option that is undefined is one that was left out', async () => {
  const undefinedOnes = {
    flushEvery: undefined,
    bounds: { events: undefined, size: undefined, age: undefined },
  };
  const page = await open({ consent: 'granted', ...(undefinedOnes as object) });
  await browser.world.advance(10_000);
  page.sonde.track('plan.selected');
  await browser.world.advance(2_500);
  expect(names()).toEqual(['plan.selected']);
});

test('the name of a span is cleaned, too', async () => {
  const diagnostics = plugin('diagnostics');
  await open({ consent: 'granted', plugins: [diagnostics] });
  const span: Span = {
    traceId: '1'.repeat(32),
    spanId: '2'.repeat(16),
    name: 'GET /of/ann@example.org',
    kind: 3,
    startTimeUnixNano: '1',
    endTimeUnixNano: '2',
  };
  diagnostics.telemetry.emit('http.client', {}, { span, rank: 2 } as never);
  await browser.world.advance(5_000);
  expect(browser.sent.map(({ body }) => body).join()).toContain('"name":"GET /of/[redacted]"');
});
