import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { ConsentSource } from '../../src/consent/source.js';
import type { Consent, SondeEvent } from '../../src/event.js';
import type { Options } from '../../src/options.js';
import type { Plugin, Telemetry } from '../../src/plugin.js';
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

/** `init` on a simulated page: consent, plugins, and what an event passes. */

let client: Client;
let browser: Browser;
beforeAll(async () => {
  client = await bundleClient();
});
beforeEach(() => {
  browser = openBrowser();
});

const all = (state: Consent['analytics']): Consent => ({ analytics: state, diagnostics: state });
const open = (options: Partial<Options> = {}): Promise<Page> => openPage(browser, client, options);
const events = (): StoredEvent[] => browser.collector.events;
const names = (): string[] => events().map(({ name }) => name);

/** A consent source in a test's hand. */
const source = (first: Consent): ConsentSource & { tell(consent: Consent): void } => {
  let tell: (consent: Consent) => void = () => {};
  return {
    subscribe(onChange) {
      tell = onChange;
      onChange(first);
      return () => {};
    },
    tell: (consent) => tell(consent),
  };
};

/** A plugin that says what becomes of it. */
const plugin = (purpose: Plugin['purpose'], log: string[] = []): Plugin & { telemetry?: Telemetry } => {
  const it: Plugin & { telemetry?: Telemetry } = {
    purpose,
    setup(telemetry: Telemetry) {
      it.telemetry = telemetry;
      log.push(`${purpose} begins`);
      return () => log.push(`${purpose} ends`);
    },
  } as never;
  return it;
};

test('before a grant nothing is observed, stored or sent', async () => {
  const log: string[] = [];
  const page = await open({
    consent: 'required',
    plugins: [plugin('analytics', log), plugin('diagnostics', log)],
  });
  page.sonde.track('plan.selected');
  await page.dispatch('pagehide');
  await browser.world.advance(60_000);
  expect(log).toEqual([]);
  expect(browser.local).toEqual({});
  expect(browser.disk.names()).toEqual([]);
  expect(browser.sent).toEqual([]);
  expect(page.sonde.consent.state()).toEqual(all('unknown'));
  expect(await page.sonde.flush()).toEqual({ kept: 0 });
});

test('a grant sets the plugins of its purpose up, and no others', async () => {
  const log: string[] = [];
  const page = await open({
    consent: 'required',
    plugins: [plugin('analytics', log), plugin('diagnostics', log)],
  });
  page.sonde.consent.grant('diagnostics');
  expect(log).toEqual(['diagnostics begins']);
  page.sonde.track('plan.selected');
  page.sonde.track('exception', { 'exception.type': 'E' });
  page.sonde.consent.grant('analytics');
  expect(log).toEqual(['diagnostics begins', 'analytics begins']);
  page.sonde.track('plan.kept');
  await browser.world.advance(5_000);
  expect(names().sort()).toEqual(['exception', 'plan.kept']);
});

/** A plugin that may be set up later. */
const late = (purpose: Plugin['purpose'], log: string[]): Plugin => ({ ...plugin(purpose, log), late: true });

test('a plugin that is late is set up in a task of its own, in which the database is opened, too', async () => {
  const log: string[] = [];
  const page = await open({
    consent: 'required',
    plugins: [late('analytics', log), plugin('diagnostics', log)],
  });
  page.sonde.consent.grant();
  await settle();
  expect(log).toEqual(['diagnostics begins']);
  expect(browser.disk.names()).toEqual([]);
  await browser.world.advance(50);
  expect(log).toEqual(['diagnostics begins', 'analytics begins']);
  expect(browser.disk.names()).toEqual(['sonde.shop.']);
});

test('the first event finds everything set up', async () => {
  const log: string[] = [];
  const page = await open({ consent: 'required', plugins: [late('analytics', log)] });
  page.sonde.consent.grant();
  page.sonde.track('plan.selected');
  expect(log).toEqual(['analytics begins']);
  await browser.world.advance(5_000);
  expect(log).toEqual(['analytics begins']);
  expect(names()).toEqual(['plan.selected']);
});

test.each(['deny', 'stop'] as const)(
  '%s in the task of a grant leaves nothing to be done later',
  async (end) => {
    const log: string[] = [];
    const page = await open({ consent: 'required', plugins: [late('analytics', log)] });
    page.sonde.consent.grant();
    if (end === 'deny') page.sonde.consent.deny();
    else page.sonde.stop();
    await browser.world.advance(1_000);
    page.sonde.track('plan.selected');
    await browser.world.advance(1_000);
    expect(log).toEqual([]);
    expect(browser.disk.names()).toEqual([]);
  },
);

test('a withdrawal ends everything at once and leaves nothing', async () => {
  const log: string[] = [];
  const told: Consent[] = [];
  const page = await open({ plugins: [plugin('analytics', log)] });
  page.sonde.consent.onChange((consent) => told.push(consent));
  browser.collector.mode = 'is silent';
  page.sonde.track('plan.selected');
  await browser.world.advance(2_500);
  page.sonde.track('plan.selected');
  const before = browser.sent.length;
  page.sonde.consent.deny();
  expect(log).toEqual(['analytics begins', 'analytics ends']);
  expect(told).toEqual([all('denied')]);
  page.sonde.track('plan.selected');
  await page.dispatch('pagehide');
  await browser.world.advance(600_000);
  expect(browser.sent).toHaveLength(before);
  expect(browser.disk.names()).toEqual([]);
  expect(Object.keys(browser.local)).toEqual(['sonde.consent']);
});

test('a withdrawal leaves nothing of the task that it ends, even before the database has opened', async () => {
  const page = await open({ consent: 'required' });
  page.sonde.consent.grant();
  page.sonde.track('plan.selected');
  page.sonde.consent.deny();
  await settle();
  expect(Object.keys(browser.local)).toEqual(['sonde.consent']);
});

test('a withdrawal of one purpose leaves the other running, on a stream of its own', async () => {
  const log: string[] = [];
  const page = await open({ plugins: [plugin('analytics', log), plugin('diagnostics', log)] });
  page.sonde.track('exception', {});
  await browser.world.advance(5_000);
  page.sonde.consent.deny('analytics');
  page.sonde.track('plan.selected');
  page.sonde.track('exception', {});
  await browser.world.advance(5_000);
  expect(names()).toEqual(['exception', 'exception']);
  expect(browser.collector.streams.size).toBe(2);
  expect(events().map(({ attributes }) => typeof attributes['app.installation.id'])).toEqual([
    'string',
    'undefined',
  ]);
  expect(log).toEqual([
    'analytics begins',
    'diagnostics begins',
    'analytics ends',
    'diagnostics ends',
    'diagnostics begins',
  ]);
});

test('a visitor is another one after a withdrawal and a new grant', async () => {
  const page = await open();
  page.sonde.track('a');
  await browser.world.advance(3_000);
  page.sonde.consent.deny();
  page.sonde.consent.grant();
  page.sonde.track('b');
  await browser.world.advance(3_000);
  for (const key of ['app.installation.id', 'session.id'])
    expect(new Set(events().map(({ attributes }) => attributes[key])).size, key).toBe(2);
});

test('rows of a purpose that is not granted any more are not sent, neither stored nor spilled', async () => {
  browser.collector.mode = 'is offline';
  const before = await open({ consent: source(all('granted')) });
  before.sonde.track('plan.selected');
  before.sonde.track('exception', {});
  await browser.world.advance(100);
  browser.disk.mode = 'hangs';
  browser.beaconsFull = true;
  await before.dispatch('visibilitychange', true);
  before.sonde.track('plan.kept');
  before.dead = true;
  browser.pages.splice(0);
  browser.disk.mode = 'works';
  browser.beaconsFull = false;
  browser.collector.mode = 'takes';
  const page = await open({ consent: source({ analytics: 'denied', diagnostics: 'granted' }) });
  await page.dispatch('pagehide');
  await browser.world.advance(60_000);
  expect(names()).toEqual(['exception']);
  expect(browser.disk.valuesOf('sonde.shop.')).toEqual([]);
});

test('a refusal at the start deletes what an earlier visit left', async () => {
  const before = await open({ consent: source(all('granted')) });
  browser.collector.mode = 'is offline';
  before.sonde.track('plan.selected');
  await browser.world.advance(100);
  before.dead = true;
  browser.pages.splice(0);
  await open({ consent: source(all('denied')) });
  await browser.world.advance(100);
  expect(browser.local).toEqual({});
  expect(browser.disk.names()).toEqual([]);
});

test('an answer that is not there yet deletes nothing', async () => {
  const before = await open({ consent: source(all('granted')) });
  browser.collector.mode = 'is offline';
  before.sonde.track('plan.selected');
  await browser.world.advance(100);
  before.dead = true;
  browser.pages.splice(0);
  browser.collector.mode = 'takes';
  const late = source(all('unknown'));
  await open({ consent: late });
  await browser.world.advance(5_000);
  expect(browser.sent.slice(1)).toEqual([]);
  late.tell(all('granted'));
  await browser.world.advance(5_000);
  expect(names()).toEqual(['plan.selected']);
});

test('a source may answer late and as often as it likes', async () => {
  const log: string[] = [];
  const told: Consent[] = [];
  const late = source(all('unknown'));
  const page = await open({ consent: late, plugins: [plugin('analytics', log)] });
  page.sonde.consent.onChange((consent) => told.push(consent));
  for (let n = 0; n < 3; n++) late.tell(all('granted'));
  page.sonde.track('a');
  await browser.world.advance(5_000);
  expect(log).toEqual(['analytics begins']);
  expect(told).toEqual([all('granted')]);
  expect(names()).toEqual(['a']);
});

test('opting out overrules the source, here, in other tabs and later', async () => {
  const page = await open();
  const other = await open();
  page.sonde.track('a');
  page.sonde.optOut();
  expect(page.sonde.consent.state()).toEqual(all('denied'));
  await browser.world.advance(10);
  expect(other.sonde.consent.state()).toEqual(all('denied'));
  const later = await open();
  later.sonde.track('b');
  await browser.world.advance(60_000);
  expect(events()).toEqual([]);
  expect(Object.keys(browser.local)).toEqual(['sonde.out']);
  later.sonde.consent.grant();
  later.sonde.track('c');
  await browser.world.advance(5_000);
  expect(names()).toEqual(['c']);
});

test('a second call for a service returns the first handle, until it is stopped', async () => {
  const log: string[] = [];
  const page = await open({ plugins: [plugin('analytics', log)] });
  expect(initAgain(page, client, { plugins: [plugin('analytics', log)] })).toBe(page.sonde);
  expect(initAgain(page, client, { service: 'other' })).not.toBe(page.sonde);
  page.sonde.stop();
  expect(log).toEqual(['analytics begins', 'analytics ends']);
  expect(initAgain(page, client)).not.toBe(page.sonde);
});

test('what was stopped begins nothing again, whatever is answered through it', async () => {
  const log: string[] = [];
  const page = await open({ plugins: [plugin('analytics', log)] });
  page.sonde.stop();
  log.length = 0;
  page.sonde.consent.deny();
  page.sonde.consent.grant();
  expect(log).toEqual([]);
});

test('nothing of the page’s own that throws is thrown into the page', async () => {
  const log: string[] = [];
  const fail = (): never => {
    throw new Error('no');
  };
  const page = await open({
    plugins: [
      { purpose: 'analytics', setup: fail },
      { purpose: 'analytics', setup: () => fail },
      null,
      undefined,
      plugin('analytics', log),
    ] as never,
    beforeSend: (event) => (event.name === 'bad' ? fail() : event),
    urlTemplate: () => '/x',
  });
  page.sonde.consent.onChange(fail);
  page.sonde.track('bad');
  page.sonde.track('good', {}, null as never);
  await browser.world.advance(5_000);
  expect(names()).toEqual(['good']);
  page.sonde.consent.deny();
  expect(log).toEqual(['analytics begins', 'analytics ends']);
  page.sonde.consent.grant();
  expect(page.errors).toEqual([]);
});

test.each<[string, object]>([
  ['plugins that are none', { plugins: 5 }],
  ['rules that are none', { scrub: 'secret' }],
  ['an endpoint that is null', { endpoint: null }],
  ['no service', { service: undefined }],
])(
  'options that cannot be used are told to the console, and the handle does nothing: %s',
  async (_, options) => {
    const page = await open({ consent: 'granted', ...options });
    page.sonde.track('a');
    page.sonde.consent.grant();
    expect(page.sonde.consent.state()).toEqual(all('unknown'));
    page.sonde.stop();
    await browser.world.advance(5_000);
    expect(events()).toEqual([]);
    expect(page.errors).toEqual([]);
  },
);

test('null is as good as left out, and a consent source need not give an undo', async () => {
  const { tell, ...given } = source(all('unknown'));
  const subscribe = (...listener: Parameters<ConsentSource['subscribe']>): void =>
    void given.subscribe(...listener);
  const page = await open({
    consent: { ...given, subscribe },
    sample: null,
    plugins: null,
    scrub: null,
    bounds: null,
    beforeSend: null,
  } as never);
  given.set?.(all('granted'));
  expect(() => page.sonde.stop()).not.toThrow();
  expect(page.errors).toEqual([]);
});

test('an endpoint that is none is told to the debug log, and to nobody else', async () => {
  const page = await open({ endpoint: 'http://' });
  page.sonde.track('a');
  expect(await page.sonde.flush()).toEqual({ kept: 0 });
  expect(page.errors).toEqual([]);
});

test('plugins are told of each recorded event, and of none without consent', async () => {
  const told: unknown[] = [];
  const it = plugin('diagnostics');
  const page = await open({
    consent: source({ analytics: 'denied', diagnostics: 'granted' }),
    plugins: [it],
  });
  const undo = it.telemetry?.onEmit((event, session) => told.push([{ ...event }, session.length]));
  page.sonde.track('plan.selected', { secret: 1 });
  page.sonde.track('exception', { a: 1 }, { time: 5 });
  undo?.();
  page.sonde.track('exception', { a: 2 });
  expect(told).toEqual([[{ name: 'exception', attributes: { a: 1 }, time: 5 }, 32]]);
});

test('an event says what it is for, where its name does not', async () => {
  const page = await open({ consent: source({ analytics: 'denied', diagnostics: 'granted' }) });
  page.sonde.track('slow');
  page.sonde.track('slow', { mine: true }, { rank: 2 });
  await browser.world.advance(5_000);
  expect(events().map(({ attributes }) => attributes)).toMatchObject([{ mine: true }]);
});

test('a plugin may add to an event, and leave it out', async () => {
  const it = plugin('analytics');
  const page = await open({ plugins: [it] });
  it.telemetry?.onEmit((event) => {
    event.attributes.added = true;
    return event.name !== 'unwanted';
  });
  page.sonde.track('wanted');
  page.sonde.track('unwanted');
  await browser.world.advance(5_000);
  expect(names()).toEqual(['wanted']);
  expect(events()[0]?.attributes).toMatchObject({ added: true });
});

test('the undo of a plugin is told of a withdrawal, and not of a stop', async () => {
  const told: unknown[] = [];
  const it: Plugin = { purpose: 'analytics', setup: () => (isWithdrawn) => told.push(isWithdrawn) };
  const page = await open({ plugins: [it], consent: 'granted' });
  page.sonde.consent.deny();
  page.sonde.consent.grant();
  page.sonde.stop();
  expect(told).toEqual([true, undefined]);
});

test('a plugin that throws when it is told of an event costs nobody that event', async () => {
  const it = plugin('analytics');
  const page = await open({ plugins: [it] });
  it.telemetry?.onEmit(() => {
    throw new Error('no');
  });
  page.sonde.track('wanted');
  await browser.world.advance(5_000);
  expect(names()).toEqual(['wanted']);
});

test('an onKept that throws stops no sending', async () => {
  const page = await open({
    onKept() {
      throw new Error('no');
    },
  });
  for (const name of ['first', 'second']) {
    page.sonde.track(name);
    await browser.world.advance(5_000);
  }
  expect(names()).toEqual(['first', 'second']);
});

test.each<[string, NonNullable<Options['urlTemplate']>]>([
  [
    'throws',
    () => {
      throw new Error('no route');
    },
  ],
  ['gives nothing', () => undefined as never],
])('a urlTemplate that %s leaves a page the name that it would have without', async (_, urlTemplate) => {
  const page = await open({ urlTemplate });
  page.sonde.track('page_view', { 'url.full': 'http://127.0.0.1/orders/8123' });
  page.sonde.track('wanted');
  await browser.world.advance(5_000);
  expect(events().map(({ attributes }) => attributes['url.template'])).toEqual([
    '/orders/:id',
    '/orders/:id',
  ]);
});

test('an event that recording an event causes does not go round for ever', async () => {
  const it = plugin('analytics');
  const page = await open({ plugins: [it] });
  it.telemetry?.onEmit(() => page.sonde.track('echo'));
  page.sonde.track('a');
  await browser.world.advance(5_000);
  expect(names()).toEqual(['a']);
});

test('beforeSend has its say, and what it adds is cleaned, too', async () => {
  const page = await open({
    beforeSend: (event) => {
      if (event.name === 'none') return null;
      if (event.name === 'other') return { ...event, name: 'changed', severity: 13, time: 7 };
      event.attributes.added = 'ann@example.org';
      return event;
    },
  });
  const own = { a: 1 };
  page.sonde.track('none');
  page.sonde.track('other');
  page.sonde.track('same', own);
  await browser.world.advance(5_000);
  expect(own).toEqual({ a: 1 });
  expect(events().map(({ name, severity, time }) => [name, severity, time === 7])).toEqual([
    ['changed', 13, true],
    ['same', undefined, false],
  ]);
  expect(events()[1]?.attributes).toMatchObject({ a: '1', added: '[redacted]' });
});

test('what a plugin keeps of an event for later is what beforeSend has made of it', async () => {
  const kept: SondeEvent[] = [];
  const it = plugin('analytics');
  const page = await open({
    plugins: [it],
    beforeSend: (event) => {
      if (event.name === 'fails') throw new Error('fails');
      if (event.name === 'other') return { ...event, attributes: { a: 'new' } };
      delete event.attributes.secret;
      return event.name !== 'none' && event;
    },
  });
  it.telemetry?.onEmit((event) => void kept.push(event));
  for (const name of ['same', 'other', 'none', 'fails']) page.sonde.track(name, { secret: 1, a: 2 });
  expect(kept.map(({ name, attributes, time }) => [name, attributes, Number.isFinite(time)])).toEqual([
    ['same', { a: 2 }, true],
    ['other', { a: 'new' }, true],
    ['none', { a: 2 }, false],
    ['fails', { secret: 1, a: 2 }, false],
  ]);
});

test.each<[string, unknown]>([
  ['true', true],
  ['a promise', Promise.resolve({})],
  ['nothing', undefined],
  ['a text', 'event'],
  ['an empty object', {}],
])('an event for which beforeSend returns %s is left out', async (_, answer) => {
  const page = await open({
    beforeSend: ({ name, ...rest }) => (name === 'a' ? answer : { name, ...rest }) as SondeEvent,
  });
  page.sonde.track('a');
  page.sonde.track('b');
  await browser.world.advance(5_000);
  expect(names()).toEqual(['b']);
  expect(browser.sent).toHaveLength(1);
});

test.each<[string, string, unknown]>([
  ['an event without a name', '', { name: '' }],
  ['a promise of beforeSend', 'a', Promise.resolve()],
])('the debug log says that it leaves out %s', async (_, name, answer) => {
  const log = vi.spyOn(console, 'debug').mockImplementation(() => {});
  const page = await open({
    debug: true,
    beforeSend: (event) => (event.name ? answer : event) as SondeEvent,
  });
  page.sonde.track(name);
  expect(log).toHaveBeenCalledWith(
    '[sonde]',
    'left out, since it has no name',
    expect.objectContaining(answer as object),
  );
  log.mockRestore();
});

test('sampling leaves events out and the page right', async () => {
  const page = await open({ sample: { page_view: 0, exception: 0 } });
  page.sonde.track('a');
  page.sonde.track('page_view', {});
  page.sonde.track('b');
  page.sonde.track('page_view', {});
  page.sonde.track('c');
  page.sonde.track('exception', {});
  await browser.world.advance(5_000);
  const pageOf = (name: string): unknown =>
    events().find((event) => event.name === name)?.attributes['sonde.page.id'];
  expect(names().sort()).toEqual(['a', 'b', 'c', 'exception']);
  expect(pageOf('b')).toBe(pageOf('a'));
  expect(pageOf('c')).not.toBe(pageOf('b'));
});

test('what a plugin leaves out begins no page', async () => {
  let isLeft = false;
  const leaving: Plugin = {
    purpose: 'analytics',
    setup: ({ onEmit }) => onEmit(({ name }) => (name === 'page_view' && isLeft ? false : undefined)),
  };
  const page = await open({ plugins: [leaving] });
  page.sonde.track('page_view', {});
  isLeft = true;
  page.sonde.track('page_view', {});
  page.sonde.track('after');
  await browser.world.advance(5_000);
  expect(names().sort()).toEqual(['after', 'page_view']);
  expect(new Set(events().map(({ attributes }) => attributes['sonde.page.id'])).size).toBe(1);
});

test('an event keeps its own time, and one that is no number does no harm', async () => {
  const page = await open();
  page.sonde.track('then', {}, { time: 1_700_000_000_000.4 });
  page.sonde.track('now');
  page.sonde.track('never', {}, { time: Number.NaN });
  await browser.world.advance(5_000);
  expect(
    events()
      .map(({ name, time }) => [name, time])
      .slice(0, 2),
  ).toEqual([
    ['then', 1_700_000_000_000],
    ['now', expect.any(Number)],
  ]);
  expect(browser.collector.faults).toEqual([]);
});

const circular: Record<string, unknown> = { a: 1 };
circular.self = circular;
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
test.each<[string, unknown]>([
  ['a circle', circular],
  ['a big integer', { big: 10n }],
  ['a throwing getter', Object.defineProperty({ a: 1 }, 'b', { get: () => { throw new Error('no'); }, enumerable: true })], // biome-ignore format: one line
  ['a throwing toJSON', { a: { toJSON: () => { throw new Error('no'); } } }], // biome-ignore format: one line
  ['a revoked Proxy', revoked],
  ['an attribute that is one', { a: revoked }],
  ['globalThis', globalThis],
  ['a sparse array', { list: new Array(5) }],
  ['ten million characters', { text: 'x'.repeat(10_000_000) }],
  ['__proto__', JSON.parse('{"__proto__":{"polluted":true},"a":1}')],
  ['null', null],
  ['a text', 'text'],
  ['a number', 7],
])('attributes that are hostile cost no event: %s', async (_, attributes) => {
  const page = await open();
  page.sonde.track('hostile', attributes as never);
  page.sonde.track('after');
  await browser.world.advance(5_000);
  expect(names().sort()).toEqual(['after', 'hostile']);
  expect(page.errors).toEqual([]);
  await settle();
});
