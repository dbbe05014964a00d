import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser, Page } from '../helpers/browser.js';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { type Front, startFront } from '../helpers/front.js';
import { orShort } from '../helpers/once.js';
import { type PageServer, startPageServer } from '../helpers/page-server.js';
import { borrowBrowser } from '../helpers/shared-browser.js';
import { borrowCollector } from '../helpers/shared-collector.js';
import { storedEvents } from '../helpers/stored-events.js';

/** Sampling rates of the site and of the collector, and limits, in an application that bundles the package. */

const APPLICATION = `
import { captureException, init, remoteSampling, errors, requests } from 'sonde';
const query = new URLSearchParams(location.search);
const sonde = init({
  endpoint: '/telemetry',
  service: query.get('service')!,
  sample: remoteSampling({ 'own.rate': 0, 'other.rate': 1 }, { every: Number(query.get('every')) || 600_000 }),
  limit: { 'in.bursts': 10 },
  plugins: [requests(), errors()],
});
Object.assign(window, { sonde, capture: () => captureException(sonde, new RangeError('caught')) });`;

declare const sonde: import('../../src/sonde.js').Sonde;

let collector: Awaited<ReturnType<typeof borrowCollector>>;
let front: Front;
let site: PageServer;
let browser: Browser;
let service: string;
let tests = 0;
/** What the collector's route answers; its status, where it is no 200. */
let answer: { status?: number; body: string };
/** The queries that it was asked. */
let asked: string[];
/** The trace that each of these requests bore. */
let traces: (string | undefined)[];

beforeAll(async () => {
  collector = await borrowCollector();
  front = await startFront(collector.address);
  site = await startPageServer();
  site.mount('/telemetry', (request, response, path) => {
    const [route, query = ''] = path.split('?');
    if (route !== '/v1/config') return front.handle(request, response, path);
    asked.push(query);
    traces.push(request.headers.traceparent as string | undefined);
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(answer.body);
  });
  await site.serveBundle('/application.js', APPLICATION);
  site.serve(
    '/',
    '<!doctype html><link rel="icon" href="data:,"><title>rates</title><script type="module" src="/application.js"></script>',
  );
  browser = await borrowBrowser(engine);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await front?.close();
});
beforeEach(() => {
  service = `rates-${++tests}`;
  asked = [];
  traces = [];
  answer = { body: '{}' };
});

const open = async (query = ''): Promise<Page> => {
  const page = await browser.newPage(`${site.origin}/?service=${service}${query}`);
  await page.waitFor(() => typeof sonde === 'object');
  return page;
};

/** What this device keeps of the collector's answer. */
const kept = (page: Page): Promise<string | undefined> =>
  page.evaluate((name) => localStorage[`sonde.${name}.sample`], service);

const answered = (page: Page): Promise<unknown> =>
  eventually(() => kept(page), Boolean, 'the collector’s answer kept on the device');

const track = (page: Page, name: string, times = 1): Promise<void> =>
  page.evaluate(
    ([name, times]) => {
      for (let time = 0; time < Number(times); time++) sonde.track(String(name), { time });
    },
    [name, times],
  );

const stored = async (page: Page) => {
  await eventually(
    () => page.evaluate(() => sonde.flush()),
    ({ kept }) => kept === 0,
    'nothing kept',
  );
  const events = await storedEvents(collector, service);
  return events
    .filter(({ EventName }) => EventName !== 'telemetry.dropped')
    .map(({ EventName, LogAttributes }) => ({ name: EventName, attributes: LogAttributes }));
};

const withdraw = async (page: Page): Promise<void> => {
  await page.evaluate(() => sonde.consent.deny());
  await page.evaluate(() => localStorage.clear());
  await page.close();
};

describe('the collector’s rates', () => {
  test('are asked for after the grant, stand from the next event on, and are kept for the next page', async () => {
    answer = { body: '{"sample":{"own.rate":1,"other.rate":0.5,"more":{}},"else":1}' };
    const page = await open();
    await track(page, 'own.rate');
    expect(asked).toEqual([]);
    await page.evaluate(() => sonde.consent.grant());
    await answered(page);
    expect(asked).toEqual([`service=${service}`]);
    await track(page, 'own.rate');
    await track(page, 'other.rate', 3);
    const session = (await storedAfterFlush(page))[0]?.ResourceAttributes['session.id'] as string;
    // Which half this session is in is told by its id.
    const isIn = Number.parseInt(session.slice(-14, -1), 16) / 2 ** 52 >= 0.5;
    const events = await stored(page);
    expect(events.map(({ name }) => name)).toEqual(['own.rate', ...Array(isIn ? 3 : 0).fill('other.rate')]);
    for (const { name, attributes } of events)
      expect(attributes['sonde.weight']).toBe(name === 'own.rate' ? undefined : '2');

    const next = await open();
    await track(next, 'own.rate');
    expect((await stored(next)).filter(({ name }) => name === 'own.rate')).toHaveLength(2);
    expect(asked).toHaveLength(1);
    await next.close();

    // What is old is asked for again, when an event passes.
    answer = { body: '{"sample":{}}' };
    const later = await open('&every=1');
    await track(later, 'other.rate');
    await eventually(
      () => asked.length,
      (count) => count >= 2,
      'asked again',
    );
    await eventually(
      () => kept(later),
      (text) => /"sample":{}/.test(String(text)),
      'the new answer',
    );
    const before = (await stored(later)).length;
    await track(later, 'own.rate');
    expect(await stored(later)).toHaveLength(before);
    await later.close();
    await withdraw(page);
  });

  test('are withdrawn by an answer that names none, as of a collector without a configuration', async () => {
    answer = { body: '{"sample":{"own.rate":1}}' };
    const page = await open();
    await page.evaluate(() => sonde.consent.grant());
    await answered(page);
    answer = { body: '{}' };
    const later = await open('&every=1');
    await eventually(
      () => kept(later),
      (text) => /"sample":{}/.test(String(text)),
      'the new answer',
    );
    await track(later, 'own.rate');
    await track(later, 'other.rate');
    expect((await stored(later)).map(({ name }) => name)).toEqual(['other.rate']);
    await later.close();
    await withdraw(page);
  });

  test('are asked for by no request of the page’s own, for `requests` to tell of and to mark', async () => {
    const page = await open();
    await page.evaluate(() => sonde.consent.grant());
    await answered(page);
    await page.evaluate(() => fetch('/').then((response) => response.text()));
    const spans = await eventually(
      async () => {
        await page.evaluate(() => sonde.flush());
        return collector.query<{ SpanName: string }>(
          'SELECT SpanName FROM otel_traces WHERE ServiceName = {service:String}',
          { service },
        );
      },
      ({ length }) => length > 0,
      'the page’s request',
    );
    expect(spans.map(({ SpanName }) => SpanName)).toEqual(['GET /']);
    expect(traces).toEqual([undefined]);
    await withdraw(page);
  });

  const BAD: readonly (readonly [string, { status?: number; body: string }])[] = [
    ['rates that are none', { body: '{"sample":{"own.rate":"1","other.rate":-1,"a":2,"b":null,"c":true}}' }],
    ['a failure', { status: 503, body: '{"sample":{"own.rate":1}}' }],
    ['no route', { status: 404, body: '{"sample":{"own.rate":1}}' }],
    ['no JSON', { body: '<html>' }],
    ['null', { body: 'null' }],
    ['a list', { body: '{"sample":[1]}' }],
  ];
  test.each(orShort(BAD, 2))('that are %s are ignored, and not asked for by every page', async (_, bad) => {
    answer = bad;
    const page = await open();
    await page.evaluate(() => sonde.consent.grant());
    await answered(page);
    await track(page, 'own.rate');
    await track(page, 'other.rate');
    expect((await stored(page)).map(({ name }) => name)).toEqual(['other.rate']);
    const next = await open();
    await track(next, 'other.rate');
    expect(await stored(next)).toHaveLength(2);
    expect(asked).toHaveLength(1);
    await next.close();
    await withdraw(page);
  });

  test('raise nothing that consent forbids, and go with it', async () => {
    answer = { body: '{"sample":{"own.rate":1}}' };
    const page = await open();
    await page.evaluate(() => sonde.consent.grant('diagnostics'));
    await answered(page);
    await track(page, 'own.rate');
    expect(await stored(page)).toEqual([]);
    await page.evaluate(() => sonde.consent.deny());
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['sonde.consent']);
    await withdraw(page);
  });
});

test('a session that is sampled away keeps its errors, with what came before them', async () => {
  const page = await open();
  await page.evaluate(() => sonde.consent.grant());
  await track(page, 'own.rate', 2);
  await page.evaluate(() => {
    setTimeout(() => {
      throw new TypeError('uncaught');
    });
    return new Promise((resolve) => addEventListener('error', () => resolve(undefined), { once: true }));
  });
  const events = await stored(page);
  expect(events.map(({ name }) => name)).toEqual(['exception']);
  const crumbs = JSON.parse(events[0]?.attributes['sonde.breadcrumbs'] ?? '[]');
  expect(crumbs.map(([, name]: string[]) => name)).toEqual(['own.rate', 'own.rate']);
  await withdraw(page);
});

test('what is beyond a limit is dropped and counted', async () => {
  const page = await open();
  await page.evaluate(() => sonde.consent.grant());
  await track(page, 'in.bursts', 30);
  await track(page, 'other.rate', 30);
  await stored(page);
  await page.goto(`${site.origin}/?service=${service}&again`);
  await page.waitFor(() => typeof sonde === 'object');
  const events = await eventually(
    () => storedAfterFlush(page),
    (found) => found.some(({ EventName }) => EventName === 'telemetry.dropped'),
    'the count of what was dropped',
  );
  const count = (wanted: string) => events.filter(({ EventName }) => EventName === wanted).length;
  expect([count('in.bursts'), count('other.rate')]).toEqual([10, 30]);
  expect(
    events.flatMap(({ EventName, LogAttributes }) =>
      EventName === 'telemetry.dropped'
        ? [[LogAttributes['sonde.dropped.reason'], LogAttributes['sonde.dropped.count']]]
        : [],
    ),
  ).toEqual([['rate', '20']]);
  await withdraw(page);
});

const storedAfterFlush = async (page: Page) => {
  await page.evaluate(() => sonde.flush());
  return storedEvents(collector, service);
};
