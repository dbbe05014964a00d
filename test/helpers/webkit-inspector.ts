import { WebSocket } from 'ws';
import type { Browser, Page } from './browser.js';
import { whyNot } from './can.js';
import { deepQuery } from './deep-query.js';
import { eventually } from './eventually.js';
import { pagePolling } from './page-polling.js';
import { gone, killTree, treeOf } from './processes.mjs';
import { freePort, spawnWebkit, webkitPrograms } from './webkit-process.js';

const TIMEOUT = 30_000;

/**
 * WebKitGTK on a profile that is kept: an ordinary MiniBrowser, driven through its remote inspector. Slower to reach
 * than WebDriver and without real input, but a database written here survives the browser, killed or not.
 *
 * @see https://github.com/WebKit/WebKit/tree/main/Source/JavaScriptCore/inspector/protocol
 */
export async function openInspected(profile: string): Promise<Browser> {
  const { browser } = await webkitPrograms();
  const port = await freePort();
  const child = spawnWebkit(browser, ['about:blank'], profile, {
    WEBKIT_INSPECTOR_HTTP_SERVER: `127.0.0.1:${port}`,
  });
  const tree = () => treeOf(child.pid === undefined ? [] : [child.pid]);
  const kill = () => killTree(tree());
  const list = async (): Promise<string[]> => {
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    return [...(await answer.text()).matchAll(/\/socket\/\d+\/\d+\/WebPage/g)].map(([path]) => path);
  };
  try {
    const [first] = await eventually(
      list,
      (found) => found.length === 1,
      'WebKitGTK’s inspector lists its first page',
    );
    // The first window stays open and blank: it opens the others, and with the last one goes the browser.
    const anchor = await connect(`ws://127.0.0.1:${port}${first}`);
    const known = new Set([first]);
    const pages = new Set<Page>();
    return {
      engine: 'webkit',
      profile,
      async newPage(url) {
        await anchor.send('Runtime.evaluate', {
          expression: 'void open("about:blank")',
          emulateUserGesture: true,
        });
        const fresh = await eventually(
          async () => (await list()).find((path) => !known.has(path)),
          (path) => path !== undefined,
          'WebKitGTK’s inspector lists the new page',
        );
        known.add(fresh);
        const connection = await connect(`ws://127.0.0.1:${port}${fresh}`);
        const page = wrap(connection);
        pages.add(page);
        connection.closed.then(() => pages.delete(page));
        if (url !== undefined) await page.goto(url);
        return page;
      },
      async close() {
        const all = tree();
        for (const page of pages) await page.close();
        await wrap(anchor).close();
        await gone(all);
      },
      kill,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

type Send = <T>(method: string, parameters?: object) => Promise<T>;

interface Connection {
  send: Send;
  /** Resolves when the page is gone. */
  closed: Promise<void>;
}

/** A page is reached through its "target", which a cross-site navigation replaces by another. */
async function connect(address: string): Promise<Connection> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let target: string | undefined;
  let count = 0;
  socket.on('error', () => {}); // The browser was killed; whoever waits learns it from 'close'.
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      for (const { reject } of waiting.values()) reject(new Error('WebKitGTK’s inspector hung up.'));
      resolve();
    });
  });
  socket.on('message', (text: Buffer) => {
    const { method, params: parameters } = JSON.parse(String(text));
    if (method === 'Target.targetCreated') target ??= parameters.targetInfo.targetId;
    else if (method === 'Target.didCommitProvisionalTarget') target = parameters.newTargetId;
    else if (method === 'Target.dispatchMessageFromTarget') {
      const answer = JSON.parse(parameters.message);
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.error) asker?.reject(new Error(`WebKit inspector: ${answer.error.message}`));
      else asker?.resolve(answer.result as never);
    }
  });
  await eventually(
    () => target,
    (name) => name !== undefined,
    'WebKitGTK’s inspector names its target',
  );
  const send: Send = (method, parameters = {}) => {
    const id = ++count;
    const message = JSON.stringify({ id, method, params: parameters });
    socket.send(
      JSON.stringify({ id, method: 'Target.sendMessageToTarget', params: { targetId: target, message } }),
    );
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(id);
        reject(new Error(`WebKit inspector: no answer to ${method} within ${TIMEOUT} ms.`));
      }, TIMEOUT);
      const settle =
        <V>(then: (value: V) => void) =>
        (value: V) => {
          clearTimeout(late);
          then(value);
        };
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
    });
  };
  return { send, closed };
}

interface Evaluation {
  result: { objectId?: string; value?: never; description?: string };
  wasThrown?: boolean;
}

function wrap({ send, closed }: Connection): Page {
  const evaluate: Page['evaluate'] = async (script, argument) => {
    const started = await send<Evaluation>('Runtime.evaluate', {
      expression: `(async () => (${script})(${JSON.stringify(argument)}))()`,
      emulateUserGesture: true,
    });
    const ended = await send<Evaluation>('Runtime.awaitPromise', {
      promiseObjectId: started.result.objectId,
      returnByValue: true,
    });
    if (ended.wasThrown) throw new Error(ended.result.description);
    return ended.result.value as never;
  };
  const polling = pagePolling(evaluate);

  /** Starts a load and waits for another document than the present one to be complete. */
  const load = async (start: () => Promise<unknown>): Promise<void> => {
    const before = await evaluate(() => performance.timeOrigin);
    await start();
    await polling.waitFor(
      (origin) => performance.timeOrigin !== origin && document.readyState === 'complete',
      before,
    );
  };
  /** As source text, like every script: it holds the source of another. */
  const clickScript = `(selector) => {
    const element = (${deepQuery})(selector);
    element?.click();
    return element !== null;
  }`;

  return {
    goto: (url) => load(() => send('Page.navigate', { url })),
    async click(selector) {
      await polling.waitFor(clickScript as never, selector);
    },
    type: () => Promise.reject(new Error(whyNot('webkit', 'input in a kept profile'))),
    press: () => Promise.reject(new Error(whyNot('webkit', 'input in a kept profile'))),
    evaluate,
    ...polling,
    reload: () => load(() => send('Page.reload')),
    resize: () => Promise.reject(new Error(whyNot('webkit', 'input in a kept profile'))),
    setOffline: () => Promise.reject(new Error(whyNot('webkit', 'offline'))),
    screenshot: async () => {
      const { dataURL } = await send<{ dataURL: string }>('Page.snapshotRect', {
        x: 0,
        y: 0,
        ...(await evaluate(() => ({ width: innerWidth, height: innerHeight }))),
        coordinateSystem: 'Viewport',
      });
      return Buffer.from(dataURL.slice(dataURL.indexOf(',') + 1), 'base64');
    },
    async close() {
      // A window that a script opened may close itself; the answer may or may not arrive before it has.
      evaluate(() => close()).catch(() => {});
      await closed;
    },
  };
}
