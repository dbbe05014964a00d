#!/usr/bin/env node
/**
 * `npm run test:nextjs`: installs Next.js beside its application, packs Sonde as npm would publish it, installs that there,
 * and runs the tests. Not part of the other tests: it needs the network, 350 MB and some minutes.
 *
 *   npm run test:nextjs                      builds Sonde first
 *   npm run test:nextjs -- --no-build        with the build that is there
 *   npm run test:nextjs -- --no-install      with the Next.js that is there
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    'no-build': { type: 'boolean', default: false },
    'no-install': { type: 'boolean', default: false },
  },
});
const root = resolve(import.meta.dirname, '../..');
const application = join(import.meta.dirname, 'application');
const run = (/** @type {string} */ command, /** @type {string[]} */ args, cwd = root) =>
  void execFileSync(command, args, { cwd, stdio: 'inherit' });

if (!values['no-build']) run('npm', ['run', 'build']);
if (!values['no-install'])
  run('npm', ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'], application);

const folder = mkdtempSync(join(tmpdir(), 'sonde-packed-'));
try {
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
  const [tarball] = readdirSync(folder);
  const installed = join(application, 'node_modules/sonde');
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed);
  run('tar', ['-xzf', join(folder, String(tarball)), '-C', installed, '--strip-components=1']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// A copy: Next.js takes nothing from outside its application.
cpSync(join(root, 'node_modules/web-vitals'), join(application, 'node_modules/web-vitals'), {
  recursive: true,
});

const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project=nextjs'], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
