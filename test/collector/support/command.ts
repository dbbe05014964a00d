import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Bundles `sonde` from its source, so that a test runs what is here and not what was built last. It lies below
 * node_modules, where it finds its peers; `remove` deletes it.
 */
export const bundleCommand = async (): Promise<{ readonly path: string; remove(): Promise<void> }> => {
  const folder = await mkdtemp(join(ROOT, 'node_modules', '.sonde-test-'));
  await build({
    entryPoints: [join(ROOT, 'src/cli/sonde.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  return { path: join(folder, 'sonde.mjs'), remove: () => rm(folder, { recursive: true, force: true }) };
};

/** A command that runs. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly output: { out: string; error: string };
  /** Resolves with the exit code, or null where a signal ended it. */
  readonly exit: Promise<number | null>;
}

/** Runs `sonde` with some arguments; it is killed when the test ends, where it still runs. */
export const runCommand = (
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): RunningCommand => {
  const child = spawn(process.execPath, [path, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.error += text;
  });
  const exit = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return { child, output, exit };
};
