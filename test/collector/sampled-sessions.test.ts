import { expect, test } from 'vitest';
import { batch, newStream, type OtlpRecord, record } from './support/otlp.js';
import { startCollector } from './support/start.js';

/** What a visitor does in a session. */
interface Deeds {
  readonly clicks: number;
  readonly uses: number;
  readonly settings: number;
}

/** All kinds of visitors: who only click, who use features by clicks, by the keyboard or by the page's own code. */
const POPULATION: readonly Deeds[] = [
  { clicks: 0, uses: 0, settings: 0 },
  { clicks: 1, uses: 1, settings: 0 },
  { clicks: 2, uses: 2, settings: 1 },
  { clicks: 7, uses: 2, settings: 0 },
  { clicks: 3, uses: 0, settings: 2 },
  { clicks: 0, uses: 4, settings: 0 },
  { clicks: 2, uses: 5, settings: 0 },
];

/** Sessions of each kind: as many as make every rate below keep a whole number of them. */
const EACH = 20;

/** What the sampler keeps of the population: all of a kind of event in a session, or none, by where the session stands. */
const sampled = (rates: Readonly<Record<string, number>>): OtlpRecord[] =>
  POPULATION.flatMap(({ clicks, uses, settings }, kind) =>
    Array.from({ length: EACH }, (_, place) => {
      const stream = newStream();
      const session = `${kind * EACH + place}`.padStart(32, '0');
      const names = [
        'page_view',
        ...Array.from({ length: clicks }, () => 'click'),
        ...Array.from({ length: uses }, () => 'feature.used'),
        ...Array.from({ length: settings }, () => 'setting.changed'),
      ];
      return names
        .filter((name) => place >= EACH * (1 - (rates[name] ?? 1)) - 1e-9)
        .map((name, at) =>
          record(`${stream}-${at + 1}`, {
            name,
            attributes: {
              'session.id': session,
              'sonde.campaign.source': 'newsletter',
              ...(rates[name] === undefined ? {} : { 'sonde.weight': String(1 / rates[name]) }),
            },
          }),
        );
    }).flat(),
  );

const mean = (of: (deeds: Deeds) => number): number =>
  POPULATION.reduce((total, deeds) => total + of(deeds), 0) / POPULATION.length;
/** A use that is a click is one action. */
const ACTIONS = mean(({ clicks, uses, settings }) => Math.max(clicks, uses) + settings);
const ENGAGED = mean(({ clicks, uses, settings }) => (clicks + uses + settings > 0 ? 1 : 0));

test.each([
  [{}],
  [{ click: 0.1 }],
  [{ 'feature.used': 0.1 }],
  [{ click: 0.1, 'feature.used': 0.1 }],
  [{ click: 0.1, 'feature.used': 0.5 }],
  [{ click: 0.5, 'feature.used': 0.1, 'setting.changed': 0.2 }],
  [{ page_view: 0.25 }],
  [{ page_view: 0.25, click: 0.1, 'feature.used': 0.5 }],
])('with the rates %j a session has as many actions, in the mean, as without', async (rates) => {
  const collector = await startCollector({ dashboard: true });
  expect(await collector.send(batch(sampled(rates)))).toMatchObject({ status: 200, body: {} });
  const figures = await collector.ask('sessions');
  expect(figures.sessions).toBeCloseTo(POPULATION.length * EACH, 9);
  expect(figures.actionsPerSession).toBeCloseTo(ACTIONS, 9);
  expect(figures.viewsPerSession).toBeCloseTo(1, 9);
});

test('where page views alone are sampled, as many sessions are engaged', async () => {
  const collector = await startCollector({ dashboard: true });
  await collector.send(batch(sampled({ page_view: 0.25 })));
  expect((await collector.ask('sessions')).engaged?.estimate).toBeCloseTo(ENGAGED, 9);
  const { campaigns } = await collector.ask('campaigns');
  expect(campaigns[0]?.bounced?.estimate).toBeCloseTo(1 - ENGAGED, 9);
});

test('two clicks on a feature of which one in ten sessions tells are two actions', async () => {
  const collector = await startCollector({ dashboard: true });
  const deeds = Array.from({ length: 20 }, (_, session) => {
    const stream = newStream();
    const own = { 'session.id': `${session}`.padStart(32, '0') };
    const names = ['page_view', 'feature.used', 'feature.used', ...(session < 2 ? ['click', 'click'] : [])];
    return names.map((name, at) =>
      record(`${stream}-${at + 1}`, {
        name,
        attributes: { ...own, ...(name === 'click' ? { 'sonde.weight': '10' } : {}) },
      }),
    );
  });
  await collector.send(batch(deeds.flat()));
  expect((await collector.ask('sessions')).actionsPerSession).toBeCloseTo(2, 9);
});
