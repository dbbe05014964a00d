#!/usr/bin/env node
/** `npm run demo:spa`: packs Sonde, installs the tarball into a small Vite application, builds and serves that. */
import { execFile } from 'node:child_process';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build as buildSonde, isBuilt } from '../start/build.mjs';
import { choosePort } from '../start/ports.mjs';

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '../..');
const HELP = `Usage: npm run demo:spa -- [options]

Packs Sonde as npm would publish it, installs that into a small single-page application, builds it with Vite and serves
it. The collector is another command's: npm start.

  --port N          the application's port (5173, else the next free one)
  --endpoint URL    the collector (http://localhost:4318)
  --dev             serves the sources with Vite's development server
  --help            shows this`;

const say = (text) => process.stdout.write(`${text}\n`);
const run = promisify(execFile);

/** Output of a command of npm's; its errors with what it said. */
const npm = async (args, cwd) => {
  const path = process.env.npm_execpath;
  const [command, first] = path?.endsWith('.js') ? [process.execPath, [path]] : ['npm', []];
  const { stdout } = await run(command, [...first, ...args], { cwd });
  return stdout.trim();
};

/** What Sonde depends on, from where this repository has it: so the installation needs no network. */
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const DEPENDENCIES = Object.keys(dependencies).map((name) => join(ROOT, 'node_modules', name));

const INSTALL =
  'install --offline --install-links --ignore-scripts --no-save --no-package-lock --loglevel=error'.split(
    ' ',
  );

/** Installs what `npm pack` makes. No lock file: the tarball differs from build to build. */
const installSonde = async () => {
  // It is built: the package's own script would do that again.
  const tarball = await npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', HERE], ROOT);
  renameSync(join(HERE, tarball.split('\n').at(-1)), join(HERE, 'sonde.tgz'));
  rmSync(join(HERE, 'node_modules'), { recursive: true, force: true });
  await npm([...INSTALL, './sonde.tgz', ...DEPENDENCIES], HERE);
};

/** All that a page with Sonde needs: its collector in `connect-src`. */
const policy = (endpoint) =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src ${new URL(endpoint).origin}; require-trusted-types-for 'script'`;

const start = async () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      endpoint: { type: 'string', default: 'http://localhost:4318' },
      dev: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return say(HELP);
  if (!URL.canParse(values.endpoint))
    throw new Error(`--endpoint wants an address, not "${values.endpoint}".`);
  const port = await choosePort(values.port === undefined ? undefined : Number(values.port), 5173);

  say('Packing and installing Sonde …');
  if (!isBuilt(ROOT)) await buildSonde(ROOT);
  await installSonde();
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', HERE]);

  process.env.VITE_SONDE_ENDPOINT = values.endpoint;
  const { build, createServer, preview } = await import('vite');
  const options = {
    root: HERE,
    logLevel: 'error',
    server: { port, strictPort: true },
    preview: { port, strictPort: true, headers: { 'content-security-policy': policy(values.endpoint) } },
  };
  if (!values.dev) await build(options);
  const server = values.dev ? await (await createServer(options)).listen() : await preview(options);
  say(`\n  Application  http://localhost:${port}\n\nIt sends to ${values.endpoint}. Ctrl-C stops it.`);

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, async () => {
      await server.close();
      process.exit();
    });
};

start().catch((error) => {
  process.stderr.write(`${[error.message, error.stdout, error.stderr].filter(Boolean).join('\n').trim()}\n`);
  process.exit(1);
});
