import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { RecordOptions } from './support/otlp.js';
import { sendPage } from './support/send-page.js';
import { type RunningCollector, startCollector } from './support/start.js';

/**
 * A visitor comes back to the next release, by another page and from another environment: that page tells that the last
 * session has ended, and that its tab crashed. Neither makes anything of the last session one of the new release.
 */

const MINUTE = 60_000;
const newSession = (): string => randomBytes(16).toString('hex');

/** When the old release was visited, and when the new one was. */
const THEN = Date.now() - 5 * 60 * MINUTE;
const NOW = Date.now() - 10 * MINUTE;

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/17.0 Mobile/15E148 Safari/604.1';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';

const OLD = { 'service.version': '1.0', 'url.template': '/old', 'deployment.environment.name': 'canary' };
const NEW = { 'service.version': '2.0', 'url.template': '/new', 'deployment.environment.name': 'production' };

/** So many visitors who come to the old release, `failingThen` of them with an error, and back to the new one. */
const visits = async (
  collector: RunningCollector,
  { visitors, failingThen, failingNow }: Readonly<Record<string, number>> & { readonly visitors: number },
): Promise<void> => {
  const exception = (time: number): RecordOptions => ({ name: 'exception', time });
  const visit = async (visitor: number): Promise<void> => {
    const [last, next, id] = [newSession(), newSession(), newSession()];
    await sendPage(
      collector,
      { ...OLD, 'session.id': last, 'app.installation.id': id },
      [
        { name: 'page_view', time: THEN },
        ...(visitor < (failingThen ?? 0) ? [exception(THEN + 1)] : []),
        { time: THEN + 2 * MINUTE },
      ],
      { userAgent: IPHONE },
    );
    await sendPage(
      collector,
      { ...NEW, 'session.id': next, 'app.installation.id': id },
      [
        {
          name: 'session.end',
          time: THEN + 2 * MINUTE,
          attributes: { 'session.id': last, 'sonde.session.duration': `${2 * MINUTE}` },
        },
        { name: 'session.start', time: NOW, attributes: { 'session.id': next } },
        { name: 'page_view', time: NOW },
        {
          name: 'crash',
          time: THEN + 2 * MINUTE,
          attributes: { 'sonde.crash.estimated': 'true', 'sonde.crash.session': last },
        },
        ...(visitor < (failingNow ?? 0) ? [exception(NOW + 1)] : []),
        { time: NOW + 3 * MINUTE },
      ],
      { userAgent: FIREFOX },
    );
  };
  await Promise.all(Array.from({ length: visitors }, (_, visitor) => visit(visitor)));
};

test('a session counts for the release, page, environment and device that it had, and no other', async () => {
  const collector = await startCollector({ dashboard: true });
  await visits(collector, { visitors: 4, failingThen: 1, failingNow: 2 });
  const { releases } = await collector.ask('releases');
  expect(
    releases.map(({ release, sessions, share, firstSeen, errorFree, exceptionsPerSession }) => [
      release,
      sessions,
      share,
      firstSeen,
      errorFree?.estimate,
      exceptionsPerSession?.estimate,
    ]),
  ).toEqual([
    ['2.0', 4, 0.5, NOW, 0.5, 0.5],
    ['1.0', 4, 0.5, THEN, 0.75, 0.25],
  ]);
  const { pages } = await collector.ask('pages');
  expect(pages.map(({ template, sessions, errorFree }) => [template, sessions, errorFree?.estimate])).toEqual(
    [
      ['/new', 4, 0.5],
      ['/old', 4, 0.75],
    ],
  );
  for (const fields of [{ release: '2.0' }, { environment: 'production' }, { device: 'desktop' }]) {
    const { current } = await collector.ask('totals', fields);
    expect([current.sessions, current.visitors, current.errorFree?.estimate], JSON.stringify(fields)).toEqual(
      [4, 4, 0.5],
    );
    const { sessions, length, landings } = await collector.ask('sessions', fields);
    expect([sessions, length, landings.length]).toEqual([4, 3 * MINUTE, 1]);
  }
  // What was received is counted in full all the same: seven events a visitor, and three errors.
  expect((await collector.ask('totals')).current).toMatchObject({
    sessions: 8,
    visitors: 4,
    events: 4 * 7 + 3,
  });
  const clients = await collector.ask('clients');
  expect(
    clients.filter(({ kind }) => kind === 'device').map(({ name, sessions }) => [name, sessions]),
  ).toEqual([
    ['desktop', 4],
    ['mobile', 4],
  ]);
});

test('over time, the new release begins with its own first event', async () => {
  const collector = await startCollector({ dashboard: true });
  await visits(collector, { visitors: 1 });
  const { releases } = await collector.ask('choices');
  expect(releases.map(({ release, firstSeen }) => [release, firstSeen])).toEqual([
    ['2.0', NOW],
    ['1.0', THEN],
  ]);
  expect((await collector.ask('choices', { environment: 'production' })).releases).toHaveLength(1);
  const { starts, sessions, step } = await collector.ask('timeline', { release: '2.0' });
  const busy = starts.filter((start, at) => (sessions.current[at] ?? 0) > 0 && start + step <= NOW);
  expect(busy).toEqual([]);
});

test('a session of which nothing is known but its end is none', async () => {
  const collector = await startCollector({ dashboard: true });
  await sendPage(
    collector,
    { ...NEW, 'session.id': newSession() },
    [{ name: 'session.end', time: THEN, attributes: { 'session.id': newSession() } }],
    { userAgent: FIREFOX },
  );
  expect((await collector.ask('totals')).current).toMatchObject({ sessions: 0, visitors: 0, events: 1 });
  expect(await collector.ask('releases')).toMatchObject({ releases: [], all: 0 });
  expect(await collector.ask('clients')).toEqual([]);
  expect(await collector.ask('choices')).toMatchObject({ events: true, services: [], releases: [] });
});

test('the verdict is on what happened under each release', async () => {
  const collector = await startCollector({ dashboard: true });
  await visits(collector, { visitors: 40, failingThen: 0, failingNow: 40 });
  const { comparison } = await collector.ask('releases');
  expect(comparison).toMatchObject({ after: '2.0', before: '1.0', verdict: 'worse' });
  const errorFree = comparison?.figures.find(({ figure }) => figure === 'error-free');
  expect([errorFree?.after.estimate, errorFree?.before.estimate]).toEqual([0, 1]);
});

test('numbers of what is told afterwards are not lost', async () => {
  const collector = await startCollector({ dashboard: true });
  await visits(collector, { visitors: 2 });
  expect(await collector.ask('loss', { release: '2.0' })).toMatchObject({
    streams: 2,
    expected: 10,
    lost: 0,
  });
});
