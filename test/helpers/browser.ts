import type { Page as PlaywrightPage } from 'playwright-core';
import { temporaryFolder } from './temporary-folder.js';

export type { Engine } from './find-browsers.mjs';

import type { Engine } from './find-browsers.mjs';

/**
 * A browser under test: one running program with one profile folder. Storage belongs to the profile, so pages of one
 * `Browser` share it, and a `Browser` launched on the same folder later finds it again.
 */
export interface Browser {
  readonly engine: Engine;
  /** The folder that holds cookies, IndexedDB and the rest. */
  readonly profile: string;
  /** Opens a tab, and loads `url` in it where one is given. Further tabs stay as they are. */
  newPage(url?: string): Promise<Page>;
  /** Ends the browser the way a person does. The profile folder goes too, unless the caller named it at `launch`. */
  close(): Promise<void>;
  /** SIGKILL to every process of the browser; the profile folder stays whoever named it, for a later `launch`. */
  kill(): Promise<void>;
}

/** One tab. Time-outs are 30 seconds; every function rejects when its own is over. */
export interface Page {
  /** The Playwright page below, where there is one: for what only a single engine can be asked (CDP, media features). */
  readonly playwright?: PlaywrightPage;
  /** Loads an address; resolves after the document's `load` event. */
  goto(url: string): Promise<void>;
  url(): Promise<string>;
  /**
   * A click by the engine's own input machinery (`isTrusted`), on the first element that `selector` finds in the document
   * or in an open shadow root; waits for it to be there.
   */
  click(selector: string): Promise<void>;
  /** Focuses the element and types, key by key. */
  type(selector: string, text: string): Promise<void>;
  /** Presses a key in whatever has the focus: a character, or `Enter`, `Tab`, `Escape`, `Backspace`, `ArrowDown`… */
  press(key: string): Promise<void>;
  /**
   * Runs `script` in the page and resolves with what it returns, a promise awaited. It travels as source text: it can use
   * its argument and the page's globals, nothing of the test file's. Argument and result are JSON.
   */
  evaluate<Result, Argument = undefined>(
    script: (argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ): Promise<Result>;
  /** Polls `script` until it returns something truthy, across navigations; resolves with that. */
  waitFor<Result, Argument = undefined>(
    script: (argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
    timeout?: number,
  ): Promise<Result>;
  reload(): Promise<void>;
  back(): Promise<void>;
  forward(): Promise<void>;
  /** The size of the area that the document is laid out in, in CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** Cuts this browser's network (all of its pages), or mends it. Only where `can(engine, 'offline')`. */
  setOffline(offline: boolean): Promise<void>;
  /** A PNG of what is visible. */
  screenshot(): Promise<Buffer>;
  /** Closes the tab as a person does: the document gets its `pagehide`. */
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** A folder to keep the profile in. WebKit then loses real input: `can('webkit', 'input in a kept profile')`. */
  readonly profile?: string;
  /** Chromium only: leaves the back/forward cache on, which automation otherwise turns off. */
  readonly backForwardCache?: boolean;
  /**
   * Chromium only: the fingerprint of a certificate's key that it trusts; it then sends its reports within a second of
   * what they tell of, and not within a minute.
   */
  readonly trusted?: string;
  /** Firefox only: preferences, by name. */
  readonly preferences?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Starts a browser without a window, on a profile folder of its own unless `profile` names one.
 *
 * @throws Error with one sentence that says how to install the engine, where it is not on this machine.
 */
export async function launch(engine: Engine, options: LaunchOptions = {}): Promise<Browser> {
  const folder =
    options.profile === undefined ? temporaryFolder(engine) : { path: options.profile, remove() {} };
  try {
    const browser = await open(engine, folder.path, options);
    return {
      ...browser,
      async close() {
        await browser.close();
        folder.remove();
      },
    };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

async function open(engine: Engine, profile: string, options: LaunchOptions): Promise<Browser> {
  if (engine !== 'webkit') return (await import('./playwright.js')).openPlaywright(engine, profile, options);
  if (options.profile !== undefined) return (await import('./webkit-inspector.js')).openInspected(profile);
  return (await import('./webkit-driver.js')).openDriven(profile);
}
