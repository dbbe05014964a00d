import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a build writes, from its first step to its last. */
const OUTPUTS = [
  'dist/index.js',
  'dist/collector/index.js',
  'dist/sonde.js',
  'dist/dashboard/index.html',
  'dist/index.d.ts',
];
const SOURCES = ['src', 'package.json', 'rollup.config.mjs', 'tsconfig.json', 'tsconfig.build.json'];

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** When anything in it last changed; a folder's own time tells of files that were taken away. */
const newest = (path) =>
  Math.max(
    timeOf(path),
    ...(statSync(path, { throwIfNoEntry: false })?.isDirectory()
      ? readdirSync(path).map((name) => newest(join(path, name)))
      : []),
  );

/** Whether `dist` is complete and newer than all that it is built from. */
export const isBuilt = (root) =>
  Math.min(...OUTPUTS.map((path) => timeOf(join(root, path)))) >
  Math.max(...SOURCES.map((path) => newest(join(root, path))));

/**
 * Runs `npm run build` and keeps its output to itself.
 *
 * @param signal stops it
 * @throws with that output, where the build fails
 */
export const build = (root, signal) =>
  new Promise((resolve, reject) => {
    const npm = process.env.npm_execpath;
    const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
    const child = spawn(command, [...first, 'run', '--silent', 'build'], { cwd: root, signal });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        output += text;
      });
    child.once('error', (error) => reject(new Error(`npm could not be started: ${error.message}.`)));
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The build failed:\n\n${output.trim()}`)),
    );
  });
