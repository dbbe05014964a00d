import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { eventually } from '../../helpers/eventually.js';
import type { Fault } from './fault.js';
import type { Client } from './page.js';
import { NONCE } from './site-page.js';
import type { Tally } from './tally.js';
import { trackAtEnd } from './track-at-end.js';
import type { Trial } from './trial.js';

/** Pages that are strict, patched, old or hostile. */

declare const sonde: Client;

const alive = async (trial: Trial): Promise<Tally> => {
  const page = await trial.open();
  await trial.track(page);
  return trial.recover(page);
};

/** The tab is closed with all events still to send, while the collector is there. */
const closed = async (trial: Trial): Promise<undefined> => {
  const page = await trial.open();
  await trial.trackAtOnce(page);
  await page.close();
  return undefined;
};

/** `sendBeacon` that takes nothing, in each way there is; and one that lies. */
const beacons: Readonly<Record<string, () => void>> = {
  'returns false': () => {
    Navigator.prototype.sendBeacon = () => false;
  },
  throws: () => {
    Navigator.prototype.sendBeacon = () => {
      throw new TypeError('Failed to execute sendBeacon');
    };
  },
  'is absent': () => {
    Reflect.deleteProperty(Navigator.prototype, 'sendBeacon');
  },
  'returns true and sends nothing': () => {
    Navigator.prototype.sendBeacon = () => true;
  },
};

/** What a page may do to the globals once the client has started. */
const patchGlobals = (): void => {
  window.fetch = () => Promise.reject(new TypeError('patched'));
  JSON.parse = () => ({ patched: true });
  Date.prototype.toISOString = () => 'patched';
  Object.assign(Array.prototype, { flatMap: Array.prototype.flatMap });
};

/** A promise library that calls itself Promise, without the newer functions. */
const oldPromise = (): void => {
  const Native = window.Promise;
  function Old(this: unknown, work: ConstructorParameters<typeof Promise>[0]): Promise<unknown> {
    return new Native(work);
  }
  Old.prototype = Native.prototype;
  Object.assign(Old, {
    resolve: Native.resolve.bind(Native),
    reject: Native.reject.bind(Native),
    all: Native.all.bind(Native),
  });
  (window as unknown as { Promise: unknown }).Promise = Old;
};

/** Prototype.js 1.6 and its like: https://github.com/prototypejs/prototype/blob/1.6.0.3/src/array.js */
const prototypeJs = (): void => {
  const toJSON = function (this: unknown): string {
    return `patched ${String(this)}`;
  };
  for (const { prototype } of [Array, String, Number, Date])
    Object.defineProperty(prototype, 'toJSON', { value: toJSON, configurable: true, writable: true });
};

const policy = {
  'content-security-policy':
    `default-src 'none'; script-src 'self' 'nonce-${NONCE}'; connect-src 'self'; img-src data:; ` +
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
};

/** Notes what the browser complains of. */
const noteProblems = (): void => {
  const problems: string[] = [];
  Object.assign(window, { problems });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
    problems.push(violatedDirective),
  );
  addEventListener('error', ({ message }) => problems.push(message));
  addEventListener('unhandledrejection', ({ reason }) => problems.push(String(reason)));
};

export const environment: readonly Fault[] = [
  ...Object.entries(beacons).map(([name, before]) => ({
    name: `sendBeacon ${name}, and the tab is closed`,
    finds: ['memory-only'] as const,
    run(trial: Trial) {
      trial.serve({ flushEvery: 60_000 }, { before });
      return closed(trial);
    },
  })),
  {
    name: 'the page’s own beacons have used up the quota, and the tab is closed',
    async run(trial) {
      let own = 0;
      trial.site.mount('/own', () => {
        own++;
      });
      trial.serve({ flushEvery: 60_000 });
      const page = await trial.open();
      const taken = await page.evaluate(() => navigator.sendBeacon('/own/beacon', 'x'.repeat(65_000)));
      expect(taken).toBe(true);
      await eventually(
        () => own,
        (count) => count === 1,
        'the page’s own beacon, which nobody answers',
      );
      await trial.trackAtOnce(page);
      await page.close();
      return undefined;
    },
  },
  {
    name: 'strict Content-Security-Policy and Trusted Types',
    quick: true,
    async run(trial) {
      trial.serve({}, { before: noteProblems, headers: policy });
      const page = await trial.open();
      await trial.track(page);
      const tally = await trial.recover(page);
      expect(await page.evaluate(() => (window as unknown as { problems: string[] }).problems)).toEqual([]);
      return tally;
    },
  },
  {
    name: 'a Content-Security-Policy that forbids the connection, and later allows it',
    async run(trial) {
      const headers = {
        'content-security-policy': policy['content-security-policy'].replace(
          "connect-src 'self'",
          "connect-src 'none'",
        ),
      };
      trial.serve({}, { headers });
      const page = await trial.open();
      await trial.track(page);
      await page.waitFor(async () => (await sonde.flush()).kept > 0);
      expect(trial.front.seen).toEqual([]);
      await page.close();
      trial.serve({}, { headers: policy });
      return undefined;
    },
  },
  {
    name: 'fetch and JSON.parse are replaced after the start',
    cannot: { webkit: 'its driver reads what it brings into the page by the page’s own JSON.parse' },
    run(trial) {
      trial.serve({}, { after: patchGlobals });
      return alive(trial);
    },
  },
  {
    name: 'Promise is another library’s, from before the start',
    quick: true,
    once: true,
    cannot: { webkit: 'its driver runs scripts in the page by the page’s own Promise.race' },
    run(trial) {
      trial.serve({}, { before: oldPromise });
      return alive(trial);
    },
  },
  {
    name: 'toJSON on the prototypes (Prototype.js)',
    quick: true,
    once: true,
    async run(trial) {
      trial.serve({ endpoint: trial.front.address }, { before: prototypeJs, after: trackAtEnd });
      const page = await trial.open();
      await trial.track(page);
      await page.waitFor(async () => (await sonde.flush()).kept === 0);
      // What is tracked at the end goes through the spill as well.
      await trial.front.refuse();
      await trial.track(page, 20);
      await page.close();
      await trial.front.accept();
      // WebKit's driver brings answers from the page as JSON: how many were tracked is read on one that is not patched.
      trial.serve({ endpoint: trial.front.address });
      return undefined;
    },
  },
  {
    name: 'zone.js',
    async run(trial) {
      trial.site.serve('/zone.js', readFileSync('node_modules/zone.js/bundles/zone.umd.min.js', 'utf8'));
      trial.serve({}, { scripts: ['/zone.js'] });
      const page = await trial.open();
      expect(await page.evaluate(() => ['Zone' in window, `${Promise}`])).toEqual([
        true,
        expect.stringContaining('ZoneAwarePromise'),
      ]);
      await trial.track(page);
      await page.waitFor(async () => (await sonde.flush()).kept === 0);
      await trial.front.refuse();
      await trial.track(page, 20);
      await page.close();
      await trial.front.accept();
      return undefined;
    },
  },
];
