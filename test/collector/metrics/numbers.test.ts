import { afterAll, beforeAll, expect, it } from 'vitest';
import { answers } from '../../../src/collector/dashboard/answers.js';
import { readQuery } from '../../../src/collector/dashboard/read-query.js';
import type { Store } from '../../../src/collector/store/store.js';
import { minute, openFilled } from './open-filled.js';
import type { EventSketch } from './seed/row.js';

/** Rows with numbers that no sampler and no page makes, as a table that was written before may have them. */

const vital = (session: string, value: string, weight?: number | string): EventSketch => ({
  name: 'browser.web_vital',
  time: minute(2),
  session,
  release: '1.0',
  attributes: {
    'browser.web_vital.name': 'LCP',
    'browser.web_vital.value': value,
    'browser.web_vital.id': `v6-${session}`,
    ...(weight === undefined ? {} : { 'sonde.weight': weight }),
  },
});
const WEIGHTS = ['Infinity', '-Infinity', 'NaN', '1e300', '1e-300', '-5', '0', 'many'];
const events = WEIGHTS.flatMap((weight, at): EventSketch[] => [
  {
    name: 'page_view',
    time: minute(1),
    session: `s${at}`,
    release: '1.0',
    template: '/',
    attributes: { 'sonde.weight': weight, 'sonde.campaign.source': 'ads' },
  },
  vital(`s${at}`, '1000', weight),
  {
    name: 'feature.used',
    time: minute(1),
    session: `s${at}`,
    visitor: `v${at}`,
    attributes: {
      'sonde.weight': weight,
      'feature.id': 'x',
      'feature.first_use': true,
      'feature.use_day': WEIGHTS[WEIGHTS.length - 1 - at] ?? '',
    },
  },
]);

let store: Store;
beforeAll(async () => {
  store = await openFilled([
    ...events,
    vital('a', 'NaN'),
    vital('b', 'Infinity'),
    vital('c', '1.7e308'),
    // The SDK counts from 1, and never so far.
    {
      name: 'click',
      time: minute(1),
      session: 'a',
      release: '1.0',
      attributes: { 'log.record.uid': `${'a'.repeat(24)}-18446744073709551615` },
    },
    {
      name: 'telemetry.dropped',
      time: minute(1),
      session: 'a',
      attributes: { 'sonde.dropped.reason': 'age', 'sonde.dropped.count': 'Infinity' },
    },
    { name: 'click', time: minute(1), session: 'a', stream: 'b', number: 1 },
  ]);
});
afterAll(() => store.close());

it('answers every question, with figures that are numbers', async () => {
  const search = new URLSearchParams({
    from: String(minute(0)),
    to: String(minute(60)),
    feature: 'x',
    fingerprint: 'x',
    request: 'x',
    transaction: 'x',
  });
  const now = Date.now();
  const query = readQuery(search, now);
  for (const [name, answer] of Object.entries(answers)) {
    const said = await answer({ ...query, store, search, now }).catch((error: unknown) => error);
    expect(said, name).not.toBeInstanceOf(Error);
    JSON.stringify(said, (_, value) => {
      if (typeof value === 'number') expect(Number.isFinite(value), `${name}: ${value}`).toBe(true);
      return value;
    });
  }
});

it('takes a weight for a million at most, and for one where it is no number', async () => {
  const [row] = await store.query<{ weights: number[] }>(
    `SELECT arraySort(groupUniqArray(Weight)) AS weights FROM sonde_events`,
  );
  expect(row?.weights).toEqual([1, 1_000_000]);
});

it('counts a value that is no number with those that were not used', async () => {
  const vitals = await answers.vitals({
    ...readQuery(new URLSearchParams({ from: String(minute(0)), to: String(minute(60)) }), Date.now()),
    store,
    search: new URLSearchParams(),
    now: Date.now(),
  });
  expect(vitals).toMatchObject([{ name: 'LCP', loads: WEIGHTS.length + 1, censored: 2 }]);
});

it('believes no number that no document counts to', async () => {
  const loss = await answers.loss({
    ...readQuery(new URLSearchParams({ from: String(minute(0)), to: String(minute(60)) }), Date.now()),
    store,
    search: new URLSearchParams(),
    now: Date.now(),
  });
  expect(loss).toMatchObject({ streams: 1, expected: 1, lost: 0, dropped: [{ reason: 'age', events: 0 }] });
});
