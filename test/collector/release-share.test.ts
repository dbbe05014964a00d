import { expect, test } from 'vitest';
import { batch, newStream, record } from './support/otlp.js';
import { startCollector } from './support/start.js';

test('a release has its share of all sessions, also of those without a release and of those with two', async () => {
  const collector = await startCollector({ dashboard: true });
  const view = (session: string, release: string): Promise<unknown> =>
    collector.send(
      batch([record(`${newStream()}-1`, { name: 'page_view' })], {
        resource: { 'session.id': session.padStart(32, '0'), 'service.version': release },
      }),
    );
  for (const session of ['1', '2', '3', '4']) await view(session, '');
  for (const session of ['5', '6', '7', '8']) await view(session, '1.0');
  for (const session of ['8', '9', '10']) await view(session, '2.0');
  const { releases } = await collector.ask('releases');
  expect(releases.map(({ release, sessions, share }) => [release, sessions, share]).sort()).toEqual([
    ['1.0', 4, 4 / 10],
    ['2.0', 3, 3 / 10],
  ]);
  // It does not change with the release that is asked about.
  const asked = await collector.ask('releases', { release: '1.0' });
  expect(asked.releases.map(({ share }) => share).sort()).toEqual([3 / 10, 4 / 10]);
});
