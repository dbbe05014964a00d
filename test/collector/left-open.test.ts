import { expect, test } from 'vitest';
import { batch, newStream, type RecordOptions, record } from './support/otlp.js';
import { sendPage } from './support/send-page.js';
import { type RunningCollector, startCollector } from './support/start.js';

/**
 * A page is left open for an hour and then closed: what it tells then begins a session by the clock, but nobody was there.
 */

const MINUTE = 60_000;
const NOW = Date.now() - 5 * MINUTE;
const THEN = NOW - 60 * MINUTE;

const vital = (name: string, time: number): RecordOptions => ({
  name: 'browser.web_vital',
  time,
  attributes: {
    'browser.web_vital.name': name,
    'browser.web_vital.value': '1',
    'browser.web_vital.id': `v5-${name}`,
  },
});

/** What a document of a session tells. */
const send = (
  collector: RunningCollector,
  session: string,
  records: readonly RecordOptions[],
  { visitor = 'visitor', ...document }: { visitor?: string; stream?: string; from?: number } = {},
): Promise<void> => {
  const resource = {
    'service.version': '1.0',
    'url.template': '/page',
    'session.id': session,
    'app.installation.id': visitor,
  };
  return sendPage(collector, resource, records, document);
};

test('what only ends a page is no session of its own', async () => {
  const collector = await startCollector({ dashboard: true });
  const stream = newStream();
  await send(
    collector,
    'seen',
    [
      { name: 'session.start', time: THEN },
      { name: 'page_view', time: THEN },
      vital('TTFB', THEN),
      { name: 'exception', time: THEN },
    ],
    { stream },
  );
  await send(
    collector,
    'closed',
    [
      ...[
        'session.start',
        'page_leave',
        'context',
        'device',
        'browser.responsiveness',
        'browser.resources',
      ].map((name) => ({ name, time: NOW })),
      ...['LCP', 'INP', 'CLS'].map((name) => vital(name, NOW)),
    ],
    { stream, from: 5 },
  );
  // In the evening the system turns dark.
  await send(
    collector,
    'dark',
    ['session.start', 'context'].map((name) => ({ name, time: NOW })),
    { stream, from: 15 },
  );
  const { current } = await collector.ask('totals');
  expect([current.sessions, current.visitors, current.errorFree?.estimate]).toEqual([1, 1, 0]);
  const { sessions } = await collector.ask('sessions');
  expect(sessions).toBe(1);
  const { releases } = await collector.ask('releases');
  expect(
    releases.map((one) => [
      one.sessions,
      one.share,
      one.errorFree?.estimate,
      one.exceptionsPerSession?.estimate,
    ]),
  ).toEqual([[1, 1, 0, 1]]);
  const { pages } = await collector.ask('pages');
  expect(pages.map((one) => [one.sessions, one.errorFree?.estimate])).toEqual([[1, 0]]);
  const clients = await collector.ask('clients');
  expect(clients.map((one) => one.sessions)).toEqual([1, 1, 1]);
  const timeline = await collector.ask('timeline');
  const sum = (values: readonly (number | null)[]): number =>
    values.reduce<number>((all, value) => all + (value ?? 0), 0);
  expect(sum(timeline.sessions.current)).toBe(1);
  // The vitals that are final at its end count all the same.
  const vitals = await collector.ask('vitals');
  expect(vitals.map(({ name, loads }) => [name, loads])).toEqual([
    ['LCP', 1],
    ['INP', 1],
    ['CLS', 1],
    ['TTFB', 1],
  ]);
});

test('a release of which nothing is known but pages that are closed has no figures', async () => {
  const collector = await startCollector({ dashboard: true });
  await send(collector, 'closed', [{ name: 'page_leave', time: NOW }, vital('CLS', NOW)], { from: 2 });
  expect((await collector.ask('releases')).releases).toEqual([]);
  expect((await collector.ask('totals')).current).toMatchObject({ sessions: 0, errorFree: null });
});

test('a session in which a page was loaded counts, whatever that tells', async () => {
  const collector = await startCollector({ dashboard: true });
  for (const [at, names] of [
    ['page_leave'],
    ['browser.responsiveness'],
    ['session.start'],
    ['session.start', 'context', 'browser.resources'],
    ['exception'],
  ].entries())
    await send(
      collector,
      `session-${at}`,
      names.map((name) => ({ name, time: NOW })),
      { visitor: `visitor-${at}` },
    );
  const { current } = await collector.ask('totals');
  expect([current.sessions, current.visitors]).toEqual([5, 5]);
  expect(current.errorFree?.estimate).toBe(0.8);
  const { releases, all } = await collector.ask('releases');
  expect([releases[0]?.sessions, all]).toEqual([5, 1]);
});

test('what is done in a page that was left open is a session, and so is what others write, who number nothing', async () => {
  const collector = await startCollector({ dashboard: true });
  for (const name of ['click', 'exception', 'setting.changed', 'sonde.anything'])
    await send(
      collector,
      name,
      [
        { name: 'session.start', time: NOW },
        { name, time: NOW },
      ],
      { from: 7 },
    );
  const others = batch([record('', vital('CLS', NOW))], { resource: { 'session.id': 'others' } });
  expect(await collector.send(others)).toMatchObject({ status: 200 });
  expect((await collector.ask('totals')).current.sessions).toBe(5);
});

test('sampled, sessions are as many as there were', async () => {
  const collector = await startCollector({ dashboard: true });
  const weighing = { 'sonde.weight': '10' };
  // Of a hundred visits ten keep their view; each has its start, five an error, and each a second session in the same page,
  // in which a view is kept of another ten.
  await Promise.all(
    Array.from({ length: 100 }, async (_, at) => {
      const stream = newStream();
      await send(
        collector,
        `first-${at}`,
        [
          { name: 'session.start', time: NOW },
          ...(at % 10 === 0 ? [{ name: 'page_view', time: NOW, attributes: weighing }] : []),
          ...(at % 20 === 1 ? [{ name: 'exception', time: NOW }] : []),
        ],
        { stream },
      );
      await send(
        collector,
        `second-${at}`,
        [
          { name: 'session.start', time: NOW },
          ...(at % 10 === 5 ? [{ name: 'page_view', time: NOW, attributes: weighing }] : []),
        ],
        { stream, from: 5 },
      );
    }),
  );
  const { current } = await collector.ask('totals');
  expect([current.sessions, current.pageViews, current.errorFree?.estimate]).toEqual([200, 200, 0.975]);
  expect((await collector.ask('releases')).releases[0]?.sessions).toBe(200);
});
