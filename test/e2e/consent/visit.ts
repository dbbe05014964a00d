import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { isAllowed } from '../../../src/verify/allowed.js';
import type { DeviceState, Entry, PageRecord, Phase } from '../../../src/verify/entry.js';
import { readDevice } from '../../../src/verify/read-device.js';
import { recordPage } from '../../../src/verify/record-page.js';
import type { Browser, Page } from '../../helpers/browser.js';
import { eventually } from '../../helpers/eventually.js';
import { type PageServer, startPageServer } from '../../helpers/page-server.js';
import type { SourceUnderTest } from './source.js';

declare const sonde: import('../../../src/sonde.js').Sonde;
declare const __sondeRecord: PageRecord;
declare const followedAt: number;
declare const heardAt: number;

/** How a source is tried. */
export interface Circumstances {
  /** Whether the browser asks for privacy by itself, or a script in the page says that it does. */
  readonly privacySignal: 'off' | 'on' | 'said by the page';
  readonly tabs: 1 | 2;
  /** Whether Sonde's script comes before the consent manager, and not after it. */
  readonly isFirst?: boolean;
  /** Whether the page's short timers run twenty times as fast, so that silence is shorter. */
  readonly isHastened?: boolean;
  /** Where Sonde's script is; the source's build, unless told. */
  readonly script?: string;
}

/** The ids that came with an event. */
export interface Ids {
  readonly session: string;
  readonly visitor: string;
  readonly stream: string;
}

/** One origin, its tabs, and what was seen of them. */
export interface Visit {
  /** The first tab. */
  readonly page: Page;
  /** Everything that came to the receiver. */
  readonly received: Ids[];
  /** The names of that. */
  readonly names: string[];
  /** Does in the first tab all that would be recorded, and waits until what is recorded would have been sent. */
  exercise(): Promise<void>;
  /**
   * From here on, what the tabs do is held against this answer; and until they have followed, against the one before, too.
   * What a tab does once the manager has said there that the answer is recorded is held against the new one alone.
   */
  answer(phase: Phase, give: (page: Page) => Promise<unknown>): Promise<void>;
  /** Holds all that was done since the last look, and all that is there now, against the answer: what is not allowed. */
  breaches(): Promise<string[]>;
  /** Waits until all that was recorded is at the receiver. */
  delivered(): Promise<void>;
  /** Loads the first tab anew. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

interface Tab {
  readonly page: Page;
  /** Whether something was granted while its document was there. */
  hadGrant: boolean;
  /** How many resources its document had loaded at the last look. */
  resources: number;
  /** What was not looked at yet: of what its scripts did, and of what its browser asked for. */
  entries: Seen[];
  requests: string[];
  /** Whether the answer that is being given is recorded, as far as this tab can know. */
  isAnswered: boolean;
  /** Whether its manager has said so. */
  isTold: boolean;
}

/** What a tab's scripts did; and between that, that an answer is recorded now. */
type Seen = Entry | { readonly kind: 'answered' };

const SERVICE = 'shop';
const PREFIX = `sonde.${SERVICE}.`;
/** An event is sent two seconds after it was recorded. */
const QUIET = 2_400;
/** So many milliseconds after the first tab, or after the browser has told it, the other one has followed. */
const TOGETHER = 1_000;
/** A database that was deleted is gone by then. */
const PATIENCE = 5_000;

let count = 0;
/** Ends when nobody needs the window's front. */
let turn: Promise<unknown> = Promise.resolve();

/** In Firefox only the tab in front is painted, and what is not painted cannot be clicked: visits take turns at it. */
const inTurns = (page: Page, browser: Browser): Page =>
  browser.engine !== 'firefox'
    ? page
    : {
        ...page,
        click(selector) {
          const click = turn.then(async () => {
            await page.playwright?.bringToFront();
            await page.click(selector);
          });
          turn = click.catch(() => {});
          return click;
        },
      };

/** The function in a page that outlives its documents, and so hears what they do while they are left. */
const REPORT = '__sondeReport';
const recorder = `(${recordPage})('${REPORT}');
window.cmpAnswered = () => {
  const entry = { kind: 'answered' };
  __sondeRecord.entries.push(entry);
  window['${REPORT}']?.(entry);
};
// Other tabs hear of an answer by what the first one has written of it; before Sonde does.
addEventListener('storage', ({ key }) => {
  if (key !== 'sonde.consent') return;
  window.heardAt ||= Date.now();
  cmpAnswered();
});`;
/** Not those that give up on something after seconds: a busy machine needs them. */
const hasten = `{
  const { setTimeout } = window;
  window.setTimeout = (work, delay = 0, ...rest) => setTimeout(work, delay < 3_000 ? delay / 20 : delay, ...rest);
}`;
const signal =
  'Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true, configurable: true });';

const html = (
  { consent, manager = '', before = '', ...source }: SourceUnderTest,
  { isFirst, script = source.script }: Circumstances,
): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A shop</title>
<link rel="icon" href="data:,">
<script src="/recorder.js"></script>
${before}${isFirst ? '' : manager}
<script src="${script}" data-endpoint="/telemetry" data-service="${SERVICE}" data-consent="${consent}"></script>
${isFirst ? manager : ''}
<h1>A shop</h1>
<button id="feature" data-feature="export-csv">Export</button>
</html>`;

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}
/** Of OTLP's logs and spans what is read here. */
interface Batch {
  readonly resource: { readonly attributes: readonly Attribute[] };
  readonly scopeLogs?: readonly { readonly logRecords: readonly Received[] }[];
  readonly scopeSpans?: readonly { readonly spans: readonly Received[] }[];
}
interface Received {
  readonly eventName?: string;
  readonly name?: string;
  readonly attributes: readonly Attribute[];
}

/** What is in a batch: each record's ids, and its name. A request to erase has none. */
const read = (body: string): [ids: Ids, name: string][] => {
  const value = (attributes: readonly Attribute[], key: string): string =>
    attributes.find((attribute) => attribute.key === key)?.value.stringValue ?? '';
  const { resourceLogs, resourceSpans } = JSON.parse(body) as Record<string, Batch[] | undefined>;
  return (resourceLogs ?? resourceSpans ?? []).flatMap(({ resource, scopeLogs = [], scopeSpans = [] }) =>
    [...scopeLogs.flatMap(({ logRecords }) => logRecords), ...scopeSpans.flatMap(({ spans }) => spans)].map(
      ({ attributes, eventName, name = '' }): [Ids, string] => [
        {
          session: value(resource.attributes, 'session.id'),
          visitor: value(resource.attributes, 'app.installation.id'),
          stream: value(attributes, 'log.record.uid').split('-')[0] ?? '',
        },
        eventName ?? name,
      ],
    ),
  );
};

/** Opens a source's page on an origin of its own, with cookies of its own, in one tab or two. */
export async function openVisit(
  browser: Browser,
  source: SourceUnderTest,
  circumstances: Circumstances,
): Promise<Visit> {
  const site: PageServer = await startPageServer();
  const received: Ids[] = [];
  const names: string[] = [];
  site.mount('/telemetry', async (request: IncomingMessage, response: ServerResponse) => {
    // A page that is left, or a withdrawal, may hang up in the middle.
    const body = await buffer(request).catch(() => undefined);
    if (!body) return;
    const text = String(request.headers['content-encoding'] ? gunzipSync(body) : body);
    for (const [ids, name] of text ? read(text) : []) {
      received.push(ids);
      names.push(name);
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  const { privacySignal, tabs: many, isHastened, script = source.script } = circumstances;
  const first = [isHastened && hasten, privacySignal === 'said by the page' && signal, recorder];
  site.serve('/recorder.js', first.filter(Boolean).join('\n'));
  site.serve('/marker', '');
  site.serve('/', html(source, circumstances));
  await source.serve?.(site);
  // Cookies do not tell ports apart, but hosts.
  const origin = site.origin.replace('127.0.0.1', `visit-${++count}.localhost`);
  const own = origin + script;

  /** The rules that may be broken by none: of the answer before and of the one now, while it is being given. */
  let phases: Phase[] = [privacySignal !== 'off' && source.underSignal === 'denied' ? 'denied' : 'unknown'];
  const found: string[] = [];
  const tabs: Tab[] = [];
  let seenAtServer = 0;

  const open = async (): Promise<void> => {
    const page = inTurns(await browser.newPage(), browser);
    const tab: Tab = {
      ...{ page, hadGrant: false, resources: 0, entries: [], requests: [] },
      ...{ isAnswered: false, isTold: false },
    };
    tabs.push(tab);
    const { playwright } = page;
    playwright?.on('request', (request) => tab.requests.push(`${request.method()} ${request.url()}`));
    if (browser.engine === 'chromium')
      await playwright?.exposeBinding(REPORT, (_, entry: Seen) => void tab.entries.push(entry));
    await page.goto(`${origin}/`);
    await page.waitFor(() => typeof sonde === 'object');
  };

  const judge = (what: string, entry: Entry, tab?: Tab): void => {
    const addresses = { prefix: PREFIX, endpoint: `${origin}/telemetry` };
    // An answer that is given in one task leaves no time for a last word.
    const isLast = tab?.isAnswered || (source.isImmediate && entry.kind === 'request');
    if (!phases.slice(isLast ? -1 : 0).some((phase) => isAllowed(entry, phase, addresses, tab?.hadGrant)))
      found.push(`${phases.join(' → ')}: ${what}: ${entry.kind} ${entry.act} ${entry.name}`);
  };

  const judgeRequest = (what: string, request: string): void => {
    const [method = '', url = ''] = request.split(' ');
    // The page's own loads, which are not Sonde's to ask for.
    const isLoad = method === 'GET' && url.startsWith(origin) && !url.startsWith(`${origin}/telemetry`);
    if (!isLoad && !url.startsWith('data:'))
      judge(what, { kind: 'request', act: 'write', name: url, script: own });
  };

  /** What was done since the last look. */
  const look = async (): Promise<void> => {
    for (const tab of tabs) {
      const { entries, resources } = await tab.page.evaluate(() => ({
        entries: __sondeRecord.entries.splice(0),
        resources: performance.getEntriesByType('resource').map(({ name }) => `GET ${name}`),
      }));
      // Those of Chromium were told already.
      if (browser.engine !== 'chromium') tab.entries.push(...entries);
      // WebKit's driver tells of no request, the page itself does.
      if (!tab.page.playwright) tab.requests.push(...resources.slice(tab.resources));
      tab.resources = resources.length;
      for (const entry of tab.entries.splice(0)) {
        if (entry.kind === 'answered') tab.isAnswered = tab.isTold = true;
        // What the page asks for may go through a function that Sonde has put in the platform's place.
        else if (entry.script === own && !entry.name.startsWith(`${origin}/marker`)) {
          judge('attempt', entry, tab);
          // What Sonde remembers of an answer it knows.
          if (entry.name === 'sonde.consent') tab.isAnswered = true;
        }
      }
      for (const request of tab.requests.splice(0)) judgeRequest('in the network log', request);
    }
    for (const request of site.requests.slice(seenAtServer))
      judgeRequest('at the server', request.replace(' ', ` ${origin}`));
    seenAtServer = site.requests.length;
  };

  const KINDS: Readonly<Record<keyof DeviceState, Entry['kind']>> = {
    cookies: 'cookie',
    local: 'localStorage',
    session: 'sessionStorage',
    databases: 'indexedDB',
    caches: 'cache',
    workers: 'worker',
  };

  /** What is there now. */
  const inspect = async (): Promise<void> => {
    for (const tab of tabs) {
      const { page } = tab;
      const device = await page.evaluate(readDevice);
      for (const [list, kind] of Object.entries(KINDS))
        for (const name of device[list as keyof DeviceState])
          if (!source.keeps?.test(name)) judge('on the device', { kind, act: 'write', name, script: own });
      for (const entry of await page.evaluate(() => __sondeRecord.live()))
        if (entry.script === own) judge('still there', entry, tab);
    }
  };

  for (let place = 0; place < many; place++) await open();
  const { page } = tabs[0] as Tab;
  let markers = 0;

  return {
    page,
    received,
    names,
    async exercise() {
      await page.click('#feature');
      const marker = `/marker?${++markers}`;
      await page.evaluate(
        ({ marker, quiet }) => {
          sonde.track('test.event', { 'test.number': 1 });
          history.pushState(null, '', '/?route');
          setTimeout(() => {
            throw new TypeError('thrown by the page');
          });
          // By the page's own timers, which go off late where those of Sonde do.
          setTimeout(() => void fetch(marker), quiet);
        },
        { marker, quiet: QUIET },
      );
      await eventually(
        () => site.requests.includes(`GET ${marker}`),
        (isThere) => isThere,
        'the end of the silence',
      );
    },
    async answer(phase, give) {
      await look();
      const before = phases[0] as Phase;
      phases = [before, phase];
      for (const tab of tabs) {
        tab.isAnswered = tab.isTold = false;
        await tab.page.evaluate(() => {
          Object.assign(window, { followedAt: 0, heardAt: 0 });
          const undo = sonde.consent.onChange(() => {
            Reflect.set(window, 'followedAt', Date.now());
            undo();
          });
        });
      }
      await give(page);
      const state = phase === 'granted' || phase === 're-granted' ? 'granted' : 'denied';
      for (const { page } of tabs)
        await page.waitFor(
          (wanted) => Object.values(sonde.consent.state()).every((one) => one === wanted),
          state,
        );
      const times: (readonly [followed: number, heard: number])[] = [];
      for (const { page } of tabs) times.push(await page.evaluate(() => [followedAt, heardAt] as const));
      const first = Math.min(...times.map(([followed]) => followed));
      // A refusal after a refusal changes nothing. How long a busy machine takes to tell the other tab is not Sonde's.
      const apart = first ? Math.max(...times.map(([followed, heard]) => followed - (heard || first))) : 0;
      // A dozen of visits at once, each in two tabs, are more than a machine does in time.
      if (apart > (isHastened ? TOGETHER : 5 * TOGETHER))
        found.push(`${phases.join(' → ')}: the other tab followed ${apart} ms later`);
      await look();
      if (source.manager && !tabs[0]?.isTold)
        throw new Error('The manager did not say when it had the answer.');
      for (const tab of tabs) {
        tab.hadGrant ||= state === 'granted' && !source.isUndone;
        tab.isAnswered = false;
      }
      phases = [phase];
    },
    async breaches() {
      await look();
      const done = found.splice(0);
      const end = performance.now() + PATIENCE;
      do {
        found.splice(0);
        await inspect();
      } while (found.some((line) => line.includes('indexedDB')) && performance.now() < end);
      return [...done, ...found.splice(0)];
    },
    async delivered() {
      for (const { page } of tabs)
        await eventually(
          () => page.evaluate(() => sonde.flush()),
          ({ kept }) => kept === 0,
          'all is acknowledged',
        );
    },
    async reload() {
      await look();
      Object.assign(tabs[0] as Tab, { hadGrant: false, resources: 0 });
      await page.reload();
      await page.waitFor(() => typeof sonde === 'object');
    },
    async close() {
      for (const { page } of tabs) await page.close();
      await site.close();
    },
  };
}

/** Waits until the receiver has had something with these ids' visitor, or with another's. */
export const arrival = (visit: Visit, from: number): Promise<unknown> =>
  eventually(
    () => visit.received.length,
    (many) => many > from,
    'something at the receiver',
  );
