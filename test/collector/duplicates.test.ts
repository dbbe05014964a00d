import { expect, test } from 'vitest';
import { batch, newStream, record, run } from './support/otlp.js';
import { type RunningCollector, startCollector, temporaryFolder } from './support/start.js';

const DAY = 86_400_000;

const expectOnce = async (collector: RunningCollector, uids: readonly string[]): Promise<void> => {
  const stored = await collector.stored();
  expect([...stored].filter(([, copies]) => copies !== 1)).toEqual([]);
  expect([...stored.keys()].sort()).toEqual([...uids].sort());
};

const uidsOf = (stream: string, from: number, to: number): string[] =>
  run(stream, from, to).map((_, index) => `${stream}-${from + index}`);

test('copies in one batch, in one resource and in two', async () => {
  const collector = await startCollector();
  const stream = newStream();
  const records = run(stream, 1, 3);
  const one = JSON.parse(batch([...records, ...records]));
  const two = JSON.parse(batch(records));
  const body = JSON.stringify({ resourceLogs: [...one.resourceLogs, ...two.resourceLogs] });
  expect(await collector.send(body)).toMatchObject({ status: 200, body: {} });
  await expectOnce(collector, uidsOf(stream, 1, 3));
});

test('fifty requests at once, each with a part that others have too', async () => {
  const collector = await startCollector();
  const stream = newStream();
  const records = run(stream, 1, 60);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => collector.send(batch(records.slice(index, index + 11)))),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
  await expectOnce(collector, uidsOf(stream, 1, 60));
});

test('copies after a restart, of now and of days ago, in any order and mixed with new ones', async () => {
  const path = await temporaryFolder();
  const stream = newStream();
  const old = [1, 3, 5, 7].map((days) => record(`${stream}-${days}`, { time: Date.now() - days * DAY }));
  const fresh = run(stream, 10, 20);
  const first = await startCollector({ location: { path } });
  await first.send(batch([...old, ...fresh]));
  await first.close();

  const second = await startCollector({ location: { path } });
  const more = [...fresh.slice(5), ...run(stream, 21, 25), ...old].reverse();
  expect(await second.send(batch(more))).toMatchObject({ status: 200, body: {} });
  await expectOnce(second, [
    ...old.map((_, index) => `${stream}-${[1, 3, 5, 7][index]}`),
    ...uidsOf(stream, 10, 25),
  ]);
});

test('copies whose sender had a wrong clock, and set it right before it sent again', async () => {
  const path = await temporaryFolder();
  const stream = newStream();
  const wrong = Date.now() + 3 * DAY;
  const records = [
    record(`${stream}-1`, { time: wrong - 5000 }),
    record(`${stream}-2`, { time: wrong - 1000 }),
  ];
  const first = await startCollector({ location: { path } });
  await first.send(batch(records, { sent: wrong }));
  const times = await first.store.query<{ age: number; recorded: string }>(
    `SELECT toUnixTimestamp64Milli(now64(3)) - toUnixTimestamp64Milli(Timestamp) AS age,
       LogAttributes['sonde.time.recorded'] AS recorded FROM sonde_events ORDER BY Number`,
  );
  expect(times.map(({ recorded }) => recorded)).toEqual([`${wrong - 5000}000000`, `${wrong - 1000}000000`]);
  const [one, two] = times.map(({ age }) => age) as [number, number];
  expect(one - two).toBe(4000);
  expect(two).toBeGreaterThanOrEqual(1000);
  expect(two).toBeLessThan(60_000);
  await first.send(batch(records, { sent: wrong + 2000 }));
  await first.close();

  const second = await startCollector({ location: { path } });
  await second.send(batch(records, { sent: Date.now() }));
  await second.send(batch(records, { sent: wrong + 9000 }));
  await expectOnce(second, uidsOf(stream, 1, 2));
});

test('what is older than the window is refused and counted, the rest of the batch is stored', async () => {
  const collector = await startCollector();
  const stream = newStream();
  const answer = await collector.send(
    batch([record(`${stream}-1`, { time: Date.now() - 8 * DAY - 60_000 }), ...run(stream, 2, 3)]),
  );
  expect(answer).toMatchObject({
    status: 200,
    body: { partialSuccess: { rejectedLogRecords: 1, errorMessage: expect.stringContaining(`${stream}-1`) } },
  });
  await expectOnce(collector, uidsOf(stream, 2, 3));
});

test('records without a uid are all kept: nothing tells them apart', async () => {
  const collector = await startCollector();
  const anonymous = { ...record(''), attributes: [] };
  await collector.send(batch([anonymous, anonymous]));
  expect((await collector.stored()).get('')).toBe(2);
});
