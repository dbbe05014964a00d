import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './temporary-folder.js';

const run = promisify(execFile);

/** What a user gets: the tarball that `npm publish` would upload, and a folder whose node_modules has it installed. */
export interface Packed {
  /** Path of the tarball. */
  readonly tarball: string;
  /** What is in it: paths below the package's root. */
  readonly files: readonly string[];
  /** A folder to put a user's own sources into. Sonde's browser dependencies are there, its optional peers are not. */
  readonly project: string;
  remove(): void;
}

/** Packs the build that is there and installs it, without a registry. */
export async function packAndInstall(): Promise<Packed> {
  const folder = temporaryFolder('packed');
  const { stdout } = await run('npm', [
    'pack',
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    folder.path,
  ]);
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  const tarball = join(folder.path, filename);
  const installed = join(folder.path, 'node_modules', 'sonde');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const name of Object.keys(dependencies)) {
    symlinkSync(resolve('node_modules', name), join(folder.path, 'node_modules', name), 'junction');
  }
  return { tarball, files: files.map(({ path }) => path), project: folder.path, remove: folder.remove };
}
