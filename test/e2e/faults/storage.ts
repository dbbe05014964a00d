import { expect } from 'vitest';
import { openBareChromium } from '../../helpers/bare-chromium.js';
import { whyNot } from '../../helpers/can.js';
import { engine } from '../../helpers/engine.js';
import { eventually } from '../../helpers/eventually.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import type { Fault } from './fault.js';
import type { Client, Numbered } from './page.js';
import type { Tally } from './tally.js';
import type { Trial } from './trial.js';

/** Storage that does not do what it should. The page must not notice, and the events arrive from memory. */

declare const sonde: Client;
declare const numbered: Numbered;

const noDevtools = {
  firefox: whyNot('firefox', 'chrome devtools protocol') ?? '',
  webkit: whyNot('webkit', 'chrome devtools protocol') ?? '',
};

/** `indexedDB.open` never answers. */
const hangOpen = (): void => {
  IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
};

/** As on a full disk: each request succeeds, and the transaction aborts. */
const abortPuts = (): void => {
  const { put } = IDBObjectStore.prototype;
  Object.assign(window, { full: true });
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...values) {
    const request = put.apply(this, values);
    if ((window as unknown as { full: boolean }).full) {
      const { transaction } = this;
      request.addEventListener('success', () => transaction.abort());
      // Without it the transaction would be over before it could be aborted.
      transaction.commit = () => {};
    }
    return request;
  };
};

/** Whatever one touches of storage throws, as where cookies are blocked. */
const forbid = (): void => {
  for (const name of ['indexedDB', 'localStorage', 'sessionStorage', 'caches'])
    Object.defineProperty(window, name, {
      get() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    });
};

/** The page delivers while it lives, from memory. */
const alive = async (trial: Trial): Promise<Tally> => {
  const page = await trial.open();
  await trial.track(page);
  return trial.recover(page);
};

/** What becomes of a put of the page's own. */
const putOwn = (): Promise<string | undefined> =>
  new Promise((resolve) => {
    const opening = indexedDB.open('own');
    opening.onerror = () => resolve(opening.error?.name);
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('rows', 'readwrite');
      transaction.objectStore('rows').put('x'.repeat(100_000), 0);
      transaction.onabort = () => resolve(transaction.error?.name);
      transaction.oncomplete = () => resolve('complete');
    };
  });

/** The name of the client's own database. */
const databaseOf = (): Promise<string> =>
  indexedDB
    .databases()
    .then((all) => all.map(({ name }) => name).find((name) => name?.startsWith('sonde')) ?? '');

export const storage: readonly Fault[] = [
  {
    name: 'IndexedDB never opens',
    async run(trial) {
      trial.serve({ hurry: 10 }, { before: hangOpen });
      return alive(trial);
    },
  },
  {
    name: 'IndexedDB never opens, and the tab is closed while the collector is down',
    quick: true,
    once: true,
    async run(trial) {
      trial.serve({ endpoint: trial.front.address, hurry: 10 }, { before: hangOpen });
      await trial.front.refuse();
      const page = await trial.open();
      await trial.track(page);
      await page.close();
      await trial.front.accept();
      trial.serve({ endpoint: trial.front.address });
      return undefined;
    },
  },
  {
    name: 'IndexedDB is blocked by the page’s own deletion',
    async run(trial) {
      trial.serve({ hurry: 10 });
      const first = await trial.open();
      await trial.track(first, 10);
      await first.waitFor(async () => (await sonde.flush()).kept === 0);
      const name = await first.evaluate(databaseOf);
      await first.close();
      // A page that has it open and heeds nobody, and a deletion that waits for it: the client's open waits for both.
      trial.site.serve('/holder', '<!doctype html><title>holder</title>');
      const holder = await trial.browser.newPage(`${trial.site.origin}/holder`);
      await holder.evaluate(
        (database) =>
          new Promise((resolve) => {
            const opening = indexedDB.open(database);
            opening.onsuccess = () => {
              Object.assign(window, { held: opening.result });
              indexedDB.deleteDatabase(database).onblocked = resolve;
            };
          }).then(() => {}),
        name,
      );
      const page = await trial.open();
      await trial.track(page);
      const tally = await trial.recover(page);
      await holder.close();
      return tally;
    },
  },
  {
    name: 'the disk is full (puts abort), and later is not',
    quick: true,
    once: true,
    async run(trial) {
      trial.serve({}, { before: abortPuts });
      trial.front.otherwise({ kind: 'answer', status: 503 });
      const page = await trial.open();
      await trial.track(page, Math.ceil(trial.events / 2));
      await page.evaluate(() => Object.assign(window, { full: false }).full);
      await trial.track(page, Math.ceil(trial.events / 2));
      await page.close();
      trial.serve();
      return undefined;
    },
  },
  {
    name: 'the disk is full (quota of the browser)',
    cannot: noDevtools,
    async run(trial) {
      // Before anything is stored: IndexedDB looks at the quota every few seconds only.
      trial.site.serve('/empty', '<!doctype html><title>empty</title>');
      const { origin } = trial.site;
      const page = await trial.browser.newPage(`${origin}/empty`);
      const session = await page.playwright?.context().newCDPSession(page.playwright);
      await session?.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
      await page.goto(trial.address());
      expect(await page.evaluate(putOwn)).toBe('QuotaExceededError');
      await trial.track(page);
      const tally = await trial.recover(page);
      await session?.send('Storage.overrideQuotaForOrigin', { origin });
      await page.close();
      return tally;
    },
  },
  {
    name: 'storage is wiped by the browser, and used again',
    cannot: noDevtools,
    async run(trial) {
      trial.front.otherwise({ kind: 'answer', status: 503 });
      const page = await trial.open();
      await trial.trackAtOnce(page, 10);
      await page.waitFor(async () => (await sonde.flush()).kept > 0);
      // What is wiped is lost, unless memory still has it.
      trial.forfeit(Array.from({ length: 10 }, (_, place) => place + 1));
      const session = await page.playwright?.context().newCDPSession(page.playwright);
      await session?.send('Storage.clearDataForOrigin', { origin: trial.site.origin, storageTypes: 'all' });
      await trial.track(page);
      await page.waitFor(async () => (await sonde.flush()).kept > 0);
      // A later visit finds them: they were kept in the new database.
      await page.close();
      return undefined;
    },
  },
  {
    name: 'another tab deletes the database',
    async run(trial) {
      trial.front.otherwise({ kind: 'answer', status: 503 });
      const page = await trial.open();
      await trial.trackAtOnce(page, 10);
      await page.waitFor(async () => (await sonde.flush()).kept > 0);
      trial.forfeit(Array.from({ length: 10 }, (_, place) => place + 1));
      trial.site.serve('/other', '<!doctype html><title>other</title>');
      const other = await trial.browser.newPage(`${trial.site.origin}/other`);
      await other.evaluate(async () => {
        for (const { name } of await indexedDB.databases())
          await new Promise((resolve, reject) => {
            const deleting = indexedDB.deleteDatabase(name as string);
            deleting.onsuccess = resolve;
            deleting.onerror = reject;
            deleting.onblocked = reject;
          });
      });
      await other.close();
      await trial.track(page);
      await page.waitFor(async () => (await sonde.flush()).kept > 0);
      await page.close();
      return undefined;
    },
  },
  {
    name: 'storage is forbidden (each access throws)',
    quick: true,
    once: true,
    async run(trial) {
      trial.serve({}, { before: forbid });
      return alive(trial);
    },
  },
  {
    name: 'storage is forbidden, and the tab is closed: the beacon alone',
    async run(trial) {
      trial.serve({ flushEvery: 60_000 }, { before: forbid });
      const page = await trial.open();
      // What a beacon holds. More has nowhere to stay.
      await trial.track(page, Math.min(trial.events, 60));
      await page.close();
      trial.serve();
      return undefined;
    },
  },
  {
    name: 'storage is blocked by the browser’s settings',
    cannot: {
      chromium: 'blocks by settings that need a window; the forbidden storage above throws the same',
      webkit: 'MiniBrowser has no such setting',
    },
    async run(trial) {
      await trial.launch({ preferences: { 'network.cookie.cookieBehavior': 2 } });
      const page = await trial.open();
      const denied = await page.evaluate(() => {
        try {
          return typeof localStorage === 'object' && localStorage !== null ? '' : 'null';
        } catch (error) {
          return (error as Error).name;
        }
      });
      expect(denied).not.toBe('');
      await trial.track(page);
      return trial.recover(page);
    },
  },
  {
    name: 'in a sandboxed frame',
    async run(trial) {
      trial.serve({}, { after: answerParent }, '/frame');
      const address = trial.address({ path: '/frame' });
      trial.site.serve('/host', hostHtml(address));
      const page = await trial.browser.newPage(`${trial.site.origin}/host`);
      await page.waitFor(() => (window as unknown as Host).ask('count').then((count) => count === 0));
      const count = await page.evaluate(
        (wanted) => (window as unknown as Host).ask(`track ${wanted}`),
        trial.events,
      );
      trial.count(Number(new URL(address).searchParams.get('from')), count);
      await eventually(
        () => page.evaluate(() => (window as unknown as Host).ask('flush')),
        (kept) => kept === 0,
        'nothing kept',
      );
      await page.close();
      return undefined;
    },
  },
  {
    name: 'in private mode, and the tab is closed while the collector is down',
    cannot: { webkit: 'every test under WebDriver is private: its session is thrown away' },
    async run(trial) {
      const profile = temporaryFolder('private');
      const browser =
        engine === 'firefox'
          ? await trial.launch({
              preferences: {
                'browser.privatebrowsing.autostart': true,
                // Private windows ask for privacy (Global Privacy Control), which is a refusal: nothing would be tracked.
                'privacy.globalprivacycontrol.pbmode.enabled': false,
              },
            })
          : await openBareChromium(profile.path, { private: true });
      trial.browser = browser;
      try {
        await trial.front.refuse();
        // With the last private tab goes what is kept.
        await browser.newPage(`${trial.site.origin}/faults.js`);
        const page = await trial.open();
        await trial.track(page);
        await page.close();
        await trial.front.accept();
        return await trial.recover();
      } finally {
        if (engine === 'chromium') await browser.close();
        profile.remove();
      }
    },
  },
];

interface Host {
  ask(command: string): Promise<number>;
}

/** In the frame: does what the host asks, and says a number. */
const answerParent = (): void => {
  addEventListener('message', async ({ data, source }) => {
    const [command, wanted] = String(data).split(' ');
    if (command === 'track') await numbered.track(Number(wanted));
    const answer = command === 'flush' ? (await sonde.flush()).kept : numbered.count();
    source?.postMessage(answer, { targetOrigin: '*' });
  });
};

const hostHtml = (frame: string): string => `<!doctype html><title>host</title>
<iframe sandbox="allow-scripts" src="${frame}"></iframe>
<script>
  window.ask = (command) => new Promise((resolve) => {
    addEventListener('message', ({ data }) => resolve(data), { once: true });
    document.querySelector('iframe').contentWindow.postMessage(command, '*');
    if (command === 'count') setTimeout(() => resolve(-1), 500);
  });
</script>`;
