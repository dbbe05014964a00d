import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/collector/index.js';
import { eventually } from '../helpers/eventually.js';
import { bundleCommand, type RunningCommand, runCommand } from './support/command.js';
import { batch, newStream, type OtlpRecord, record } from './support/otlp.js';
import { post, temporaryFolder } from './support/start.js';

/** `SONDE_KILLS=20` is the long form. */
const KILLS = Number(process.env.SONDE_KILLS ?? 2);
const SENDERS = 16;
const BATCHES_PER_KILL = 100;
const DAY = 86_400_000;

let command: Awaited<ReturnType<typeof bundleCommand>>;
beforeAll(async () => {
  command = await bundleCommand();
});
afterAll(() => command.remove());

const uidOf = (one: OtlpRecord): string => one.attributes[0]?.value.stringValue ?? '';

/** Up to forty records of one stream; of every fourth, some are days old, so that one insert makes several parts. */
const nextBatch = (stream: string, from: number): OtlpRecord[] =>
  Array.from({ length: 1 + Math.floor(Math.random() * 40) }, (_, index) =>
    record(`${stream}-${from + index}`, { time: Date.now() - (index % 4 === 3 ? (index % 7) * DAY : 0) }),
  );

test(`killed ${KILLS} times under load: nothing acknowledged is missing, nothing is there twice`, {
  timeout: 60_000 + KILLS * 15_000,
}, async () => {
  const data = await temporaryFolder();
  const tracked = new Set<string>();
  const acknowledged: OtlpRecord[][] = [];
  let url = '';
  let stopping = false;
  let retries = 0;

  const startCommand = async (): Promise<RunningCommand> => {
    const running = runCommand(command.path, ['collect', '--no-dashboard', '--port', '0', '--data', data]);
    url = await eventually(
      () => /Collecting at (http:\S+)\/v1\/logs/.exec(running.output.out)?.[1] ?? '',
      (address) => address !== '',
      'the collector to listen again',
      60_000,
    );
    return running;
  };

  /** Sends until it is acknowledged, as the SDK does. */
  const deliver = async (records: readonly OtlpRecord[]): Promise<void> => {
    for (;;) {
      const answer = await post(url, batch(records)).catch(() => undefined);
      if (answer?.status === 200) {
        expect(answer.body).toEqual({});
        return;
      }
      retries += 1;
      await delay(20);
    }
  };

  const sender = async (): Promise<void> => {
    const stream = newStream();
    let number = 1;
    while (!stopping) {
      const records = nextBatch(stream, number);
      number += records.length;
      for (const one of records) tracked.add(uidOf(one));
      await deliver(records);
      acknowledged.push(records);
      // A storm of copies on top: what was acknowledged comes again now and then.
      const again = acknowledged[Math.floor(Math.random() * acknowledged.length * 4)];
      if (again) await deliver(again);
    }
  };

  let running = await startCommand();
  const senders = Array.from({ length: SENDERS }, sender);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = acknowledged.length;
    await eventually(
      () => acknowledged.length - before,
      (count) => count >= BATCHES_PER_KILL,
      'some batches to be acknowledged',
    );
    // Anywhere within a commit.
    await delay(Math.random() * 100);
    running.child.kill('SIGKILL');
    await running.exit;
    running = await startCommand();
  }
  stopping = true;
  await Promise.all(senders);
  running.child.kill('SIGTERM');
  expect(await running.exit).toBe(0);
  expect(retries).toBeGreaterThanOrEqual(KILLS);

  const store = await openStore({ path: data });
  const rows = await store.query<{ Uid: string; copies: number }>(
    'SELECT Uid, count() AS copies FROM otel_logs GROUP BY Uid',
  );
  await store.close();
  const stored = new Map(rows.map(({ Uid, copies }) => [Uid, copies]));
  expect([...tracked].filter((uid) => !stored.has(uid))).toEqual([]);
  expect(rows.filter(({ copies }) => copies !== 1)).toEqual([]);
  expect(stored.size).toBe(tracked.size);
  console.log(`${tracked.size} events, ${retries} failed attempts, ${KILLS} kills: 0 missing, 0 twice`);
});
