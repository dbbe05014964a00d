import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { RecordOptions } from './support/otlp.js';
import { sendPage } from './support/send-page.js';
import { type RunningCollector, startCollector } from './support/start.js';

/** Crashes are told by who comes after: the visitor's next visit, or the browser. They count for the release that crashed. */

const MINUTE = 60_000;
const NOW = Date.now() - 10 * MINUTE;
const newSession = (): string => randomBytes(16).toString('hex');

const send = (
  collector: RunningCollector,
  release: string,
  session: string,
  records: readonly RecordOptions[],
): Promise<void> => sendPage(collector, { 'service.version': release, 'session.id': session }, records);

const view = (time: number): RecordOptions => ({ name: 'page_view', time });

/** As the next visit tells it, of a session that left a mark. */
const estimate = (session: string | undefined, time: number): RecordOptions => ({
  name: 'crash',
  time,
  attributes: {
    'sonde.crash.estimated': 'true',
    ...(session !== undefined && { 'sonde.crash.session': session, 'sonde.crash.page': '/cart' }),
  },
});

/** As the browser reports it by itself, with the keys that the page left. */
const report = async (collector: RunningCollector, session?: string, release?: string): Promise<void> => {
  const keys = session && {
    'session.id': session,
    'service.version': release,
    'url.template': '/orders/:id',
    'feature.id': 'export-csv',
  };
  const { status } = await fetch(`${collector.url}/v1/reports?service=shop&release=3.0`, {
    method: 'POST',
    headers: { 'content-type': 'application/reports+json' },
    body: JSON.stringify([
      {
        type: 'crash',
        age: 1_000,
        url: 'https://shop.example/',
        body: { reason: 'oom', ...(keys && { crash_report_api: keys }) },
      },
    ]),
  });
  expect(status).toBeLessThan(300);
};

const crashFree = async (
  collector: RunningCollector,
  fields: Readonly<Record<string, string>> = {},
): Promise<unknown[]> =>
  (await collector.ask('releases', fields)).releases.map((row) => [row.release, row.crashFree?.estimate]);

test('a crash counts for the session and the release that crashed, whoever tells it', async () => {
  const collector = await startCollector({ dashboard: true });
  const [told, reported, both, fine] = [newSession(), newSession(), newSession(), newSession()];
  for (const session of [told, reported, fine, newSession()])
    await send(collector, '1.0', session, [view(NOW - MINUTE)]);
  // It was given the next release, crashed then, and went on with another: its mark is older than its last event.
  await send(collector, '1.0', both, [view(NOW - 9 * MINUTE)]);
  await send(collector, '2.0', both, [view(NOW - 8 * MINUTE), view(NOW - 7 * MINUTE)]);
  await send(collector, '2.1', both, [view(NOW - 4 * MINUTE)]);
  // The next visits, to a later release: one tells twice of the same session, one of none that is known by its id.
  await send(collector, '3.0', newSession(), [
    estimate(told, NOW - 30_000),
    estimate(told, NOW - 20_000),
    estimate(both, NOW - 7 * MINUTE - 30_000),
    view(NOW),
  ]);
  await send(collector, '3.0', newSession(), [estimate(undefined, NOW), view(NOW)]);
  await report(collector, reported, '1.0');
  expect(await crashFree(collector)).toEqual([
    ['3.0', 1],
    ['2.1', 1],
    ['2.0', 0],
    // Of five two crashed under it.
    ['1.0', 0.6],
  ]);
  const places = async (fields = {}): Promise<unknown[]> =>
    (await collector.ask('crashes', fields)).crashes.map((one) => [
      one.page,
      one.feature,
      one.reason,
      one.crashes,
      one.estimated,
    ]);
  const order = ['/orders/:id', 'export-csv', 'oom', 1, 0];
  expect(await places()).toEqual([['/cart', '', '', 3, 3], ['', '', '', 1, 1], order]);
  expect(await places({ release: '1.0' })).toEqual([['/cart', '', '', 2, 2], order]);
  expect(await places({ release: '2.0' })).toEqual([['/cart', '', '', 1, 1]]);
  expect(await places({ release: '2.1' })).toEqual([]);
  expect(await places({ device: 'mobile' })).toEqual([]);
  expect(await places({ release: '3.0' })).toEqual([]);
});

test('a session that a browser’s report names crashed under the release that it names, though it goes on with the next', async () => {
  const collector = await startCollector({ dashboard: true });
  const session = newSession();
  await send(collector, '1.0', session, [view(NOW - 5 * MINUTE)]);
  await send(collector, '2.0', session, [view(NOW)]);
  await report(collector, session, '1.0');
  expect(await crashFree(collector)).toEqual([
    ['2.0', 1],
    ['1.0', 0],
  ]);
});

test('crashes of which nobody knows the session say nothing of crash-free sessions, and where they were', async () => {
  const collector = await startCollector({ dashboard: true });
  await send(collector, '1.0', newSession(), [view(NOW)]);
  await report(collector);
  expect(await crashFree(collector)).toEqual([['1.0', undefined]]);
  expect((await collector.ask('crashes')).crashes).toMatchObject([{ page: '', reason: 'oom', crashes: 1 }]);
});

test('where nobody tells of crashes nothing is said of them', async () => {
  const collector = await startCollector({ dashboard: true });
  await send(collector, '1.0', newSession(), [view(NOW)]);
  const [row] = (await collector.ask('releases')).releases;
  expect(row?.crashFree).toBeNull();
});

test('a release whose tabs crash is worse, though no error was seen', async () => {
  const collector = await startCollector({ dashboard: true });
  await Promise.all(
    Array.from({ length: 120 }, async (_, at) => {
      const session = newSession();
      await send(collector, at < 60 ? '1.0' : '2.0', session, [view(NOW - (at < 60 ? 2 : 1) * MINUTE)]);
      if (at >= 100) await send(collector, '2.0', newSession(), [estimate(session, NOW)]);
    }),
  );
  const { comparison } = await collector.ask('releases');
  const crashes = comparison?.figures.find(({ figure }) => figure === 'crash-free');
  expect(crashes).toMatchObject({ before: { estimate: 1 }, verdict: 'worse' });
  expect(crashes?.after.estimate).toBeCloseTo(40 / 60, 12);
  expect(comparison?.sentence).toMatch(/^2\.0 is worse than 1\.0: crash-free sessions 66\.7 % vs 100\.0 %,/);
  // The other way round it is not better: who crashed a moment ago has not come back yet.
  const back = (await collector.ask('releases', { release: '1.0', against: '2.0' })).comparison;
  expect(back?.figures.find(({ figure }) => figure === 'crash-free')?.verdict).toBe('unclear');
  expect(back?.verdict).not.toBe('better');
});
