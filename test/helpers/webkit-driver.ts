import type { Browser, Page } from './browser.js';
import { whyNot } from './can.js';
import { deepQuery } from './deep-query.js';
import { eventually } from './eventually.js';
import { pagePolling } from './page-polling.js';
import { killTree, treeOf } from './processes.mjs';
import { KEYS, openSession, type Session } from './webdriver.js';
import { freePort, spawnWebkit, webkitPrograms } from './webkit-process.js';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/**
 * WebKitGTK through WebDriver: real input, but always on a throw-away session, which ends with the browser. Tabs are
 * windows, because WebKitGTK opens a WebDriver tab in the background, where the document is hidden and never painted.
 */
export async function openDriven(profile: string): Promise<Browser> {
  const { driver, browser } = await webkitPrograms();
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = spawnWebkit(driver, [`--port=${port}`, '--host=127.0.0.1'], profile);
  const tree = () => treeOf(child.pid === undefined ? [] : [child.pid]);
  const kill = () => killTree(tree());
  try {
    await eventually(
      () => fetch(`${address}/status`),
      (answer) => answer.ok,
      'WebKitWebDriver answers',
    );
    const session = await openSession(address, {
      'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
    });
    const inWindow = windows(session);
    return {
      engine: 'webkit',
      profile,
      async newPage(url) {
        const handle = await inWindow(undefined, () => newWindow(session));
        const page = wrap(session, (task) => inWindow(handle, task));
        if (url !== undefined) await page.goto(url);
        return page;
      },
      async close() {
        const all = tree();
        await session.command('DELETE', '');
        await killTree(all);
      },
      kill,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

const newWindow = async (session: Session): Promise<string> =>
  (await session.command<{ handle: string }>('POST', '/window/new', { type: 'window' })).handle;

/** A session has one current window; tasks for several pages take turns, each with its own window made current. */
function windows(session: Session): <T>(handle: string | undefined, task: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  let anchor: string | undefined;
  return (handle, task) => {
    const result = turn.then(async () => {
      // The first window stays open and blank: with the last window goes the session.
      anchor ??= await session.command<string>('GET', '/window');
      await session.command('POST', '/window', { handle: handle ?? anchor });
      return task();
    });
    turn = result.catch(() => {});
    return result;
  };
}

function wrap(session: Session, turn: <T>(task: () => Promise<T>) => Promise<T>): Page {
  const post = <T>(path: string, body?: object): Promise<T> =>
    turn(() => session.command<T>('POST', path, body));

  const evaluate: Page['evaluate'] = async (script, argument) => {
    const answer = await post<{ value?: never; error?: string }>('/execute/async', {
      script: `const done = arguments[arguments.length - 1];
        new Promise((resolve) => resolve((${script})(arguments[0])))
          .then((value) => done({ value }), (error) => done({ error: String(error) }));`,
      args: [argument ?? null],
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value as never;
  };

  const element = async (selector: string): Promise<string> => {
    const find = { script: `return (${deepQuery})(arguments[0])`, args: [selector] };
    const found = await eventually(
      () => post<Record<string, string> | null>('/execute/sync', find),
      (value) => value !== null,
      `an element for ${selector}`,
    );
    return `/element/${found?.[ELEMENT]}`;
  };

  return {
    async goto(url) {
      await post('/url', { url });
    },
    async click(selector) {
      const found = await element(selector);
      try {
        await post(`${found}/click`);
      } catch (error) {
        // The driver takes the host of the slot for something that lies above what is slotted.
        if (!/click intercepted/.test(String(error))) throw error;
        const origin = { [ELEMENT]: found.slice('/element/'.length) };
        const actions = [
          { type: 'pointerMove', origin, x: 0, y: 0 },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ];
        await post('/actions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
      }
    },
    async type(selector, text) {
      await post(`${await element(selector)}/value`, { text });
    },
    async press(key) {
      const value = KEYS[key] ?? key;
      const actions = [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ];
      await post('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    evaluate,
    ...pagePolling(evaluate),
    async reload() {
      await post('/refresh');
    },
    async resize(width, height) {
      const [wide, high] = await evaluate(
        () => [outerWidth - innerWidth, outerHeight - innerHeight] as const,
      );
      await post('/window/rect', { width: width + wide, height: height + high });
      // The document is laid out anew a while after its window has its size.
      await eventually(
        () => evaluate(() => [innerWidth, innerHeight] as const),
        (size) => size[0] === width && size[1] === height,
        `WebKitGTK makes the page ${width} × ${height}`,
      );
    },
    setOffline: () => Promise.reject(new Error(whyNot('webkit', 'offline'))),
    screenshot: async () =>
      Buffer.from(await turn(() => session.command<string>('GET', '/screenshot')), 'base64'),
    async close() {
      await turn(() => session.command('DELETE', '/window'));
    },
  };
}
