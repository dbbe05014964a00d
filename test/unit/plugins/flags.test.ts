import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Attributes } from '../../../src/event.js';
import { flags } from '../../../src/plugins/flags.js';
import { setUp } from './taps.js';

/** Flags as OpenFeature hands them over, without a browser. */

beforeEach(() => void vi.stubGlobal('localStorage', {}));
afterEach(() => vi.unstubAllGlobals());

const open = (sessionId = () => 'a') => {
  const hook = flags();
  const page = setUp(hook, Date.now, sessionId);
  return {
    ...page,
    evaluate: (flagKey: string, details: object) => hook.finally({ flagKey }, { value: true, ...details }),
    /** The variants that an error bears, by the names of their flags. */
    variants: () =>
      Object.fromEntries(
        Object.entries(page.emit('exception').attributes).map(([key, value]) => [
          key.replace('sonde.flag.', ''),
          value,
        ]),
      ),
    answers: () =>
      page.told
        .filter(({ name }) => name === 'feature_flag.evaluation')
        .map(({ attributes }) => attributes['feature_flag.result.variant']),
  };
};

test('an error bears the 32 flags that were evaluated last', () => {
  const page = open();
  for (let index = 0; index < 40; index++) page.evaluate(`flag${index}`, { variant: 'on' });
  page.evaluate('flag0', { variant: 'off' });
  const variants = page.variants();
  expect(Object.keys(variants)).toHaveLength(32);
  expect(variants).toMatchObject({ flag0: 'off', flag9: 'on', flag39: 'on' });
});

test('a session is told of 200 answers, of all its pages, each once', () => {
  const [one, other] = [open(), open()];
  other.evaluate('price', { variant: 'none' });
  for (let index = 0; index < 150; index++) one.evaluate('price', { variant: `${index}` });
  for (let index = 100; index < 300; index++) other.evaluate('price', { variant: `${index}` });
  expect([one.answers().length, other.answers().length]).toEqual([150, 50]);
});

test('a session is told of the answers of the one before, where they are in force, and so by the next page', async () => {
  let session = 'a';
  const page = open(() => session);
  page.evaluate('flag', { variant: 'on' });
  session = 'b';
  page.emit('page_view');
  await Promise.resolve();
  page.evaluate('flag', { variant: 'on' });
  expect(page.answers()).toEqual(['on', 'on']);
  session = 'c';
  const next = open(() => session);
  for (let time = 0; time < 2; time++) next.evaluate('flag', { variant: 'on' });
  expect(next.answers()).toEqual(['on']);
});

test('where nothing may be kept a page repeats nothing', () => {
  vi.stubGlobal('localStorage', undefined);
  const page = open();
  for (const variant of ['on', 'off', 'on']) page.evaluate('flag', { variant });
  expect(page.answers()).toEqual(['on', 'off']);
});

test('a request of the page’s, which is of diagnostics, does not make evaluations pass for told', async () => {
  // Only `diagnostics` is granted.
  let isGranted = false;
  const hook = flags();
  const page = setUp({
    ...hook,
    setup: ({ emit, ...telemetry }) =>
      hook.setup({
        ...telemetry,
        emit: ((...event: Parameters<typeof emit>) => isGranted && emit(...event)) as typeof emit,
      }),
  });
  hook.finally({ flagKey: 'flag' }, { value: true });
  page.emit('http.client.request', {}, { rank: 2 });
  await Promise.resolve();
  isGranted = true;
  page.emit('page_view');
  await Promise.resolve();
  expect(page.told.map(({ name }) => name)).toContain('feature_flag.evaluation');
});

test.each([
  ['a word', 'a'.repeat(32), 'a'.repeat(32)],
  ['more than a word', 'a'.repeat(33), undefined],
  ['several words', 'Good morning', undefined],
  ['a number', 1.5, 1.5],
  ['a list of one word', ['word'], undefined],
])('a value that is %s stands for the variant only where it names nobody', (_, value, told) => {
  const page = open();
  page.evaluate('flag', { value, variant: null });
  expect(page.variants()).toEqual(told === undefined ? {} : { flag: `${told}` });
  expect(page.told[0]?.attributes).toMatchObject({
    'feature_flag.result.value': told,
    'feature_flag.result.variant': undefined,
    'feature_flag.result.reason': 'unknown',
  });
});

test('the application’s own attribute stays, and without details nothing is told', () => {
  const hook = flags({ attachTo: ['own.event'] });
  const { emit, told } = setUp(hook);
  hook.finally({ flagKey: 'none' });
  hook.finally({ flagKey: 'flag' }, { value: true, variant: 'on' });
  expect(told.map(({ attributes }) => attributes['feature_flag.key'])).toEqual(['flag']);
  expect(emit('own.event', { 'sonde.flag.flag': 'own' }).attributes).toEqual({ 'sonde.flag.flag': 'own' });
  expect(emit('exception').attributes).toEqual({});
});

test('what is evaluated after the end is told when the plugin is set up again', () => {
  const hook = flags();
  const before = setUp(hook);
  before.undo();
  hook.finally(
    { flagKey: 'flag' },
    { value: true, variant: 'on', flagMetadata: { flagSetId: 'checkout', version: '3' } },
  );
  expect(before.told).toEqual([]);
  expect(setUp(hook).told).toMatchObject([
    { attributes: { 'feature_flag.set.id': 'checkout', 'feature_flag.version': '3' } },
  ]);
});

const vital = (name: string) => ({ 'browser.web_vital.name': name });

/** A page that has told its variant in one session; and what it tells when the next begins with this. */
const openAnew = async (name: string, attributes: Attributes): Promise<ReturnType<typeof open>> => {
  let session = 'a';
  const page = open(() => session);
  page.evaluate('flag', { variant: 'on' });
  page.emit('page_view');
  await Promise.resolve();
  session = 'b';
  page.emit(name, attributes);
  for (const begun of ['session.start', 'context']) page.emit(begun);
  await Promise.resolve();
  return page;
};

test.each([
  ['page_leave', {}],
  ['transaction', {}],
  ['browser.web_vital', vital('cls')],
  ['browser.responsiveness', {}],
  ['browser.resources', {}],
])(
  'a session that begins with %s %o is told no variant before something is done in it',
  async (name, more) => {
    const page = await openAnew(name, more);
    expect(page.answers()).toEqual(['on']);
    page.emit('click');
    await Promise.resolve();
    expect(page.answers()).toEqual(['on', 'on']);
  },
);

test.each([
  ['exception', {}],
  ['browser.web_vital', vital('fcp')],
])('a session that begins with %s %o is told the variants in force', async (name, more) => {
  expect((await openAnew(name, more)).answers()).toEqual(['on', 'on']);
});

test('what was evaluated before `analytics` was granted is told with its first event, whatever that is', async () => {
  const hook = flags();
  const told: string[] = [];
  let isGranted = false;
  let hear: (event: object, session: string) => unknown = () => {};
  hook.setup({
    // What has no purpose that is granted passes nobody.
    emit(name: string, attributes: object) {
      if (isGranted && hear({ name, attributes }, 'a') !== false) told.push(name);
    },
    onEmit(tap: typeof hear) {
      hear = tap;
      return () => {};
    },
    prefix: 'sonde.shop.',
  } as never);
  hook.finally({ flagKey: 'flag' }, { value: true, variant: 'on' });
  hear({ name: 'exception', attributes: {} }, 'a');
  await Promise.resolve();
  expect(told).toEqual([]);
  isGranted = true;
  hear({ name: 'session.start', attributes: {} }, 'a');
  await Promise.resolve();
  expect(told).toEqual(['feature_flag.evaluation']);
});
