import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstUses } from '../../../src/collector/metrics/first-uses.js';
import { rangeBetween } from '../../../src/collector/metrics/time-range.js';
import { wilson } from '../../../src/collector/statistics/wilson.js';
import type { Store } from '../../../src/collector/store/store.js';
import { HOSTILE, openFilled, YESTERDAY } from './open-filled.js';
import { type EventSketch, rowOf } from './seed/row.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** So many days before the end of the day that the tests look at. */
const ago = (days: number): number => YESTERDAY + DAY - days * DAY;
const now = ago(0);

let sessions = 0;
/** A use as the plugin `adoption` tells it: on which of the device's days of use, and whether it is the first. */
const used = (visitor: string, time: number, day: number, more: Partial<EventSketch> = {}): EventSketch => ({
  name: 'feature.used',
  visitor,
  session: `session ${sessions++}`,
  time,
  ...more,
  attributes: {
    'feature.id': 'export',
    'feature.first_use': day === 1,
    'feature.use_day': day,
    ...more.attributes,
  },
});
/** A second use on the first day. */
const again = (visitor: string, time: number, more: Partial<EventSketch> = {}): EventSketch =>
  used(visitor, time, 1, { ...more, attributes: { 'feature.first_use': false, ...more.attributes } });

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    // Ten days ago three began. Ann came on the next day and on two later; Ben after eight days; Cleo never.
    used('ann', ago(10), 1, { release: '1.0', device: 'desktop' }),
    again('ann', ago(10) + HOUR, { release: '1.0', device: 'desktop' }),
    used('ann', ago(9), 2, { release: '1.1', device: 'desktop' }),
    used('ann', ago(9) + HOUR, 2, { release: '1.1', device: 'desktop' }),
    used('ann', ago(6), 3, { release: '1.1', device: 'desktop' }),
    used('ann', ago(4), 4, { release: '1.1', device: 'desktop' }),
    used('ben', ago(10) + HOUR, 1, { release: '1.0', device: 'mobile' }),
    used('ben', ago(2), 2, { release: '1.1', device: 'mobile' }),
    used('cleo', ago(10) + 2 * HOUR, 1, { release: '1.1', device: 'mobile', environment: 'live' }),
    // Three days ago Dan began, and came back at once; half a day ago Eve and Fay did, and Eve is back already.
    used('dan', ago(3), 1),
    used('dan', ago(2.5), 2),
    used('eve', ago(0.5), 1),
    used('eve', ago(0.1), 2),
    used('fay', ago(0.5) + HOUR, 1),
    // Without a visitor's id a session is a device, which nobody can follow.
    used('', ago(0.5), 1, { session: 'nobody' }),
    again('', ago(0.4), { session: 'nobody' }),
    // The same feature elsewhere.
    used('other', ago(0.5), 1, { service: 'blog', environment: 'staging' }),
    // Of a release without the plugin.
    ...Array.from({ length: 5 }, (_, at) => ({
      ...used(`old ${at}`, ago(0.5), 1, { release: '0.9' }),
      attributes: { 'feature.id': 'export' },
    })),
    // Nobody tells.
    { ...used('gus', ago(0.5), 1), attributes: { 'feature.id': 'print' } },
    // One in ten sessions is kept.
    ...Array.from({ length: 5 }, (_, at) =>
      used(`kept ${at}`, ago(9) + at, 1, { weight: 10, attributes: { 'feature.id': 'share' } }),
    ),
    used('kept 0', ago(5), 2, { weight: 10, attributes: { 'feature.id': 'share' } }),
    // Twenty from nine days ago on whom nothing is told of later: 5 of them on a second day, 2 of these on an eighth.
    ...Array.from({ length: 20 }, (_, at) =>
      used(`many ${at}`, ago(9), 1, { attributes: { 'feature.id': 'many' } }),
    ),
    ...Array.from({ length: 5 }, (_, at) =>
      used(`many ${at}`, ago(8), at < 2 ? 8 : 2, { attributes: { 'feature.id': 'many' } }),
    ),
  ]);
});
afterAll(() => store.close());

const rangeOf = (from: number, to: number) => rangeBetween(ago(from), ago(to));
const ask = (
  from: number,
  to: number,
  { feature = 'export', filter = {}, at = now }: { feature?: string; filter?: object; at?: number } = {},
) => firstUses(store, { service: 'shop', ...filter }, rangeOf(from, to), feature, at);

describe('first uses', () => {
  it('counts the devices that used it for the first time, over time and of all that used it', async () => {
    const answer = await ask(11, 0);
    expect(answer.told).toBe(true);
    expect(answer.firstUsers).toEqual({ estimate: 7, lower: 7, upper: 7 });
    expect(answer.timeline.reduce((sum, devices) => sum + devices, 0)).toBe(7);
    expect(answer.timeline.filter((devices) => devices > 0)).toEqual([3, 1, 3]);
    expect(answer).toMatchObject({ devices: 7, sampled: false });
    // Ann, Ben and Dan had been there before.
    const lately = await ask(4, 0);
    expect(lately).toMatchObject({ firstUsers: { estimate: 4 }, devices: 6 });
    expect(lately.fresh).toEqual(wilson(4, 6));
  });

  it('says which share of the uses tells', async () => {
    expect((await ask(1, 0)).telling).toBeCloseTo(5 / 10, 12);
    expect((await ask(11, 1)).telling).toBe(1);
  });

  it('says that nobody tells where no page has the plugin', async () => {
    expect(await ask(11, 0, { feature: 'print' })).toMatchObject({ told: false, telling: 0, comingBack: [] });
    expect(await ask(11, 0, { feature: 'nothing' })).toMatchObject({
      told: false,
      telling: null,
      fresh: null,
    });
    // Told, but before the range.
    expect(await ask(9, 8.5, { feature: 'export' })).toMatchObject({ told: true });
    expect(await ask(8.4, 8.3)).toMatchObject({ told: true, telling: null, firstUsers: { estimate: 0 } });
  });

  it('estimates where events are sampled, with an interval, and does not tell who came back', async () => {
    const answer = await ask(11, 0, { feature: 'share' });
    expect(answer).toMatchObject({ sampled: true, fresh: null, firstUsers: { estimate: 50 } });
    expect(answer.firstUsers.lower).toBeGreaterThan(20);
    expect(answer.firstUsers.upper).toBeLessThan(120);
    for (const { cameBack, usedOn } of answer.comingBack)
      expect([cameBack, ...usedOn]).toEqual([null, null, null, null, null, null, null]);
  });
});

describe('coming back', () => {
  const within = async (days: number, ...question: Parameters<typeof ask>) =>
    (await ask(...question)).comingBack.find((row) => row.days === days);

  it('follows each device for as long as the others, and none that has not had the time', async () => {
    // Eve is back, but neither she nor Fay has had two days.
    expect(await within(2, 11, 0)).toMatchObject({
      devices: 4,
      cameBack: wilson(2, 4),
      from: ago(13),
      to: ago(2),
    });
    // Ben came after eight days; Dan has not had seven.
    expect(await within(7, 11, 0)).toMatchObject({ devices: 3, cameBack: wilson(1, 3) });
    expect(await within(28, 11, 0)).toMatchObject({ devices: 0, cameBack: null });
  });

  it('asks those whose days ended in the range, however short it is', async () => {
    expect(await within(7, 3.5, 2.9)).toMatchObject({ devices: 3, cameBack: wilson(1, 3) });
    expect(await within(7, 2.5, 0)).toMatchObject({ devices: 0, cameBack: null });
    // Within two days of ten days ago Ann alone was back, whatever has come since.
    expect(await within(2, 8.5, 7)).toMatchObject({ devices: 3, cameBack: wilson(1, 3) });
  });

  it('takes no day for past that is to come', async () => {
    expect(await within(2, 11, -30)).toMatchObject({ devices: 4, to: ago(2) + 1 });
    expect(await within(7, 11, -30)).toMatchObject({ devices: 3 });
  });

  it('tells on how many days each used it by then', async () => {
    const answer = await within(7, 11, 0, { feature: 'many' });
    expect(answer?.cameBack).toEqual(wilson(5, 20));
    expect(answer?.usedOn).toEqual([...[15, 3, 0, 0, 2].map((devices) => wilson(devices, 20)), null]);
    // Ann on four days within seven, on two within two, in which there is no fourth.
    const estimates = (row: Awaited<ReturnType<typeof within>>) =>
      row?.usedOn.map((share) => share?.estimate ?? null);
    expect(estimates(await within(7, 11, 0))).toEqual([2 / 3, 0, 0, 1 / 3, 0, null]);
    expect(estimates(await within(2, 8.5, 7))).toEqual([2 / 3, 1 / 3, 0, null, null, null]);
  });

  it('asks a release of the first use alone', async () => {
    expect(await within(7, 11, 0, { filter: { release: '1.0' } })).toMatchObject({
      devices: 2,
      cameBack: wilson(1, 2),
    });
    expect(await within(7, 11, 0, { filter: { release: '1.1' } })).toMatchObject({
      devices: 1,
      cameBack: wilson(0, 1),
    });
    expect(await ask(11, 0, { filter: { release: '1.0' } })).toMatchObject({ firstUsers: { estimate: 2 } });
  });

  it.each([
    ['a device', { device: 'desktop' }, 1],
    ['a service', { service: 'blog' }, 0],
    ['an environment', { environment: 'live' }, 1],
  ])('holds the filter of %s', async (_, filter, devices) => {
    expect(await within(7, 11, 0, { filter })).toMatchObject({ devices });
  });
});

it('is broken by no name and no value', async () => {
  await store.insert(
    HOSTILE.flatMap((hostile) => [
      rowOf(used(hostile, ago(9), 1, { service: 'hostile', attributes: { 'feature.id': hostile } })),
      rowOf(
        used(hostile, ago(8), 1, {
          service: 'hostile',
          attributes: { 'feature.id': hostile, 'feature.use_day': hostile, 'feature.first_use': hostile },
        }),
      ),
    ]),
  );
  for (const feature of HOSTILE) {
    const answer = await ask(11, 0, { feature, filter: { service: 'hostile' } });
    expect(answer).toMatchObject({ firstUsers: { estimate: 1 }, telling: 0.5, devices: 1 });
    expect(answer.comingBack.find(({ days }) => days === 7)).toMatchObject({
      devices: 1,
      cameBack: wilson(0, 1),
    });
  }
});
