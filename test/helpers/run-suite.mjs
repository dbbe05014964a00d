import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { ENGINES, findBrowsers, onPath } from './find-browsers.mjs';
import { killTree } from './processes.mjs';

/**
 * `faults` says of each failure which it was and, in a line, what was wrong: for the end of a long log.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, faults: string[], remark?: string }} Count
 */
/** @typedef {(text: string | Buffer) => void} Print */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** No suite takes half of this, even on a busy machine; one that does hangs. */
const LIMIT = 35 * 60_000;

export const SUITES = ['lint', 'types', 'unit', 'build', 'collector', ...ENGINES];
/** The same by the time that they take, the longest first. */
export const BY_LENGTH = ['chromium', 'firefox', 'webkit', 'collector', 'build', 'types', 'lint', 'unit'];

/**
 * Runs one suite in processes of its own.
 *
 * @param {string} suite one of `SUITES`
 * @param {boolean} demanded whether a missing engine is a failure
 * @param {Print} print takes what the suite says
 * @returns {Promise<Count>}
 */
export async function runSuite(suite, demanded, print) {
  if (suite === 'lint') return lint(print);
  const engine = ENGINES.find((name) => name === suite);
  const missing = engine && (await missingBecause(engine, print));
  if (!missing) return vitest(suite, print);
  return { passed: 0, failed: demanded ? 1 : 0, skipped: 0, faults: [], remark: `not run: ${missing}` };
}

/**
 * The checks that read the sources and run nothing of them; each counts as one test. That the sources' exports say their
 * types, the build checks: it writes the declarations, and fails.
 *
 * @param {Print} print
 */
async function lint(print) {
  const checks = [
    ['biome', 'check', '--error-on-warnings', '.'],
    ['tsc', '-p', 'tsconfig.test.json'],
  ];
  const count = { passed: 0, failed: 0, skipped: 0, faults: /** @type {string[]} */ ([]) };
  for (const [tool, ...args] of checks) {
    const clean = (await run(join(ROOT, 'node_modules/.bin', String(tool)), args, print)) === 0;
    print(`${clean ? '✓' : '✗'} ${tool} ${args.join(' ')}\n`);
    count[clean ? 'passed' : 'failed']++;
    if (!clean) count.faults.push(`${tool} ${args.join(' ')}`);
  }
  return count;
}

/** @param {string} project @param {Print} print @returns {Promise<Count>} */
async function vitest(project, print) {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-results-'));
  const results = join(folder, 'results.json');
  const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs');
  let said = '';
  const code = await run(process.execPath, [program, 'run', `--project=${project}`, ...args], (text) => {
    said += text;
    print(text);
  });
  try {
    const json = existsSync(results) && JSON.parse(readFileSync(results, 'utf8'));
    const passed = json ? json.numPassedTests : 0;
    const skipped = json ? json.numPendingTests + json.numTodoTests : 0;
    const faults = json ? json.testResults.flatMap(faultsOf) : [];
    // Vitest also fails for what belongs to no test: an unhandled rejection, a worker that crashed, no test at all.
    const [unhandled] = /Unhandled (?!Errors)\w+ ⎯+\n[\s\S]*/.exec(stripVTControlCharacters(said)) ?? [];
    if (code !== 0 && faults.length === 0)
      faults.push(`vitest exited with ${code}: ${inALine(unhandled ?? said.slice(-400))}`);
    return { passed, failed: faults.length, skipped, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A line for each test of a file that failed; one for the file where none did: it could not be loaded, or a hook threw.
 *
 * @param {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string,
 *   failureMessages: string[] }[] }} file
 */
function faultsOf(file) {
  const path = relative(ROOT, file.name);
  const failed = file.assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length > 0)
    return failed.map((test) => `${path} > ${test.fullName}: ${inALine(test.failureMessages.join(' '))}`);
  return file.status === 'failed' ? [`${path}: ${inALine(file.message)}`] : [];
}

/** The start of a message, without the places in code that follow it. @param {string} message */
function inALine(message) {
  return (
    stripVTControlCharacters(message)
      .split(/\n\s+(?:at|❯) /)[0]
      ?.replace(/\s+/g, ' ')
      .slice(0, 400) ?? ''
  );
}

/** Why an engine's suite cannot run here. @param {import('./find-browsers.mjs').Engine} engine @param {Print} print */
async function missingBecause(engine, print) {
  if (engine === 'chromium' && !(await findBrowsers()).chromium && process.env.CI !== 'true') {
    print('There is no Chromium on this machine; asking Playwright for one.\n');
    await run(join(ROOT, 'node_modules/.bin/playwright-core'), ['install', 'chromium'], print);
  }
  if (!(await findBrowsers())[engine]) return 'it is not on this machine (Debian’s packages: see .ci/run)';
  if (engine === 'webkit' && !process.env.DISPLAY && !onPath('Xvfb')) return 'it needs Xvfb, or a DISPLAY';
  return undefined;
}

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Print} print
 * @returns {Promise<number>} its exit code; 1 where it has none
 */
export function run(command, args, print) {
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...color },
  });
  child.stdout.on('data', print);
  child.stderr.on('data', print);
  const limit = setTimeout(() => {
    print(`Still running after ${LIMIT / 60_000} minutes, so it is ended: ${command} ${args.join(' ')}\n`);
    if (child.pid !== undefined) killTree([child.pid]);
  }, LIMIT);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      print(`${command} could not be started: ${error.message}\n`);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  }).finally(() => clearTimeout(limit));
}
