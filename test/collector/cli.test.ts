import { once } from 'node:events';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/collector/index.js';
import { SDK_VERSION } from '../../src/event.js';
import { eventually } from '../helpers/eventually.js';
import { startClickHouseServer } from './support/clickhouse-server.js';
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

/** The free port on which a server listens until the test ends. */
const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

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
  [
    ['collect', '--port', '-1'],
    '--port needs a value (one that begins with a dash as --port=-…): see sonde collect --help.',
  ],
  [['collect', '--port=-1'], '--port takes a whole number from 0 to 65535, not "-1".'],
  [
    ['collect', '--host'],
    '--host needs a value (one that begins with a dash as --host=-…): see sonde collect --help.',
  ],
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
    ['collect', '--port', '0', '--data', '/dev/null/x'],
    'The data folder /dev/null/x cannot be written (ENOTDIR): give another.',
  ],
  [
    ['collect', '--port', '0', '--data', 'package.json'],
    `The data folder ${resolve('package.json')} is a file: give another.`,
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
    ['collect', '--port', '0', '--clickhouse-url', 'http://127.0.0.1:9'],
    'No ClickHouse server answers at 127.0.0.1:9 (ECONNREFUSED): start it, or give another address.',
  ],
  [
    ['collect', '--host', '0.0.0.0'],
    'On 0.0.0.0 others could read the dashboard: set an admin token (--admin-token, SONDE_ADMIN_TOKEN), ' +
      'or listen on 127.0.0.1.',
  ],
  [
    ['collect', '--trust-proxy'],
    'Behind a proxy others could read the dashboard: set an admin token (--admin-token, SONDE_ADMIN_TOKEN).',
  ],
])('sonde %j fails with one sentence', async (args, sentence) => {
  const running = start(...args);
  expect(await running.exit).toBe(1);
  expect(running.output).toEqual({ out: '', error: `sonde: ${sentence}\n` });
});

test('without a command it prints what there is, and fails', async () => {
  const running = start();
  expect(await running.exit).toBe(1);
  expect(running.output.out).toBe('');
  expect(running.output.error).toMatch(/^Usage: sonde <command>/);
});

test.each([
  ['JSON', 200, '{"a":1}'],
  ['a page', 200, '<!doctype html><p>Welcome'],
  ['no such address', 404, '{"message":"Route POST:/ not found","error":"Not Found","statusCode":404}'],
  ['its native protocol', 400, 'Port 9000 is for clickhouse-client program'],
])('a server that is no ClickHouse: %s', async (_name, status, answer) => {
  const server = createServer((_request, response) => response.writeHead(status).end(answer));
  const port = await listening(server);
  const running = start('collect', '--port', '0', '--clickhouse-url', `http://127.0.0.1:${port}`);
  expect(await running.exit).toBe(1);
  expect(running.output).toEqual({
    out: '',
    error: `sonde: What answers at 127.0.0.1:${port} is no ClickHouse server: give the address of its HTTP interface.\n`,
  });
});

test('a ClickHouse server that refuses', async () => {
  const clickHouse = await startClickHouseServer(await temporaryFolder());
  const failure = async (): Promise<string> => {
    const running = start('collect', '--port', '0', '--clickhouse-url', clickHouse.url);
    expect(await running.exit).toBe(1);
    return running.output.error;
  };
  const at = new URL(clickHouse.url).host;
  clickHouse.refuse(/SELECT/);
  expect(await failure()).toBe(
    `sonde: ClickHouse at ${at} cannot be used (Not enough privileges): give its user that right.\n`,
  );
  clickHouse.refuse(/SELECT/, { message: 'sonde: Authentication failed', type: 'AUTHENTICATION_FAILED' });
  expect(await failure()).toBe(
    `sonde: ClickHouse at ${at} refuses the user: give another (--clickhouse-user, SONDE_CLICKHOUSE_PASSWORD).\n`,
  );
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
  for (const answer of ['<!doctype html>', '{"ok":true}', 'null', '{}']) {
    const url = `http://127.0.0.1:${await listening(createServer((_request, response) => response.end(answer)))}`;
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

test('a port in use: no store is left in the folder', async () => {
  const port = String(await listening(createServer()));
  const data = await temporaryFolder();
  const running = start('collect', '--no-dashboard', '--port', port, '--data', data);
  expect(await running.exit).toBe(1);
  expect(running.output.error).toBe(`sonde: Port ${port} is in use: give another with --port.\n`);
  expect(await readdir(data)).toEqual([]);
});

test('an address that this machine has not', async () => {
  const data = await temporaryFolder();
  for (const host of ['192.0.2.1', 'nowhere.invalid']) {
    const running = start('collect', '--host', host, '--admin-token', 'x', '--port', '0', '--data', data);
    expect(await running.exit).toBe(1);
    expect(running.output.error).toBe('sonde: This machine has no such address: give another with --host.\n');
  }
  expect(await readdir(data)).toEqual([]);
});

test('the first line says where events go', async () => {
  const data = await temporaryFolder();
  const running = start('collect', '--no-dashboard', '--port', '0', '--data', data);
  await addressOf(running);
  expect(running.output.out).toMatch(
    new RegExp(`^Collecting at http://127\\.0\\.0\\.1:\\d+/v1/logs into ${data} \\(read without a token`),
  );
});

test('a data folder that another collector has open', async () => {
  const data = await temporaryFolder();
  const first = start('collect', '--no-dashboard', '--port', '0', '--data', data);
  await addressOf(first);
  const second = start('collect', '--no-dashboard', '--port', '0', '--data', data);
  expect(await second.exit).toBe(1);
  const INSTEAD = 'stop that one first, or give another folder.';
  // Elsewhere the engine itself finds out, and writes so before.
  const sentence =
    process.platform === 'linux'
      ? `sonde: The data folder ${data} is open in another collector: ${INSTEAD}\n`
      : `sonde: The data folder ${data} cannot be opened, since another collector has it open or it is damaged: ${INSTEAD}\n`;
  if (process.platform === 'linux') expect(second.output.error).toBe(sentence);
  else expect(second.output.error.endsWith(sentence)).toBe(true);
});

test('missing peer dependencies', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{}');
  for (const file of await readdir(dirname(command.path))) {
    await copyFile(join(dirname(command.path), file), join(folder, file));
  }
  const running = runCommand(join(folder, 'sonde.mjs'), [
    'collect',
    '--port',
    '0',
    '--data',
    join(folder, 'data'),
  ]);
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
