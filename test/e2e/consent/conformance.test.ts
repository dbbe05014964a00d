import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Browser } from '../../helpers/browser.js';
import { engine } from '../../helpers/engine.js';
import { borrowBrowser } from '../../helpers/shared-browser.js';
import { SOURCES, type SourceUnderTest } from './source.js';
import { arrival, type Circumstances, openVisit, type Visit } from './visit.js';

/**
 * For each source of consent, with Global Privacy Control and without, in one tab and in two: everything that Sonde
 * stores, sends and listens to while the answer is unknown, denied, granted, withdrawn and granted again, held against
 * what is allowed (src/verify/allowed.ts). The visits go on at once, each on an origin of its own, because most of their
 * time is silence.
 */

/** Firefox has the switch itself; elsewhere a script in the page says that it is on. */
const ON = engine === 'firefox' ? 'on' : 'said by the page';

// A visit is mostly silence. Firefox paints one tab at a time, WebKit's driver speaks with one window at a time.
vi.setConfig({ maxConcurrency: engine === 'chromium' ? 12 : 6, testTimeout: 300_000 });

const browsers: Partial<Record<Circumstances['privacySignal'], Browser>> = {};
beforeAll(async () => {
  for (const signal of ['off', ON] as const)
    if (signal !== 'said by the page')
      browsers[signal] = await borrowBrowser(engine, {
        preferences: { 'privacy.globalprivacycontrol.enabled': signal === 'on' },
      });
});
afterAll(async () => {
  for (const browser of Object.values(browsers)) await browser?.close();
});

const withVisit = async (
  source: SourceUnderTest,
  circumstances: Circumstances,
  work: (visit: Visit) => Promise<void>,
): Promise<void> => {
  const browser = browsers[circumstances.privacySignal] ?? (browsers.off as Browser);
  const visit = await openVisit(browser, source, circumstances);
  try {
    await work(visit);
  } finally {
    await visit.close();
  }
};

/** Does all that would be recorded, and expects nothing that is not allowed. */
const use = async (visit: Visit): Promise<void> => {
  await visit.exercise();
  expect(await visit.breaches()).toEqual([]);
};

const denied = async (visit: Visit, { deny }: SourceUnderTest): Promise<void> => {
  await use(visit);
  await visit.answer('denied', deny);
  await use(visit);
  await visit.reload();
  await use(visit);
  expect(visit.received).toEqual([]);
};

const granted = async (visit: Visit, source: SourceUnderTest, grant = source.grant): Promise<void> => {
  const { withdraw = source.deny, regrant = source.grant } = source;
  await visit.answer('granted', grant);
  await use(visit);
  await arrival(visit, 0);
  // What is still on its way would be taken for a breach of the withdrawal.
  await visit.delivered();
  const before = visit.received.length;
  const ids = new Set(visit.received.flatMap((each) => Object.values(each)));

  await visit.answer('withdrawn', withdraw);
  await use(visit);
  await visit.reload();
  await use(visit);
  expect(visit.received.length).toBe(before);

  await visit.answer('re-granted', regrant);
  await use(visit);
  await arrival(visit, before);
  const again = visit.received.slice(before).flatMap((each) => Object.values(each));
  expect(again.filter((id) => ids.has(id))).toEqual([]);
};

describe.concurrent.each(SOURCES.map((source) => [source.name, source] as const))('%s', (_, source) => {
  for (const privacySignal of ['off', ON] as const) {
    // All of it in Chromium; elsewhere two tabs without the signal, and one with it.
    test.runIf(engine === 'chromium')(`signal ${privacySignal}, one tab: unknown, denied`, () =>
      withVisit(source, { privacySignal, tabs: 1 }, (visit) => denied(visit, source)),
    );
    test.runIf(engine === 'chromium' || privacySignal !== 'off')(
      `signal ${privacySignal}, one tab: granted, withdrawn, granted again`,
      () => withVisit(source, { privacySignal, tabs: 1 }, (visit) => granted(visit, source)),
    );
    test.runIf(engine === 'chromium' || privacySignal === 'off')(
      `signal ${privacySignal}, two tabs: unknown, denied, granted, withdrawn, granted again`,
      () =>
        withVisit(source, { privacySignal, tabs: 2 }, async (visit) => {
          await denied(visit, source);
          await granted(visit, source, source.regrant);
        }),
    );
  }
});
