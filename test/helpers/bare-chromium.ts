import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { chromiumFlags } from '../../demo/traffic/chromium-flags.mjs';
import type { Browser, Page } from './browser.js';
import { deepQuery } from './deep-query.js';
import { eventually } from './eventually.js';
import { findBrowsers } from './find-browsers.mjs';
import { pagePolling } from './page-polling.js';
import { gone, killTree, treeOf } from './processes.mjs';

/** A tab of a bare Chromium. */
export interface BarePage extends Page {
  /** A command of the DevTools protocol to this tab's document. */
  command<Result = unknown>(method: string, parameters?: object): Promise<Result>;
  /** Brings the tab to the front: the others become hidden, as a person's do. */
  activate(): Promise<void>;
}

export interface BareChromium extends Browser {
  newPage(url?: string): Promise<BarePage>;
}

const TIMEOUT = 60_000;

type Command = <Result>(method: string, parameters?: object, session?: string) => Promise<Result>;
type Listener = (method: string, parameters: TargetEvent, session?: string) => void;

interface Asker {
  readonly session: string | undefined;
  resolve(value: never): void;
  reject(error: Error): void;
}

interface TargetEvent {
  readonly sessionId?: string;
  readonly targetInfo?: { readonly targetId: string; readonly type: string; readonly subtype?: string };
}

/**
 * Chromium without Playwright, which keeps every tab visible and forbids prerendering: here tabs are hidden when another
 * one is in front, can be frozen, may be prerendered, and may be private. There is no real input: clicks are the
 * document's.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/
 */
export async function openBareChromium(
  profile: string,
  options: { readonly private?: boolean } = {},
): Promise<BareChromium> {
  const { chromium } = await findBrowsers();
  if (!chromium) throw new Error('Chromium is missing: install it, or name it in SONDE_CHROMIUM.');
  const child = spawn(chromium, flags(profile), { stdio: 'ignore' });
  const tree = (): number[] => treeOf(child.pid === undefined ? [] : [child.pid]);
  try {
    const { command, listen } = await connect(await addressOf(profile, child));
    const context = options.private
      ? await command<{ browserContextId: string }>('Target.createBrowserContext')
      : {};
    return {
      engine: 'chromium',
      profile,
      async newPage(url) {
        const page = await openTab(command, listen, context);
        if (url !== undefined) await page.goto(url);
        return page;
      },
      async close() {
        const all = tree();
        await command('Browser.close');
        await gone(all);
      },
      kill: () => killTree(tree()),
    };
  } catch (error) {
    await killTree(tree());
    throw error;
  }
}

const flags = (profile: string): string[] => [
  '--headless=new',
  ...(process.getuid?.() === 0 || process.env.CI ? ['--no-sandbox'] : []),
  ...chromiumFlags,
  '--remote-debugging-port=0',
  `--user-data-dir=${profile}`,
  'about:blank',
];

/** Chromium writes its port and path into the profile, in one line each. */
async function addressOf(profile: string, child: ChildProcess): Promise<string> {
  const file = join(profile, 'DevToolsActivePort');
  const [port, path] = await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`Chromium ended with ${child.exitCode}.`);
      return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    },
    (lines) => lines.length === 2,
    'Chromium says where its DevTools listen',
  );
  return `ws://127.0.0.1:${port}${path}`;
}

async function connect(address: string): Promise<{ command: Command; listen(listener: Listener): void }> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map<number, Asker>();
  const listeners = new Set<Listener>();
  let count = 0;
  socket.on('error', () => {});
  const rejectAll = (reason: string, of?: string): void => {
    for (const [id, { session, reject }] of waiting)
      if (of === undefined || session === of) {
        waiting.delete(id);
        reject(new Error(reason));
      }
  };
  socket.on('close', () => rejectAll('Chromium hung up.'));
  socket.on('message', (text: Buffer) => {
    const { id, method, params: parameters, sessionId, result, error } = JSON.parse(String(text));
    if (method) for (const listener of listeners) listener(method, parameters, sessionId);
    // Whoever asked a document that is gone would wait for ever.
    if (method === 'Target.detachedFromTarget') rejectAll('The document is gone.', parameters.sessionId);
    if (method === 'Inspector.targetCrashed') rejectAll('The tab has crashed.', sessionId);
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error) asker?.reject(new Error(`Chromium: ${error.message}`));
    else asker?.resolve(result as never);
  });
  return {
    command: (method, parameters = {}, session) => {
      if (socket.readyState !== WebSocket.OPEN) return Promise.reject(new Error('Chromium is gone.'));
      socket.send(JSON.stringify({ id: ++count, method, params: parameters, sessionId: session }));
      const id = count;
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(id);
          reject(new Error(`Chromium: no answer to ${method} within ${TIMEOUT} ms.`));
        }, TIMEOUT);
        const settle =
          <Value>(then: (value: Value) => void) =>
          (value: Value) => {
            clearTimeout(late);
            then(value);
          };
        waiting.set(id, { session, resolve: settle(resolve), reject: settle(reject) });
      });
    },
    listen: (listener) => void listeners.add(listener),
  };
}

/** A tab is a target of its own; its document is another, which an activated prerendering replaces. */
async function openTab(
  command: Command,
  listen: (listener: Listener) => void,
  context: { readonly browserContextId?: string },
): Promise<BarePage> {
  const { targetId } = await command<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
    forTab: true,
    ...context,
  });
  const { sessionId: tab } = await command<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  });
  const sessions = new Map<string, string>();
  let shown: string | undefined;
  listen((method, { sessionId, targetInfo }, from) => {
    if (from !== tab || targetInfo === undefined) return;
    if (method === 'Target.attachedToTarget' && sessionId !== undefined)
      sessions.set(targetInfo.targetId, sessionId);
    if (targetInfo.type === 'page' && !targetInfo.subtype && sessions.has(targetInfo.targetId))
      shown = sessions.get(targetInfo.targetId);
  });
  await command(
    'Target.setAutoAttach',
    { autoAttach: true, waitForDebuggerOnStart: false, flatten: true },
    tab,
  );
  await eventually(
    () => shown,
    (session) => session !== undefined,
    'the tab has a document',
  );
  await command('Inspector.enable', {}, shown);
  return wrap((method, parameters) => command(method, parameters, shown), command, targetId);
}

interface Evaluation {
  readonly result: { readonly value?: never };
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
}

function wrap(send: BarePage['command'], command: Command, targetId: string): BarePage {
  const evaluate: Page['evaluate'] = async (script, argument) => {
    const { result, exceptionDetails } = await send<Evaluation>('Runtime.evaluate', {
      expression: `(${script})(${JSON.stringify(argument)})`,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
    return result.value as never;
  };
  const polling = pagePolling(evaluate);
  const load = async (start: () => Promise<unknown>): Promise<void> => {
    const before = await evaluate(() => performance.timeOrigin);
    await start();
    await polling.waitFor(
      (origin) => performance.timeOrigin !== origin && document.readyState === 'complete',
      before,
    );
  };
  const noInput = (): Promise<never> => Promise.reject(new Error('A bare Chromium has no real input.'));
  return {
    evaluate,
    ...polling,
    command: send,
    activate: () => command('Target.activateTarget', { targetId }),
    goto: (url) => load(() => send('Page.navigate', { url })),
    reload: () => load(() => send('Page.reload')),
    async click(selector) {
      await polling.waitFor(
        `(selector) => { const element = (${deepQuery})(selector); element?.click(); return element !== null; }` as never,
        selector,
      );
    },
    type: noInput,
    press: noInput,
    resize: noInput,
    async setOffline(offline) {
      await send('Network.enable');
      await send('Network.emulateNetworkConditions', {
        offline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      });
    },
    async screenshot() {
      return Buffer.from((await send<{ data: string }>('Page.captureScreenshot')).data, 'base64');
    },
    async close() {
      await command('Target.closeTarget', { targetId });
    },
  };
}
