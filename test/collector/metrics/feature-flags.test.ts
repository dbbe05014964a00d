import { afterAll, beforeAll, expect, it } from 'vitest';
import { featureFlags } from '../../../src/collector/metrics/feature-flags.js';
import type { Store } from '../../../src/collector/store/store.js';
import { HOSTILE, minute, openFilled } from './open-filled.js';
import type { EventSketch } from './seed/row.js';

const filter = { from: minute(0), to: minute(60) };

const found = (
  flag: string,
  variant: string | boolean,
  session: string,
  more: Partial<EventSketch> = {},
): EventSketch => ({
  name: 'feature_flag.evaluation',
  session,
  visitor: session[0] as string,
  time: minute(1),
  ...more,
  attributes: {
    'feature_flag.key': flag,
    [`feature_flag.result.${typeof variant === 'string' ? 'variant' : 'value'}`]: variant,
  },
});
const used = (session: string, id = 'export', more: Partial<EventSketch> = {}): EventSketch => ({
  name: 'feature.used',
  session,
  visitor: session[0] as string,
  time: minute(2),
  ...more,
  attributes: { 'feature.id': id },
});

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    // Ann has it in two sessions and uses it in one, twice.
    found('export', true, 'a1'),
    used('a1'),
    used('a1'),
    found('export', true, 'a2'),
    // Ben has it and uses something else.
    found('export', true, 'b1'),
    used('b1', 'print'),
    // Cleo has it not; Dan was never asked, and uses it all the same.
    found('export', false, 'c1'),
    used('d1'),
    // Of another flag everybody has a variant; one person has none that is known.
    ...['a1', 'a2', 'b1', 'c1'].map((session) => found('colour', 'blue', session)),
    found('colour', 'red', '1', { visitor: '' }),
    used('1', 'export', { visitor: '' }),
    // Sampled: one session in ten is kept.
    found('sampled', 'on', 'f1', { weight: 10 }),
    used('f1', 'export', { weight: 10 }),
    found('sampled', 'on', 'g1', { weight: 10 }),
    // The use is kept once in ten, the flag's evaluation once in two: both in one of ten sessions.
    found('rates', 'on', 'i1', { weight: 2 }),
    used('i1', 'export', { weight: 10 }),
    found('rates', 'off', 'k1', { weight: 10 }),
    used('k1', 'export', { weight: 2 }),
    // Outside the range.
    found('export', true, 'h1', { time: minute(70) }),
  ]);
});
afterAll(() => store.close());

it('tells of each flag and variant who could have used the feature, and who did', async () => {
  const rows = await featureFlags(store, filter, 'export');
  expect(
    rows.map(({ flag, variant, adoption, visitorAdoption, ...counts }) => [
      flag,
      variant,
      ...Object.values(counts),
      adoption?.estimate,
      visitorAdoption?.estimate,
    ]),
  ).toEqual([
    // The flag of the feature's own name comes first.
    ['export', 'true', 3, 1, 2, 1, 1 / 3, 1 / 2],
    ['export', 'false', 1, 0, 1, 0, 0, 0],
    ['sampled', 'on', 20, 10, 2, 1, 1 / 2, 1 / 2],
    ['rates', 'off', 10, 10, 1, 1, 1, 1],
    ['colour', 'blue', 4, 1, 3, 1, 1 / 4, 1 / 3],
    // Two sessions stand for ten uses, of which only two are known to have had the flag: at most all of them.
    ['rates', 'on', 2, 10, 1, 1, 1, 1],
    ['colour', 'red', 1, 1, 0, 0, 1, undefined],
  ]);
  // The interval is that of two sessions, not of twenty.
  expect(rows[2]?.adoption?.size).toBe(2);
});

it('is not broken by any name, and lists no more flags than are asked for', async () => {
  for (const name of HOSTILE) expect(await featureFlags(store, filter, name)).toHaveLength(7);
  expect(await featureFlags(store, filter, 'export', 1)).toHaveLength(1);
});
