import { expect, test } from 'vitest';
import { batch, newStream, type RecordOptions, record } from './support/otlp.js';
import { type RunningCollector, startCollector } from './support/start.js';

/**
 * A page is left open for an hour and then closed: what it tells then begins a session by the clock, but nobody was there.
 */

const MINUTE = 60_000;
const NOW = Date.now() - 5 * MINUTE;
const THEN = NOW - 60 * MINUTE;
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';

const vital = (name: string, time: number): RecordOptions => ({
  name: 'browser.web_vital',
  time,
  attributes: {
    'browser.web_vital.name': name,
    'browser.web_vital.value': '1',
    'browser.web_vital.id': `v5-${name}`,
  },
});

const send = async (
  collector: RunningCollector,
  session: string,
  records: readonly RecordOptions[],
  visitor = 'visitor',
): Promise<void> => {
  const stream = newStream();
  const resource = {
    'service.version': '1.0',
    'url.template': '/page',
    'session.id': session,
    'app.installation.id': visitor,
  };
  const body = batch(
    records.map((one, at) => record(`${stream}-${at + 1}`, one)),
    { resource },
  );
  expect(await collector.send(body, { 'user-agent': DESKTOP })).toMatchObject({ status: 200, body: {} });
};

test('what only ends a page is no session of its own', async () => {
  const collector = await startCollector({ dashboard: true });
  await send(collector, 'seen', [
    { name: 'session.start', time: THEN },
    { name: 'page_view', time: THEN },
    vital('TTFB', THEN),
    { name: 'exception', time: THEN + 1 },
  ]);
  await send(collector, 'closed', [
    { name: 'session.end', time: THEN + MINUTE },
    { name: 'session.start', time: NOW },
    { name: 'page_leave', time: NOW },
    ...['context', 'device', 'transaction', 'browser.responsiveness', 'browser.resources'].map((name) => ({
      name,
      time: NOW,
    })),
    ...['LCP', 'INP', 'CLS'].map((name) => vital(name, NOW)),
  ]);
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
  await send(collector, 'closed', [{ name: 'page_leave', time: NOW }, vital('CLS', NOW)]);
  expect((await collector.ask('releases')).releases).toEqual([]);
  expect((await collector.ask('totals')).current).toMatchObject({ sessions: 0, errorFree: null });
});

test('sessions are known by the vitals of the load, and by an error alone', async () => {
  const collector = await startCollector({ dashboard: true });
  await send(collector, 'vitals', [vital('TTFB', NOW), vital('CLS', NOW + 1)], 'one');
  await send(collector, 'error', [{ name: 'exception', time: NOW }], 'two');
  const { current } = await collector.ask('totals');
  expect([current.sessions, current.visitors, current.errorFree?.estimate]).toEqual([2, 2, 0.5]);
});

test('a site that records errors and sessions alone has sessions without an error', async () => {
  const collector = await startCollector({ dashboard: true });
  const begun: RecordOptions[] = [
    { name: 'session.start', time: NOW },
    { name: 'context', time: NOW },
  ];
  await send(collector, 'failing', [...begun, { name: 'exception', time: NOW }], 'one');
  for (const session of ['two', 'three', 'four']) await send(collector, session, begun, session);
  const { current } = await collector.ask('totals');
  expect([current.sessions, current.visitors, current.errorFree?.estimate]).toEqual([4, 4, 0.75]);
  const { releases, all } = await collector.ask('releases');
  expect([releases[0]?.sessions, releases[0]?.errorFree?.estimate, all]).toEqual([4, 0.75, 1]);
});
