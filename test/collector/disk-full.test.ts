import { execFileSync } from 'node:child_process';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { batch, newStream, run } from './support/otlp.js';
import { type RunningCollector, startCollector, temporaryFolder } from './support/start.js';

const MEBIBYTE = 1024 * 1024;

const keepFree = (collector: RunningCollector, bytes: number): Promise<unknown> =>
  collector.store.query(
    `ALTER TABLE otel_logs MODIFY SETTING min_free_disk_bytes_to_perform_insert = ${bytes}`,
  );

const expectRefusal = async (collector: RunningCollector, body: string): Promise<void> => {
  const answer = await collector.send(body);
  expect(answer).toMatchObject({
    status: 503,
    body: { code: 14, message: 'The store cannot take records now.', retryDelaySeconds: 5 },
  });
  expect(answer.headers.get('retry-after')).toBe('5');
  expect((await fetch(`${collector.url}/healthz`)).status).toBe(503);
};

const expectStored = async (collector: RunningCollector, uids: readonly string[]): Promise<void> => {
  expect([...(await collector.stored())].sort()).toEqual(uids.map((uid) => [uid, 1]).sort());
};

const uidsOf = (stream: string, to: number): string[] =>
  run(stream, 1, to).map((_, index) => `${stream}-${index + 1}`);

test('a store that refuses makes senders keep their events, and works again by itself', async () => {
  const messages: string[] = [];
  const collector = await startCollector({ log: (message) => messages.push(message) });
  const stream = newStream();
  expect((await collector.send(batch(run(stream, 1, 2)))).status).toBe(200);
  await keepFree(collector, 2 ** 60);
  for (let attempt = 0; attempt < 3; attempt += 1) await expectRefusal(collector, batch(run(stream, 2, 4)));
  await expectStored(collector, uidsOf(stream, 2));
  await keepFree(collector, 0);
  expect(await collector.send(batch(run(stream, 2, 4)))).toMatchObject({ status: 200, body: {} });
  expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
  await expectStored(collector, uidsOf(stream, 4));
  expect(messages).toEqual([
    expect.stringMatching(/^The store refuses records, and senders are asked to keep theirs: /),
    'The store takes records again.',
  ]);
  expect(messages.join()).not.toContain(stream);
});

/** Mounting takes root, and a kernel that lets it. */
const mountDisk = async (mebibytes: number): Promise<string | undefined> => {
  const folder = await temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'sonde-test', folder], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder]);
  });
  return folder;
};

test('a disk that fills up, to the last byte, and has room again', async ({ skip }) => {
  const disk = await mountDisk(160);
  if (disk === undefined) return skip('a small disk cannot be mounted here');
  const collector = await startCollector({ location: { path: join(disk, 'data') } });
  const stream = newStream();
  expect((await collector.send(batch(run(stream, 1, 10)))).status).toBe(200);

  const freeBytes = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(disk);
    return bavail * bsize;
  };
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, Buffer.alloc((await freeBytes()) - 40 * MEBIBYTE));
  await expectRefusal(collector, batch(run(stream, 5, 20)));
  expect(await freeBytes()).toBeGreaterThan(30 * MEBIBYTE);

  await keepFree(collector, 0);
  const rest = join(disk, 'rest');
  await writeFile(rest, Buffer.alloc(await freeBytes())).catch(() => {});
  expect(await freeBytes()).toBeLessThan(MEBIBYTE);
  await expectRefusal(collector, batch(run(stream, 5, 20)));
  await expectStored(collector, uidsOf(stream, 10));

  await rm(rest);
  await rm(ballast);
  expect(await collector.send(batch(run(stream, 5, 20)))).toMatchObject({ status: 200, body: {} });
  await expectStored(collector, uidsOf(stream, 20));
});
