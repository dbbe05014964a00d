import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { Phase } from './entry.js';
import { findChromium } from './find-chromium.js';
import type { FoundSonde } from './find-sonde.js';
import { judge } from './judge.js';
import { loadPlaywright } from './load-playwright.js';
import type { Report } from './report.js';
import { type Watch, watch } from './watch.js';

/** What to verify, and how. */
export interface VerifyOptions {
  readonly url: string;
  /**
   * What is pressed to answer, as selectors, one after the other. Where one is empty, Sonde's own handle is told:
   * `consent.grant()` and `.deny()`.
   */
  readonly accept: readonly string[];
  readonly reject: readonly string[];
  readonly withdraw: readonly string[];
  /** A Chromium's path; one is looked for, unless told. */
  readonly browser?: string | undefined;
  /** Whether the browser asks for privacy: Global Privacy Control. */
  readonly hasPrivacySignal?: boolean;
}

/** An event is sent two seconds after it was recorded. */
const QUIET = 3_000;
const TIMEOUT = 10_000;

const launch = async (path: string | undefined): Promise<Browser> => {
  const { chromium } = await loadPlaywright();
  const executablePath = path ?? findChromium(chromium.executablePath(), process.env);
  if (executablePath === undefined)
    throw new Error('There is no Chromium, Chrome or Edge on this machine: name one by --browser.');
  try {
    return await chromium.launch({
      executablePath,
      // Its sandbox needs a user other than root, and user namespaces, which containers mostly lack.
      chromiumSandbox: process.getuid?.() !== 0 && !process.env.CI,
    });
  } catch (cause) {
    throw new Error(`${executablePath} does not start as a Chromium: name another by --browser.`, { cause });
  }
};

const until = async <Value>(
  read: () => Promise<Value>,
  isRight: (value: Value) => boolean,
  timeout = TIMEOUT,
): Promise<Value> => {
  for (const end = Date.now() + timeout; ; await pause(50)) {
    const value = await read();
    if (isRight(value) || Date.now() > end) return value;
  }
};

const open = async (page: Page, url: string): Promise<void> => {
  const answer = await page.goto(url).catch((error: Error) => {
    const [, reason] = /net::(?:ERR_)?(\w+)/.exec(error.message) ?? [];
    throw new Error(`${url} cannot be opened (${reason ?? 'no answer in time'}).`);
  });
  if (answer && !answer.ok()) throw new Error(`${url} answers with status ${answer.status()}.`);
};

/** What a visitor does anywhere: moves, scrolls, presses a key, and clicks where nothing happens. */
const use = async (page: Page): Promise<void> => {
  await page.mouse.move(200, 200);
  await page.mouse.wheel(0, 400);
  await page.keyboard.press('Tab');
  const spot = await page.evaluate(() => {
    for (let y = 20; y < innerHeight; y += 40)
      for (let x = 20; x < innerWidth; x += 80) {
        const element = document.elementFromPoint(x, y);
        if (
          element &&
          !element.shadowRoot &&
          !element.closest('a,button,input,select,textarea,label,iframe,summary,[onclick],[role],[tabindex]')
        )
          return [x, y] as const;
      }
    return undefined;
  });
  if (spot) await page.mouse.click(...spot);
  await pause(QUIET);
};

interface Visit {
  readonly page: Page;
  readonly watched: Watch;
  readonly problems: string[];
}

/** Gives an answer, and waits for Sonde to follow. */
const answer = async (
  { page, watched, problems }: Visit,
  flag: 'accept' | 'reject' | 'withdraw',
  selectors: readonly string[],
  [before, after]: readonly [Phase, Phase],
): Promise<void> => {
  const hadGrant = before === 'granted';
  const isWanted = (found: FoundSonde): boolean => found.isGranted === (flag === 'accept');
  await watched.next([before, after], hadGrant, selectors[0] === undefined);
  if (selectors[0] === undefined) {
    const isDone = await page.evaluate(
      (method) => {
        type Handle = { consent?: Record<string, () => void> };
        const handles = Object.entries(window as unknown as Record<string, Handle>).filter(
          ([key, value]) => /^sonde\..*\.$/.test(key) && value?.consent,
        );
        for (const [, { consent }] of handles) consent?.[method]?.();
        return handles.length > 0;
      },
      flag === 'accept' ? 'grant' : 'deny',
    );
    if (!isDone)
      throw new Error(
        'There is no Sonde on this page to tell an answer: give the buttons by --accept, --reject and --withdraw.',
      );
  }
  for (const selector of selectors)
    await page
      .locator(selector)
      .first()
      .click({ timeout: TIMEOUT })
      .catch(() => {
        throw new Error(`There is nothing to click for --${flag} "${selector}".`);
      });
  const found = await until(watched.find, isWanted, flag === 'accept' ? TIMEOUT : 2_000);
  if (flag === 'accept' && !found.isGranted) {
    if (found.prefixes.length === 0)
      throw new Error('There is no Sonde on this page, not even after the grant.');
    throw new Error(
      selectors[0] === undefined
        ? 'Sonde takes no answer from code here: give the consent manager’s buttons by --accept, --reject and --withdraw.'
        : `After --accept Sonde has no grant: does "${selectors.at(-1)}" accept?`,
    );
  }
  if (!isWanted(found)) problems.push(`Two seconds after --${flag} Sonde still takes itself to be granted.`);
  await watched.next([after], hadGrant);
};

/** The same answer on a page that is loaded anew. */
const again = async ({ page, watched }: Visit, phase: Phase): Promise<void> => {
  await watched.next([phase]);
  await page.reload();
  await use(page);
  await watched.take();
};

/**
 * Opens a page as two new visitors do, of whom one refuses, and the other accepts, withdraws, and accepts again; and
 * writes down what any script on it stored, sent and listened to meanwhile.
 *
 * @throws one sentence where the page cannot be verified.
 */
export const verify = async (options: VerifyOptions): Promise<Report> => {
  const { url, accept, reject, withdraw, hasPrivacySignal = false } = options;
  const browser = await launch(options.browser);
  const problems: string[] = [];
  const before: Phase = hasPrivacySignal ? 'denied' : 'unknown';
  const visit = async (walk: (visit: Visit) => Promise<void>): Promise<Watch> => {
    const context = await browser.newContext(
      hasPrivacySignal ? { extraHTTPHeaders: { 'sec-gpc': '1' } } : {},
    );
    try {
      if (hasPrivacySignal)
        await context.addInitScript(() =>
          Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {
            configurable: true,
            get: () => true,
          }),
        );
      const page = await context.newPage();
      const watched = await watch(context, page, before);
      await open(page, url);
      // An async script may still be on its way.
      await until(
        watched.find,
        ({ prefixes }) => prefixes.length > 0,
        accept[0] === undefined ? TIMEOUT : 1_000,
      );
      await walk({ page, watched, problems });
      return watched;
    } finally {
      await context.close();
    }
  };
  try {
    const refuse = visit(async (one) => {
      await use(one.page);
      await one.watched.take();
      await answer(one, 'reject', reject, [before, 'denied']);
      await use(one.page);
      await one.watched.take();
      await again(one, 'denied');
    });
    let isTried = false;
    const acceptAndWithdraw = visit(async (one) => {
      await answer(one, 'accept', accept, [before, 'granted']);
      await use(one.page);
      await one.watched.take();
      const { ids } = await one.watched.find();
      await answer(one, 'withdraw', withdraw, ['granted', 'withdrawn']);
      await use(one.page);
      await one.watched.take();
      await again(one, 'withdrawn');
      // What a consent manager's settings take to accept again, nobody told.
      if (accept[0] !== undefined) return;
      isTried = true;
      await answer(one, 'accept', accept, ['withdrawn', 're-granted']);
      await use(one.page);
      await one.watched.take();
      const fresh = (await one.watched.find()).ids;
      if (fresh.some((id) => ids.includes(id)))
        problems.push('Granted again, Sonde goes on with an id of before the withdrawal.');
    });
    const [refusing, accepting] = await Promise.all([refuse, acceptAndWithdraw]);
    const sonde = {
      prefixes: new Set([...refusing.sonde.prefixes, ...accepting.sonde.prefixes]),
      scripts: new Set([...refusing.sonde.scripts, ...accepting.sonde.scripts]),
      endpoints: new Set([...refusing.sonde.endpoints, ...accepting.sonde.endpoints]),
    };
    return {
      url,
      browser: `Chromium ${browser.version()}`,
      time: new Date().toISOString(),
      hasPrivacySignal,
      services: [...sonde.prefixes].map((prefix) => prefix.slice('sonde.'.length, -1)),
      scripts: [...sonde.scripts],
      endpoints: [...sonde.endpoints],
      phases: [
        ...(hasPrivacySignal ? [] : (['unknown'] as const)),
        'denied',
        'granted',
        'withdrawn',
        ...(isTried ? (['re-granted'] as const) : []),
      ],
      findings: judge({ segments: [...refusing.segments, ...accepting.segments], sonde }),
      problems,
    };
  } finally {
    await browser.close();
  }
};
