import { beforeEach, describe, expect, test } from 'vitest';
import type { Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { type StoredEvent, storedEvents } from '../helpers/stored-events.js';
import { useCollectedSite } from './use-collected-site.js';

/** OpenFeature's own web SDK in an application that bundles it with Sonde. */

const APPLICATION = `
import { InMemoryProvider, OpenFeature, type Hook, type Provider } from '@openfeature/web-sdk';
import { captureException } from 'sonde/capture-exception';
import { errors } from 'sonde/errors';
import { flags } from 'sonde/flags';
import { init } from 'sonde/init';
import { pageViews } from 'sonde/page-views';
import { trackingProvider } from 'sonde/tracking-provider';
import { vitals } from 'sonde/vitals';

const featureFlags = flags();
const hook: Hook = featureFlags; // Its types fit.
const sonde = init({
  endpoint: '/telemetry',
  service: new URLSearchParams(location.search).get('service')!,
  plugins: [pageViews(), vitals(), errors(), featureFlags],
});
OpenFeature.addHooks(hook);

const seen: unknown[] = [];
class Own extends InMemoryProvider {
  track(...call: unknown[]) { seen.push(call.length); }
}
const provider: Provider = trackingProvider(sonde, new Own({
  'new-checkout': { variants: { on: true, off: false }, defaultVariant: 'on', disabled: false },
  colour: { variants: { red: '#f00', blue: '#00f' }, defaultVariant: 'red', disabled: false, contextEvaluator: (context) => (context.wants as string) ?? 'red' },
}));
// A vendor's, which names no variants, as some do.
const vendor = (key: string, _: unknown, context: any) => ({ value: context[key], reason: 'TARGETING_MATCH', variant: null });
const BARE: Provider = {
  metadata: { name: 'bare' },
  resolveBooleanEvaluation: vendor, resolveStringEvaluation: vendor, resolveNumberEvaluation: vendor, resolveObjectEvaluation: vendor,
} as never;
OpenFeature.setProvider('bare', BARE);
const ready = OpenFeature.setProviderAndWait(provider, { targetingKey: 'ann@example.org' });
const client = OpenFeature.getClient();
Object.assign(window, { sonde, OpenFeature, client, ready, seen, capture: () => captureException(sonde, new RangeError('caught')) });`;

declare const sonde: import('../../src/sonde.js').Sonde;
declare const client: import('@openfeature/web-sdk').Client;
declare const OpenFeature: typeof import('@openfeature/web-sdk').OpenFeature;
declare const ready: Promise<void>;
declare const seen: number[];
declare const capture: () => void;

const { collector, site, browser } = useCollectedSite(
  'test',
  {
    '/': '<!doctype html><link rel="icon" href="data:,"><title>flags</title><h1>flags</h1><script type="module" src="/application.js"></script>',
  },
  APPLICATION,
);
let page: Page;
let service: string;
let tests = 0;
beforeEach(async () => {
  service = `flags-${++tests}`;
  page = await open();
});

const open = async (): Promise<Page> => {
  const opened = await browser.newPage(`${site.origin}/?service=${service}`);
  await opened.waitFor(() => typeof client === 'object' && ready.then(() => true));
  return opened;
};

/** What a page asks on each rendering. */
const render = (target: Page): Promise<void> =>
  target.evaluate(() => {
    for (let time = 0; time < 3; time++) {
      client.getBooleanValue('new-checkout', false);
      client.getStringValue('colour', 'none');
      client.getNumberValue('no-such-flag', 7);
    }
  });

const stored = async (target: Page, name: string): Promise<Record<string, string>[]> => {
  await eventually(
    () => target.evaluate(() => sonde.flush()),
    ({ kept }) => kept === 0,
    'nothing kept',
  );
  const events: StoredEvent[] = await storedEvents(collector, service);
  return events.filter(({ EventName }) => EventName === name).map(({ LogAttributes }) => LogAttributes);
};

const answers = (events: Record<string, string>[]): string[] =>
  events.map((event) => `${event['feature_flag.key']}=${event['feature_flag.result.variant']}`).sort();

describe('flags', () => {
  test('are told once a session for each variant, over pages and tabs, by OpenTelemetry’s conventions', async () => {
    await page.evaluate(() => sonde.consent.grant());
    await render(page);
    const first = await stored(page, 'feature_flag.evaluation');
    expect(answers(first)).toEqual(['colour=red', 'new-checkout=on', 'no-such-flag=undefined']);
    const of = (key: string) => first.find((event) => event['feature_flag.key'] === key);
    expect(of('new-checkout')).toMatchObject({
      'feature_flag.result.variant': 'on',
      'feature_flag.result.reason': 'static',
      'feature_flag.provider.name': 'in-memory',
    });
    expect(of('no-such-flag')).toMatchObject({
      'feature_flag.result.reason': 'error',
      'feature_flag.result.value': '7',
      'error.type': 'flag_not_found',
    });
    // A provider's words may name anybody.
    expect(of('no-such-flag')).not.toHaveProperty('feature_flag.error.message');
    // Who was asked for is nobody's business, nor is a text that has a variant's name.
    expect(JSON.stringify(first)).not.toMatch(/ann|#f00/);

    const second = await open();
    await render(second);
    await second.evaluate(() => OpenFeature.setContext({ wants: 'blue' }));
    await render(second);
    await page.reload();
    await page.waitFor(() => typeof client === 'object' && ready.then(() => true));
    await render(page);
    await stored(second, 'x');
    expect(answers(await stored(page, 'feature_flag.evaluation'))).toEqual([
      'colour=blue',
      'colour=red',
      'new-checkout=on',
      'no-such-flag=undefined',
    ]);
  });

  test('are on errors and vitals as they were in force', async () => {
    await page.evaluate(() => sonde.consent.grant());
    await render(page);
    await page.evaluate(() => capture());
    await page.evaluate(() => OpenFeature.setContext({ wants: 'blue' }));
    await render(page);
    await page.evaluate(() => capture());
    const exceptions = await stored(page, 'exception');
    expect(exceptions.map((event) => event['sonde.flag.colour'])).toEqual(['red', 'blue']);
    for (const event of exceptions)
      expect(event).toMatchObject({ 'sonde.flag.new-checkout': 'on', 'sonde.flag.no-such-flag': '7' });
    await page.close(); // CLS is known at the end, where it is known at all.
    const later = await open();
    if (engine === 'chromium') {
      const vitals = await eventually(
        () => stored(later, 'browser.web_vital'),
        (found) => found.some((event) => event['sonde.flag.colour'] === 'blue'),
        'a vital that bears the variant',
      );
      expect(vitals.find((event) => event['sonde.flag.colour'])).toMatchObject({
        'sonde.flag.new-checkout': 'on',
      });
    }
    expect((await stored(later, 'page_view'))[0]).not.toHaveProperty('sonde.flag.colour');
  });

  test('before the answer are told after it, and only as far as it goes', async () => {
    await render(page);
    await page.evaluate(() => sonde.flush());
    expect(await storedEvents(collector, service)).toEqual([]);
    await page.evaluate(() => sonde.consent.grant('diagnostics'));
    await page.evaluate(() => capture());
    expect(await stored(page, 'exception')).toEqual([
      expect.objectContaining({ 'sonde.flag.new-checkout': 'on' }),
    ]);
    expect(await stored(page, 'feature_flag.evaluation')).toEqual([]);
    // The other purpose comes later: what was evaluated before is told with its first event.
    await page.evaluate(() => sonde.consent.grant('analytics'));
    await page.evaluate(() => sonde.track('plan.selected'));
    expect(answers(await stored(page, 'feature_flag.evaluation'))).toEqual([
      'colour=red',
      'new-checkout=on',
      'no-such-flag=undefined',
    ]);
    await page.evaluate(() => sonde.consent.deny());
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['sonde.consent']);
    await page.evaluate(() => sonde.consent.grant());
    expect(answers(await stored(page, 'feature_flag.evaluation'))).toEqual([
      'colour=red',
      'colour=red',
      'new-checkout=on',
      'new-checkout=on',
      'no-such-flag=undefined',
      'no-such-flag=undefined',
    ]);
  });
});

test('without variants the values stand for them that are short and name nobody', async () => {
  await page.evaluate(() => sonde.consent.grant());
  const ask = async (values: Record<string, string | number | boolean | object>): Promise<void> => {
    await page.evaluate((context) => OpenFeature.setContext('bare', context as never), values);
    await page.evaluate(() => {
      const bare = OpenFeature.getClient('bare');
      bare.getStringValue('theme', 'none');
      bare.getStringValue('greeting', 'none');
      bare.getObjectValue('layout', {});
      bare.getNumberValue('columns', 0);
      capture();
    });
  };
  await ask({ theme: 'dark-blue', greeting: 'Good morning, Ann', layout: { owner: 'ann' }, columns: 3 });
  await ask({ theme: 'light', greeting: 'ann@example.org', layout: { owner: 'bob' }, columns: 3 });
  const told = await stored(page, 'feature_flag.evaluation');
  expect(
    told.map((event) => `${event['feature_flag.key']}=${event['feature_flag.result.value']}`).sort(),
  ).toEqual(['columns=3', 'greeting=undefined', 'layout=undefined', 'theme=dark-blue', 'theme=light']);
  const exceptions = await stored(page, 'exception');
  expect(exceptions.map((event) => event['sonde.flag.theme'])).toEqual(['dark-blue', 'light']);
  for (const event of exceptions) {
    expect(event).toMatchObject({ 'sonde.flag.columns': '3' });
    expect(event).not.toHaveProperty('sonde.flag.greeting');
    expect(event).not.toHaveProperty('sonde.flag.layout');
  }
});

test('who asks for a flag by the wrong type leaves what it was found to be', async () => {
  await page.evaluate(() => sonde.consent.grant());
  await page.evaluate(() => {
    client.getStringValue('new-checkout', 'none');
    capture();
    client.getBooleanValue('new-checkout', false);
    client.getStringValue('new-checkout', 'none');
    capture();
  });
  const exceptions = await stored(page, 'exception');
  expect(exceptions.map((event) => event['sonde.flag.new-checkout'])).toEqual(['none', 'on']);
  expect(
    (await stored(page, 'feature_flag.evaluation')).map(
      (event) => event['error.type'] ?? event['feature_flag.result.variant'],
    ),
  ).toEqual(['type_mismatch', 'on']);
});

test('what is tracked by OpenFeature arrives, and the provider does what it did', async () => {
  await page.evaluate(() => sonde.consent.grant());
  await page.evaluate(() => {
    client.track('checkout.completed', {
      value: 99.9,
      currency: 'EUR',
      at: new Date(0),
      basket: { items: 3 },
    });
    client.track('plain');
  });
  expect(await page.evaluate(() => seen)).toEqual([3, 3]);
  const [completed] = await stored(page, 'checkout.completed');
  expect(completed).toMatchObject({ value: '99.9', currency: 'EUR', at: '1970-01-01T00:00:00.000Z' });
  expect(completed).not.toHaveProperty('basket');
  expect(JSON.stringify(await stored(page, 'plain'))).not.toContain('ann');
  expect(await stored(page, 'plain')).toHaveLength(1);
});
