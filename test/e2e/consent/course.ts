import { expect } from 'vitest';
import { engine } from '../../helpers/engine.js';
import { borrowBrowser } from '../../helpers/shared-browser.js';
import type { SourceUnderTest } from './source.js';
import { arrival, type Circumstances, openVisit, type Visit } from './visit.js';

/** Global Privacy Control: Firefox has the switch itself; elsewhere a script in the page says that it is on. */
export const ON = engine === 'firefox' ? 'on' : 'said by the page';

/** Does all that would be recorded, and expects nothing that is not allowed. */
const use = async (visit: Visit): Promise<void> => {
  await visit.exercise();
  expect(await visit.breaches()).toEqual([]);
};

/** Unknown, denied, and denied on the next page. */
export const untilDenied = async (visit: Visit, { deny }: SourceUnderTest): Promise<void> => {
  await use(visit);
  await visit.answer('denied', deny);
  await use(visit);
  await visit.reload();
  await use(visit);
  expect(visit.received).toEqual([]);
};

/** Granted, withdrawn, still withdrawn on the next page, and granted again. */
export const fromGranted = async (
  visit: Visit,
  source: SourceUnderTest,
  { privacySignal }: Circumstances,
  grant = source.grant,
): Promise<void> => {
  const { withdraw = source.deny, regrant = source.grant } = source;
  if (privacySignal !== 'off' && source.underSignal === 'never granted') {
    await visit.answer('denied', grant);
    await use(visit);
    expect(visit.received).toEqual([]);
    return;
  }
  await visit.answer('granted', grant);
  await use(visit);
  await arrival(visit, 0);
  // What is still on its way would be taken for a breach of the withdrawal.
  await visit.delivered();

  await visit.answer('withdrawn', withdraw);
  await use(visit);
  // With what was recorded on the way to the withdrawal: the press that opened the choice.
  const before = visit.received.length;
  const ids = new Set(visit.received.flatMap((each) => Object.values(each)));
  await visit.reload();
  await use(visit);
  expect(visit.received.length).toBe(before);

  await visit.answer('re-granted', regrant);
  await use(visit);
  await arrival(visit, before);
  const again = visit.received.slice(before).flatMap((each) => Object.values(each));
  expect(again.filter((id) => ids.has(id))).toEqual([]);
};

/** Opens the source's page in a browser with the signal or without it, and closes it after the work. */
export const withVisit = async (
  source: SourceUnderTest,
  circumstances: Circumstances,
  work: (visit: Visit) => Promise<void>,
): Promise<void> => {
  const isOn = circumstances.privacySignal === 'on';
  const browser = await borrowBrowser(engine, {
    preferences: { 'privacy.globalprivacycontrol.enabled': isOn },
  });
  const visit = await openVisit(browser, source, circumstances);
  try {
    await work(visit);
  } finally {
    await visit.close();
  }
};
