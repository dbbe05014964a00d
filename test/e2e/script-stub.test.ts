import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import type { Page } from '../helpers/browser.js';
import { eventually } from '../helpers/eventually.js';
import { once, orFirst } from '../helpers/once.js';
import { storedEvents } from '../helpers/stored-events.js';
import { useCollectedSite } from './use-collected-site.js';

/** Pages with the inline snippet, on which the async script comes late, as on a slow network. */

/** As src/README.md shows it: without a line break, as an editor or a template engine leaves it between two tags. */
const STUB = readFileSync('dist/stub.js', 'utf8').trim();
const INTEGRITY = readFileSync('dist/sonde.js.sri', 'utf8').trim();
const hashOf = (text: string): string => `sha384-${createHash('sha384').update(text).digest('base64')}`;

declare const sonde: import('../../src/sonde.js').Sonde & { q?: unknown[] };

const { collector, site, browser } = useCollectedSite('test');
let service: string;
let tests = 0;
beforeEach(() => {
  service = `stub-${++tests}`;
});

const policyOf = (source: string): Readonly<Record<string, string>> => ({
  'content-security-policy': `default-src 'none'; script-src 'self' ${source}; connect-src 'self'; img-src 'self' data:`,
});

const ROLES = [
  ...['button', 'link', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'tab'],
  ...['checkbox', 'radio', 'switch', 'option'],
];

const open = async ({
  policy = policyOf("'nonce-own'"),
  nonce = 'own',
  before = '',
  body = '',
} = {}): Promise<Page> => {
  site.serve(
    `/${service}`,
    `<!doctype html><html lang="en"><title>${service}</title><link rel="icon" href="data:,">
${before}<script ${nonce && `nonce="${nonce}"`}>${STUB}</script>
<button id="export" data-feature="export-csv"><svg width="9" height="9"></svg> Export</button>
<p id="note" role="note">Note</p><label id="label">I agree <input id="agreed" type="checkbox"></label>
<p data-telemetry="off"><button id="private">Private</button></p>
${body}<script src="/pages/stub-page.js"></script>`,
    policy,
  );
  return browser.newPage(`${site.origin}/${service}`);
};

/** The script comes only now: WebDriver waits for every script that a document itself asks for. */
const arrive = async (page: Page, consent: string, integrity = INTEGRITY): Promise<void> => {
  await page.evaluate(
    ([service, consent, integrity]) => {
      const script = Object.assign(document.createElement('script'), { src: '/dist/sonde.js', integrity });
      Object.assign(script.dataset, { service, consent });
      Reflect.set(
        window,
        'came',
        new Promise((resolve) => {
          script.onload = () => resolve(true);
          script.onerror = () => resolve(false);
        }),
      );
      document.head.append(script);
    },
    [service, consent, integrity] as const,
  );
};

const arrived = (page: Page): Promise<boolean> => page.evaluate(() => Reflect.get(window, 'came'));

const useEverything = async (page: Page): Promise<void> => {
  await page.click('#export');
  await page.click('#note');
  // Its control is told, once.
  await page.click('#label');
  await page.click('#private');
  await page.evaluate(async () => {
    sonde.track('plan.selected', { tier: 'pro' });
    const failed = new Promise((resolve) => addEventListener('error', resolve, { once: true }));
    setTimeout(() => {
      throw new RangeError('thrown early');
    });
    await failed;
    const rejected = new Promise((resolve) =>
      addEventListener('unhandledrejection', resolve, { once: true }),
    );
    Promise.reject('refused early');
    await rejected;
    await new Promise((onerror) =>
      document.body.append(Object.assign(new Image(), { onerror, src: '/none.png' })),
    );
  });
};

const stored = async (page: Page) => {
  await eventually(
    () => page.evaluate(() => sonde.flush()),
    ({ kept }) => kept === 0,
    'nothing kept',
  );
  return (await storedEvents(collector, service)).filter(
    ({ EventName }) => !/^(browser\.web_vital|feature\.exposed|session\..*)$/.test(EventName),
  );
};

const summary = (events: Awaited<ReturnType<typeof stored>>): string[] =>
  events
    .map(({ EventName, LogAttributes }) =>
      [
        EventName,
        LogAttributes['sonde.target.name'] ??
          LogAttributes['feature.id'] ??
          LogAttributes['exception.message'],
        LogAttributes['sonde.pointer.type'],
      ]
        .join(' ')
        .trim()
        .replace(/http:\/\/[^/]*/, ''),
    )
    .sort();

const EARLY = [
  'click agreed mouse',
  'click export mouse',
  'exception img /none.png',
  'exception refused early',
  'exception thrown early',
  'feature.used export-csv mouse',
  'plan.selected',
];

test.each(
  orFirst([
    ['a nonce', { policy: policyOf("'nonce-own'"), nonce: 'own' }],
    ['a hash', { policy: policyOf(`'${readFileSync('dist/stub.js.sri', 'utf8').trim()}'`), nonce: '' }],
  ] as const),
)('with %s: what happened before the script came is recorded once, at its time', async (_, options) => {
  const page = await open(options);
  await useEverything(page);
  const before = await page.evaluate(() => Date.now());
  await arrive(page, 'granted');
  expect(await arrived(page)).toBe(true);
  const early = await stored(page);
  expect(summary(early)).toEqual([...EARLY, 'page_view'].sort());
  const rows = await collector.query<{ early: number }>(
    `SELECT toUInt32(countIf(toUnixTimestamp64Milli(Timestamp) <= {before:Int64})) AS early FROM otel_logs
     WHERE ServiceName = {service:String} AND EventName IN ('click', 'exception', 'feature.used', 'plan.selected')`,
    { service, before },
  );
  expect(rows[0]?.early).toBe(7);
  await page.click('#export');
  expect(summary(await stored(page))).toEqual(
    [...EARLY, 'page_view', 'click export mouse', 'feature.used export-csv mouse'].sort(),
  );
  expect(await page.evaluate(() => Reflect.get(window, 'problems'))).toEqual([
    'error: thrown early',
    'rejection: refused early',
  ]);
});

test('without consent it is forgotten when the script comes, and stays so after a grant', async () => {
  const page = await open();
  await useEverything(page);
  await arrive(page, 'required');
  expect(await arrived(page)).toBe(true);
  expect(await page.evaluate(() => [localStorage.length, typeof sonde.q])).toEqual([0, 'undefined']);
  await page.evaluate(() => sonde.consent.grant());
  expect(summary(await stored(page))).toEqual(['page_view']);
});

test('a script of another hash does not run, the queue is bounded, and the page goes on', async () => {
  expect(INTEGRITY).toBe(hashOf(readFileSync('dist/sonde.js', 'utf8')));
  const page = await open();
  await arrive(page, 'granted', hashOf('another'));
  expect(await arrived(page)).toBe(false);
  const queued = await page.evaluate(() => {
    for (let count = 0; count < 500; count++) sonde.track('again', { count });
    return [typeof sonde.flush, sonde.q?.length];
  });
  expect(queued).toEqual(['undefined', 99]);
});

test.runIf(once)(
  'what stands in window.sonde before it, such as the banner’s words, stays there',
  async () => {
    const page = await open({ before: '<script src="/dist/banner.de.js"></script>' });
    await useEverything(page);
    expect(await page.evaluate(() => sonde.q?.length)).toBe(EARLY.length);
    await arrive(page, 'banner');
    expect(await arrived(page)).toBe(true);
    expect(await page.evaluate(() => document.querySelector<HTMLElement>('sonde-consent')?.lang)).toBe('de');
  },
);

test.runIf(once)('a script that came before it goes on', async () => {
  const page = await open({
    before: `<script src="/dist/sonde.js" data-service="${service}" data-consent="granted"></script>`,
  });
  await page.click('#export');
  expect(summary(await stored(page))).toEqual([
    'click export mouse',
    'feature.used export-csv mouse',
    'page_view',
  ]);
});

test.runIf(once)('it queues what is clicked by its role, too, and areas of an image', async () => {
  const page = await open({
    body: `${ROLES.map((role) => `<p><span role="${role}">${role}</span>`).join('')}<p role="tablist">Tabs
<img id="map" alt="" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='40'/%3E"
  width="40" height="40" usemap="#areas"><map name="areas"><area shape="default" href="#area" alt="Area"></map>`,
  });
  const clickAll = async (): Promise<void> => {
    for (const role of ROLES) await page.click(`[role=${role}]`);
    await page.click('[role=tablist]');
    await page.click('#map');
  };
  const told = [...ROLES, 'area'].map((name) => `click ${name} mouse`);
  await clickAll();
  await page.evaluate(() => document.querySelector('area')?.focus());
  await page.press('Enter');
  told.push('click area keyboard');
  const queued = await page.evaluate(() =>
    (sonde.q as [string, Record<string, unknown>][]).map(
      ([name, attributes]) =>
        `${name} ${attributes['sonde.target.name']} ${attributes['sonde.pointer.type']}`,
    ),
  );
  expect(queued).toEqual(told);
});

test.runIf(once)('of what fails early it keeps no content, and no name that is not an error’s', async () => {
  const page = await open();
  const queued = await page.evaluate(async () => {
    const src = `data:image/png;base64,${btoa('not an image')}`;
    await new Promise((onerror) =>
      document.body.append(Object.assign(new Image(), { onerror, src, id: 'none' })),
    );
    document.querySelector('#none')?.dispatchEvent(new CustomEvent('error', { bubbles: true }));
    for (const message of [
      'ResizeObserver loop completed with undelivered notifications.',
      'ResizeObserver is not defined',
    ])
      dispatchEvent(new ErrorEvent('error', { message }));
    const rejected = new Promise((resolve) =>
      addEventListener('unhandledrejection', resolve, { once: true }),
    );
    Promise.reject({ name: 'Ann Smith', message: 'refused' });
    await rejected;
    return (sonde.q as [string, Record<string, unknown>][]).map(([, attributes]) => [
      attributes['exception.type'],
      attributes['exception.message'],
    ]);
  });
  expect(queued).toEqual([
    ['ResourceError', 'img data:image/png'],
    ['Error', 'ResizeObserver is not defined'],
    ['Object', 'refused'],
  ]);
});

test.runIf(once)('it describes what fails early as the script does later', async () => {
  const page = await open();
  const fail = (): Promise<void> =>
    page.evaluate(async () => {
      const told = (type: string) =>
        new Promise((resolve) => addEventListener(type, resolve, { once: true }));
      for (const reason of [
        'no',
        3,
        { code: 3, name: 'Ann Smith' },
        ['a'],
        new RangeError('far'),
        undefined,
      ]) {
        const rejected = told('unhandledrejection');
        Promise.reject(reason);
        await rejected;
      }
      // Of another text than those: what is told again is counted.
      for (const thrown of ['nothing', true, { status: 3 }, new TypeError(''), undefined]) {
        const failed = told('error');
        setTimeout(() => {
          throw thrown;
        });
        await failed;
      }
      for (const src of ['/none.png', 'data:image/png;base64,AAAA'])
        await new Promise((onerror) => document.body.append(Object.assign(new Image(), { onerror, src })));
    });
  const exceptions = async () =>
    (await stored(page))
      .filter(({ EventName }) => EventName === 'exception')
      .map(
        ({ LogAttributes }) => `${LogAttributes['exception.type']}: ${LogAttributes['exception.message']}`,
      );
  await fail();
  await arrive(page, 'granted');
  expect(await arrived(page)).toBe(true);
  const early = await exceptions();
  expect(early).toHaveLength(13);
  await page.reload();
  await arrive(page, 'granted');
  expect(await arrived(page)).toBe(true);
  await fail();
  expect((await exceptions()).sort()).toEqual([...early, ...early].sort());
});

test.runIf(once)('a handle that was taken before the script came goes on as the script’s', async () => {
  const page = await open();
  await page.evaluate(() => {
    const early = sonde;
    const { track } = sonde;
    Object.assign(window, { early, takenTrack: track });
    early.track('queued');
  });
  await arrive(page, 'granted');
  expect(await arrived(page)).toBe(true);
  const thrown = await page.evaluate(() => {
    const { early, takenTrack } = window as unknown as {
      early: typeof sonde;
      takenTrack: typeof sonde.track;
    };
    early.track('held', { by: 'the handle' }, { time: Date.now() });
    takenTrack('held', { by: 'its function' });
    return 'nothing';
  });
  expect(thrown).toBe('nothing');
  expect(summary(await stored(page))).toEqual(['held', 'held', 'page_view', 'queued']);
  await page.evaluate(() => {
    const { early } = window as unknown as { early: typeof sonde };
    for (const value of [undefined, {}]) {
      Object.assign(window, { sonde: value });
      early.track('nobody hears it');
    }
  });
});

test.runIf(once)('it queues clicks in a form whose fields hide its methods', async () => {
  const page = await open({
    body: '<form><input type="hidden" name="matches"><p id="plain" data-feature="terms">Terms</p></form>',
  });
  await page.click('#plain');
  expect(
    await page.evaluate(() => (sonde.q as [string, Record<string, string>][]).map(([name]) => name)),
  ).toEqual(['click', 'feature.used']);
});
