import { gunzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import type { Entry, Phase } from './entry.js';
import { type FoundSonde, findSonde } from './find-sonde.js';
import { readDevice } from './read-device.js';
import { recordPage } from './record-page.js';

/** The function in the page that is told of each entry. */
const REPORT = '__sondeReport';

/** A request, as the browser's own log has it. */
export interface Sent {
  readonly url: string;
  /** Whether it is an OTLP batch of Sonde's, by what it carries. */
  readonly isBatch: boolean;
}

/** What was seen while an answer stood; while it was being given, the one before it stands, too. */
export interface Segment {
  readonly phases: readonly Phase[];
  /** Whether something was granted before in the life of the same document. */
  readonly hadGrant: boolean;
  /** Whether the answer was given within one task: then there is no time for a last word. */
  readonly isImmediate?: boolean;
  readonly done: Entry[];
  readonly sent: Sent[];
  /** What there was at the end. */
  there: Entry[];
}

/** A browser's profile that is watched from its first page on. */
export interface Watch {
  readonly segments: readonly Segment[];
  /** What tells of Sonde, from all pages so far. */
  readonly sonde: {
    readonly prefixes: Set<string>;
    readonly scripts: Set<string>;
    readonly endpoints: Set<string>;
  };
  /** What comes from now on is held against these answers. */
  next(phases: readonly Phase[], hadGrant?: boolean, isImmediate?: boolean): Promise<void>;
  /** Looks for Sonde. */
  find(): Promise<FoundSonde>;
  /** Writes down what there is now. */
  take(): Promise<void>;
}

const textOf = (body: Buffer | null): string => {
  try {
    return body ? String(body[0] === 0x1f ? gunzipSync(body) : body) : '';
  } catch {
    return '';
  }
};

/** Wraps the platform's interfaces in every page and frame that is to come, and listens to the browser's network log. */
export const watch = async (context: BrowserContext, page: Page, phase: Phase): Promise<Watch> => {
  const segments: Segment[] = [{ phases: [phase], hadGrant: false, done: [], sent: [], there: [] }];
  const current = (): Segment => segments.at(-1) as Segment;
  const sonde = { prefixes: new Set<string>(), scripts: new Set<string>(), endpoints: new Set<string>() };

  await context.exposeBinding(REPORT, (_, entry: Entry) => void current().done.push(entry));
  await context.addInitScript(recordPage, REPORT);
  context.on('request', (request) => {
    if (
      /^https?:/.test(request.url()) &&
      !(request.isNavigationRequest() && request.frame() === page.mainFrame())
    )
      current().sent.push({
        url: request.url(),
        isBatch: /telemetry\.sdk\.name[^}]*sonde/.test(textOf(request.postDataBuffer())),
      });
  });

  const find: Watch['find'] = async () => {
    const found = await page.evaluate(findSonde);
    for (const one of found.prefixes) sonde.prefixes.add(one);
    for (const one of found.scripts) sonde.scripts.add(one);
    for (const one of found.endpoints) sonde.endpoints.add(one);
    return found;
  };

  return {
    segments,
    sonde,
    async next(phases, hadGrant = false, isImmediate = false) {
      // What the page did before arrives before its answer to this.
      await page.evaluate(() => {});
      segments.push({ phases, hadGrant, isImmediate, done: [], sent: [], there: [] });
    },
    find,
    async take() {
      await find();
      const there: Entry[] = [];
      const add = (kind: Entry['kind'], name: string, script = ''): void => {
        if (!there.some((entry) => entry.kind === kind && entry.name === name && entry.script === script))
          there.push({ kind, act: 'write', name, script });
      };
      for (const { name, domain } of await context.cookies())
        add(
          'cookie',
          new URL(page.url()).hostname.endsWith(domain.replace(/^\./, '')) ? name : `${name} (${domain})`,
        );
      for (const frame of page.frames()) {
        // A frame that is going away, or has not come yet, has nothing.
        const found = await frame
          .evaluate(() => [window.origin, window.__sondeRecord?.live() ?? []] as const)
          .catch(() => undefined);
        const device = found && (await frame.evaluate(readDevice).catch(() => undefined));
        if (!device) continue;
        const [origin, live] = found;
        const at = origin === new URL(page.url()).origin ? '' : ` (${origin})`;
        for (const name of device.local) add('localStorage', name + at);
        for (const name of device.session) add('sessionStorage', name + at);
        for (const name of device.databases) add('indexedDB', name + at);
        for (const name of device.caches) add('cache', name + at);
        for (const name of device.workers) add('worker', name + at);
        for (const { kind, name, script } of live) add(kind, name, script);
      }
      current().there = there;
    },
  };
};

declare global {
  interface Window {
    readonly __sondeRecord?: import('./entry.js').PageRecord;
  }
}
