import fc from 'fast-check';
import type { Attributes } from '../../../src/event.js';
import { type CollectorMode, numbersIn, POISON } from './collector.js';
import type { DatabaseMode } from './database.js';
import { type Client, kill, openBrowser, openPage, type Page } from './page.js';

/** One thing that happens. `tab` counts around those that are open. */
export type Happening =
  | { readonly kind: 'track'; readonly tab: number; readonly count: number; readonly name: string }
  | { readonly kind: 'track poison'; readonly tab: number }
  | {
      readonly kind: 'flush' | 'hide' | 'show' | 'close' | 'kill' | 'come online' | 'withdraw' | 'grant';
      readonly tab: number;
    }
  | { readonly kind: 'open a tab' | 'kill the browser' | 'clear the storage' }
  | { readonly kind: 'collector'; readonly mode: CollectorMode }
  | { readonly kind: 'database'; readonly mode: DatabaseMode }
  | { readonly kind: 'beacons'; readonly full: boolean }
  | { readonly kind: 'pass'; readonly milliseconds: number }
  | { readonly kind: 'step'; readonly count: number }
  | { readonly kind: 'set the clock'; readonly by: number };

const tab = fc.nat(2);
const collectorModes: CollectorMode[] = [
  'takes',
  'busy',
  'asks to wait',
  'wants a key',
  'resets after taking',
  'hangs after taking',
  'is a captive portal',
  'is offline',
  'is silent',
  'takes little',
];

export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('track' as const),
        tab,
        count: fc.constantFrom(1, 1, 2, 5, 60),
        name: fc.constantFrom('plan.selected', 'click', 'exception', 'browser.web_vital'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('track poison' as const), tab }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          ...(['flush', 'hide', 'show', 'close', 'kill', 'kill', 'come online'] as const),
        ),
        tab,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom(...(['withdraw', 'grant', 'grant'] as const)), tab }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          ...(['open a tab', 'open a tab', 'kill the browser', 'clear the storage'] as const),
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('collector' as const),
        mode: fc.constantFrom(...collectorModes),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('database' as const),
        mode: fc.constantFrom<DatabaseMode>('works', 'works', 'full', 'hangs', 'forbidden'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('beacons' as const), full: fc.boolean() }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('pass' as const),
        milliseconds: fc.constantFrom(1, 10, 50, 500, 2_500, 8_000, 25_000, 400_000),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('step' as const), count: fc.integer({ min: 1, max: 8 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('set the clock' as const),
        by: fc.constantFrom(-3_600_000, -5_000, 5_000, 3_600_000),
      }),
    },
  ),
  { minLength: 4, maxLength: 40 },
);

/** What a history came to. */
export interface Result {
  /** Numbers of events that were durable on the device, and are neither stored nor refused. */
  readonly lost: number[];
  /** Numbers of events that were stored more than once, as others. */
  readonly doubled: number[];
  /** What else is wrong, in words. */
  readonly faults: string[];
  readonly durable: number;
  readonly stored: number;
}

/**
 * Lives through a history, then lets everything recover: a fresh tab of a working browser, with a collector that takes
 * all. Every event whose row was committed has to be in the collector's store then, once.
 *
 * @param forgetful the disk is as short-lived as the browser, as a memory-only client's would be.
 */
export const live = async (
  client: Client,
  history: readonly Happening[],
  forgetful = false,
): Promise<Result> => {
  const durable = new Set<number>();
  const browser = openBrowser((value) => {
    for (const n of numbersIn(`${value}`)) durable.add(n);
  });
  const { world, disk, collector } = browser;
  const errors: unknown[] = [];
  /** localStorage as it was on the disk: a killed browser may lose what came later. */
  let localOnDisk: Record<string, string> = {};
  /** Events up to this number are not to be sent any more. */
  let withdrawn = 0;
  let sentBefore = 0;
  /** Nothing can be said of events up to this number: what was kept was deleted by the visitor. */
  let excused = 0;
  const numbersOf = new Map<Page, number[]>();
  const faults: string[] = [];
  let number = 0;

  const isMissing = (n: number): boolean =>
    n > excused && !collector.stored.has(n) && !collector.refused.has(n);

  const track = (page: Page, name: string, attributes: Attributes): void => {
    number++;
    // Without a grant it is not recorded.
    if (page.sonde.consent.state().analytics === 'granted')
      numbersOf.set(page, [...(numbersOf.get(page) ?? []), number]);
    page.sonde.track(name, { n: number, ...attributes });
  };

  const open = (): Promise<Page> => openPage(browser, client);
  const pageOf = (tab: number): Page | undefined => browser.pages[tab % (browser.pages.length || 1)];
  const end = (page: Page): void => {
    errors.push(...page.errors);
    kill(browser, page);
  };

  const happen = async (happening: Happening): Promise<void> => {
    const page = 'tab' in happening ? pageOf(happening.tab) : undefined;
    switch (happening.kind) {
      case 'track':
        for (let left = happening.count; left > 0 && page; left--)
          track(page, happening.name, { text: 'some text' });
        return;
      case 'track poison':
        if (page) track(page, 'plan.selected', { [POISON]: true });
        return;
      case 'flush': {
        const before = page ? [...(numbersOf.get(page) ?? [])] : [];
        void page?.sonde.flush().then(({ kept }) => {
          const missing = before.filter(isMissing);
          // Where storage cannot be asked, only memory counts.
          if (!kept && missing[0] && disk.mode === 'works')
            faults.push(`flush says that ${missing} are delivered`);
        });
        return;
      }
      case 'withdraw':
        excused = number;
        page?.sonde.consent.deny();
        // The other tabs are told by an event.
        await world.advance(2);
        if (page && disk.mode === 'works') {
          withdrawn = number;
          sentBefore = browser.sent.length;
        }
        return;
      case 'grant':
        page?.sonde.consent.grant();
        return;
      case 'hide':
        return page?.dispatch('visibilitychange', true);
      case 'show':
        return page?.dispatch('visibilitychange', false);
      case 'come online':
        return page?.dispatch('online');
      case 'close':
        await page?.dispatch('pagehide');
        await page?.dispatch('visibilitychange', true);
        if (page) end(page);
        return;
      case 'kill':
        if (page) end(page);
        return;
      case 'open a tab':
        await open();
        return;
      case 'kill the browser':
        for (const one of [...browser.pages]) end(one);
        // The withdrawal itself may have been lost with the browser.
        if (browser.local['sonde.consent'] !== localOnDisk['sonde.consent']) withdrawn = 0;
        browser.local = { ...localOnDisk };
        // The grant was lost with the browser: what was recorded under it is rightly deleted.
        if (browser.local['sonde.consent']?.includes('denied')) excused = number;
        if (forgetful) disk.clear();
        return;
      case 'clear the storage':
        disk.clear();
        excused = number;
        browser.local = {};
        return;
      case 'collector':
        collector.mode = happening.mode;
        return;
      case 'database':
        disk.mode = happening.mode;
        return;
      case 'beacons':
        browser.beaconsFull = happening.full;
        return;
      case 'pass':
        await world.advance(happening.milliseconds);
        localOnDisk = { ...browser.local };
        for (const text of Object.values(localOnDisk)) for (const n of numbersIn(text)) durable.add(n);
        return;
      case 'step':
        return world.step(happening.count);
      case 'set the clock':
        return world.skew(happening.by);
    }
  };

  await open();
  for (const happening of history) await happen(happening);

  collector.mode = 'takes';
  disk.mode = 'works';
  browser.beaconsFull = false;
  (await open()).sonde.consent.grant();
  await world.advance(3_600_000);
  const last = await open();
  let kept: number | undefined;
  void last.sonde.flush().then((outcome) => {
    kept = outcome.kept;
  });
  await world.advance(60_000);
  for (const page of [...browser.pages]) end(page);

  faults.push(...collector.faults, ...errors.map(String));
  for (const { body } of browser.sent.slice(sentBefore))
    if (numbersIn(body).some((n) => n <= withdrawn)) faults.push('sent after the withdrawal');
  if (kept !== 0) faults.push(`flush says that ${kept} are kept`);
  if (Object.keys(browser.local).some((key) => key.includes('spill'))) faults.push('a spill is left behind');
  if (disk.valuesOf('sonde.shop.').length) faults.push('rows are left behind');
  return {
    lost: [...durable].filter(isMissing),
    doubled: [...collector.stored].filter(([, count]) => count > 1).map(([n]) => n),
    faults,
    durable: durable.size,
    stored: collector.stored.size,
  };
};
