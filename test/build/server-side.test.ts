import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Packed, packAndInstall } from '../helpers/packed.js';
import { pluginSubpaths, sourceSubpaths } from './sizes.mjs';

/** Server rendering: importing Sonde and calling `init` outside a page neither throws nor does anything. */

const run = promisify(execFile);

let packed: Packed;
beforeAll(async () => {
  packed = await packAndInstall();
});
afterAll(() => packed?.remove());

/** Imports everything, uses everything, and prints what that did to its surroundings: nothing, and then it can end. */
const PROGRAM = `
const imports = ${JSON.stringify(['sonde', 'sonde/init', 'sonde/banner', ...[...pluginSubpaths(), ...sourceSubpaths()].map(({ subpath }) => subpath)])};
const before = Object.getOwnPropertyNames(globalThis).join();
const done = [];
const watch = (owner, name) => {
  const original = owner[name];
  if (typeof original !== 'function') return;
  owner[name] = (...rest) => { done.push(name); return original.apply(owner, rest); };
};
for (const name of ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'addEventListener', 'BroadcastChannel']) watch(globalThis, name);
for (const name of ['log', 'debug', 'info', 'warn', 'error']) watch(console, name);

const modules = [];
for (const name of imports) modules.push(await import(name));
const [{ init, captureException, feature, ...rest }] = modules;
const plugins = ['pageViews', 'clicks', 'features', 'vitals', 'errors'].map((name) => rest[name]());
const sources = Object.keys(rest).filter((name) => name.startsWith('from')).map((name) => rest[name]());
for (const consent of [undefined, 'granted', rest.manual(), rest.banner(), ...sources]) {
  const sonde = init({ endpoint: '/telemetry', service: 'shop', plugins, consent });
  const undo = sonde.consent.onChange(() => {});
  sonde.track('plan.selected', { tier: 'pro' });
  feature(sonde, 'export-csv').used();
  captureException(sonde, new Error('no'));
  sonde.consent.grant();
  sonde.track('plan.selected');
  sonde.consent.open();
  if ((await sonde.flush()).kept !== 0) done.push('flush');
  sonde.consent.deny('analytics');
  sonde.optOut();
  undo();
  sonde.stop();
}
const after = Object.getOwnPropertyNames(globalThis).join();
process.stdout.write(JSON.stringify({ imported: modules.length, done, globals: before === after }));
`;

const NOTHING = { imported: 3 + pluginSubpaths().length + sourceSubpaths().length, done: [], globals: true };

test('under Node', async () => {
  const file = join(packed.project, 'render.mjs');
  writeFileSync(file, PROGRAM);
  const { stdout, stderr } = await run(process.execPath, [file], { timeout: 20_000 });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(NOTHING);
});

test('in a worker thread', async () => {
  writeFileSync(join(packed.project, 'thread.mjs'), PROGRAM);
  const file = join(packed.project, 'main.mjs');
  writeFileSync(
    file,
    "import { Worker } from 'node:worker_threads'; new Worker(new URL('thread.mjs', import.meta.url));",
  );
  const { stdout, stderr } = await run(process.execPath, [file], { timeout: 20_000 });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(NOTHING);
});

test('without the collector’s optional packages its command says in one line how to install them', async () => {
  const command = [join(packed.project, 'node_modules', 'sonde', 'dist', 'cli', 'sonde.js'), 'collect'];
  const failure = await run(process.execPath, command, { timeout: 20_000, cwd: packed.project }).then(
    () => undefined,
    (error: { code: number; stderr: string }) => error,
  );
  expect(failure?.code).toBeGreaterThan(0);
  expect(failure?.stderr).toMatch(/^.*npm install .+\n$/);
});
