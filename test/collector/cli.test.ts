import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/collector/index.js';
import { SDK_VERSION } from '../../src/event.js';
import { eventually } from '../helpers/eventually.js';
import { bundleCommand, type RunningCommand, runCommand } from './support/command.js';
import { batch, newStream, run } from './support/otlp.js';
import { post, temporaryFolder } from './support/start.js';

const ANN = 'a'.repeat(32);

let command: Awaited<ReturnType<typeof bundleCommand>>;
beforeAll(async () => {
  command = await bundleCommand();
});
afterAll(() => command.remove());

const start = (...args: string[]): RunningCommand =>
  runCommand(command.path, args, { SONDE_ADMIN_TOKEN: '', SONDE_CLICKHOUSE_PASSWORD: '' });

const addressOf = (running: RunningCommand): Promise<string> =>
  eventually(
    () => /Collecting at (http:\S+)\/v1\/logs/.exec(running.output.out + running.output.error)?.[1] ?? '',
    (address) => address !== '',
    'the address that it listens on',
  );

/** How often each uid is stored in a folder that no collector has open. */
const storedIn = async (path: string): Promise<Map<string, number>> => {
  const store = await openStore({ path });
  try {
    const rows = await store.query<{ Uid: string; copies: number }>(
      'SELECT Uid, count() AS copies FROM otel_logs GROUP BY Uid',
    );
    return new Map(rows.map(({ Uid, copies }) => [Uid, copies]));
  } finally {
    await store.close();
  }
};

test('prints help and its version', async () => {
  const help = start('--help');
  expect(await help.exit).toBe(0);
  expect(help.output.out).toMatch(/Usage: sonde <command>[\s\S]*collect {3}/);
  const version = start('--version');
  expect(await version.exit).toBe(0);
  expect(version.output.out.trim()).toBe(SDK_VERSION);
  const collect = start('collect', '--help');
  expect(await collect.exit).toBe(0);
  expect(collect.output.out).toContain('--clickhouse-url');
});

test.each([
  [['frobnicate'], 'There is no command "frobnicate": see sonde --help.'],
  [['toString'], 'There is no command "toString": see sonde --help.'],
  [['collect', '--port', '65536'], '--port takes a whole number from 0 to 65535, not "65536".'],
  [['collect', '--port', '80x'], '--port takes a whole number from 0 to 65535, not "80x".'],
  [['collect', '--retention-days', '0'], '--retention-days takes a whole number from 1 to 20000, not "0".'],
  [
    ['collect', '--retention-days', '36500'],
    '--retention-days takes a whole number from 1 to 20000, not "36500".',
  ],
  [['collect', '--prot', '80'], "Unknown option '--prot': see sonde collect --help."],
  [['collect', 'now'], "Unexpected argument 'now': see sonde collect --help."],
  [['collect', '--data='], '--data needs a value.'],
  [['collect', '--data', ''], '--data needs a value.'],
  [['erase', '--visitor', ANN, '--data', ''], '--data needs a value.'],
  [['erase', '--visiter', ANN], "Unknown option '--visiter': see sonde erase --help."],
  [['erase', ANN], `Unexpected argument '${ANN}': see sonde erase --help.`],
  [
    ['erase', '--visitor', ANN, '--collector', 'localhost:4318'],
    '--collector takes an http or https address, not "localhost:4318".',
  ],
  [
    ['erase', '--visitor', ANN, '--collector', 'http://127.0.0.1:9', '--data', 'x'],
    'Give --collector or --data, not both: the collector knows where its data is.',
  ],
  [
    ['erase', '--visitor', ANN, '--collector', 'http://127.0.0.1:9'],
    'The collector at http://127.0.0.1:9 cannot be reached.',
  ],
  [
    ['collect', '--data', '/dev/null/x'],
    'The data folder /dev/null/x cannot be written (ENOTDIR): give another.',
  ],
  [
    ['collect', '--data', 'x', '--clickhouse-url', 'http://127.0.0.1:1'],
    'Give --data or --clickhouse-url, not both: events are kept in one place.',
  ],
  [
    ['collect', '--clickhouse-user', 'joe'],
    '--clickhouse-user is of a ClickHouse server: give --clickhouse-url, too.',
  ],
  [
    ['erase', '--visitor', ANN, '--data', 'x', '--clickhouse-database', 'telemetry'],
    '--clickhouse-database is of a ClickHouse server: give --clickhouse-url, too.',
  ],
  [
    ['collect', '--clickhouse-url', 'clickhouse:9000'],
    '--clickhouse-url takes an http or https address, not "clickhouse:9000".',
  ],
  [
    ['collect', '--clickhouse-url', 'http://127.0.0.1:9'],
    'ClickHouse at 127.0.0.1:9 cannot be used (ECONNREFUSED).',
  ],
  [
    ['collect', '--host', '0.0.0.0'],
    'On 0.0.0.0 others could read the dashboard: set an admin token, or listen on 127.0.0.1.',
  ],
  [['collect', '--trust-proxy'], 'Behind a proxy others could read the dashboard: set an admin token.'],
])('sonde %j fails with one sentence', async (args, sentence) => {
  const running = start(...args);
  expect(await running.exit).toBe(1);
  expect(running.output).toEqual({ out: '', error: `sonde: ${sentence}\n` });
});

test('an erasure where nothing is stored says so, and makes nothing', async () => {
  const folder = await temporaryFolder();
  const missing = join(folder, 'mistyped', 'data');
  const empty = join(folder, 'empty');
  await mkdir(empty);
  for (const data of [missing, empty]) {
    const running = start('erase', '--visitor', ANN, '--data', data);
    expect(await running.exit).toBe(1);
    expect(running.output).toEqual({
      out: '',
      error: `sonde: There is no store in ${data}: give the folder that sonde collect writes to.\n`,
    });
  }
  expect(await readdir(folder)).toEqual(['empty']);
  expect(await readdir(empty)).toEqual([]);
});

test('an erasure that something else answers is none', async () => {
  for (const answer of ['<!doctype html>', '{"ok":true}', 'null']) {
    const server = createServer((_request, response) => response.end(answer)).listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const running = start('erase', '--visitor', ANN, '--collector', url);
    expect(await running.exit).toBe(1);
    expect(running.output).toEqual({ out: '', error: `sonde: What answers at ${url} is no collector.\n` });
  }
});

test.runIf(process.platform === 'linux')('a data folder where none can be made', async () => {
  const running = start('collect', '--data', '/proc/nowhere/data');
  expect(await running.exit).toBe(1);
  expect(running.output.error).toBe(
    'sonde: The data folder /proc/nowhere/data cannot be written (ENOENT): give another.\n',
  );
});

test('a port in use', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const port = String((server.address() as AddressInfo).port);
  const running = start('collect', '--no-dashboard', '--port', port, '--data', await temporaryFolder());
  expect(await running.exit).toBe(1);
  expect(running.output.error).toBe(`sonde: Port ${port} is in use: give another with --port.\n`);
});

test('a data folder that another collector has open', async () => {
  const data = await temporaryFolder();
  const first = start('collect', '--no-dashboard', '--port', '0', '--data', data);
  await addressOf(first);
  const second = start('collect', '--no-dashboard', '--port', '0', '--data', data);
  expect(await second.exit).toBe(1);
  expect(second.output.error.trim().split('\n').at(-1)).toBe(
    `sonde: The data folder ${data} cannot be opened: another collector has it open, or it is damaged.`,
  );
});

test('missing peer dependencies', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{}');
  for (const file of await readdir(dirname(command.path))) {
    await copyFile(join(dirname(command.path), file), join(folder, file));
  }
  const running = runCommand(join(folder, 'sonde.mjs'), ['collect', '--data', join(folder, 'data')]);
  expect(await running.exit).toBe(1);
  expect(running.output.error).toBe(
    'sonde: The collector needs fastify, @clickhouse/client, ua-parser-js, chdb and @fastify/static: ' +
      'npm install fastify @clickhouse/client ua-parser-js chdb @fastify/static\n',
  );
  const version = runCommand(join(folder, 'sonde.mjs'), ['--help']);
  expect(await version.exit).toBe(0);
});

test.each(['SIGINT', 'SIGTERM'] as const)('finishes what it has taken in on %s', async (signal) => {
  const data = await temporaryFolder();
  const running = start('collect', '--no-dashboard', '--port', '0', '--data', data);
  const address = await addressOf(running);
  const stream = newStream();
  const answers = Array.from({ length: 20 }, (_, index) =>
    post(address, batch(run(stream, index * 5 + 1, index * 5 + 5))),
  );
  await answers[0];
  running.child.kill(signal);
  const settled = await Promise.allSettled(answers);
  expect(await running.exit).toBe(0);
  const acknowledged = settled.flatMap((one, index) =>
    one.status === 'fulfilled' && one.value.status === 200
      ? run(stream, index * 5 + 1, index * 5 + 5).map((_, offset) => `${stream}-${index * 5 + 1 + offset}`)
      : [],
  );
  expect(acknowledged.length).toBeGreaterThan(0);
  expect([...(await storedIn(data))].filter(([uid]) => acknowledged.includes(uid))).toEqual(
    expect.arrayContaining(acknowledged.map((uid) => [uid, 1])),
  );

  // However it was ended.
  if (signal === 'SIGINT') return;
  const again = start('collect', '--no-dashboard', '--port', '0', '--data', data);
  await addressOf(again);
  again.child.kill('SIGTERM');
  expect(await again.exit).toBe(0);
  expect(again.output.error).toBe('');
});
