#!/usr/bin/env node
/**
 * `npm test`: builds, then runs every suite, each in a process of its own, and ends with one line for all of them.
 *
 *   npm test                        everything
 *   npm test -- unit firefox        these suites only; `e2e` is those of all engines
 *   npm test -- --no-build unit     on the build that is there
 *
 * Exits with 1 if a test failed or a suite ran none. An engine that is not on this machine is reported as not run; under
 * CI=true, or when SONDE_ENGINES (such as `chromium,webkit`) names it, that is a failure.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ENGINES, findBrowsers, onPath } from './helpers/find-browsers.mjs';
import { killTree } from './helpers/processes.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, remark?: string }} Count */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE_SUITES = ['lint', 'types', 'unit', 'build', 'collector'];
const SUITES = [...NODE_SUITES, ...ENGINES];
/** No suite takes half of this, even on a busy machine; one that does hangs. */
const SUITE_LIMIT = 20 * 60_000;

const { positionals: named, values } = parseArgs({
  allowPositionals: true,
  options: { 'no-build': { type: 'boolean', default: false } },
});
const positionals = named.flatMap((name) => (name === 'e2e' ? ENGINES : [name]));
const unknown = positionals.filter((name) => !SUITES.includes(name));
if (unknown.length > 0) {
  console.error(
    `There is no suite ${unknown.join(', ')}. The suites are: ${SUITES.join(', ')}; e2e is the last three.`,
  );
  process.exit(2);
}
const wanted = positionals.length > 0 ? SUITES.filter((name) => positionals.includes(name)) : SUITES;

if (!values['no-build'] && (await run('npm', ['run', 'build'])) !== 0) {
  console.error('The build failed, so no test was run.');
  process.exit(1);
}

/** @type {Map<string, Count>} */
const counts = new Map();
for (const suite of wanted) {
  console.log(`\n── ${suite}`);
  const started = performance.now();
  const count = await runSuite(suite);
  counts.set(suite, {
    ...count,
    remark: count.remark ?? `${((performance.now() - started) / 1000).toFixed(1)} s`,
  });
}
report(counts);

/** @param {string} suite @returns {Promise<Count>} */
async function runSuite(suite) {
  if (suite === 'lint') return lint();
  const engine = ENGINES.find((name) => name === suite);
  const missing = engine && (await missingBecause(engine));
  if (!missing) return vitest(suite);
  const demanded = process.env.CI === 'true' || process.env.SONDE_ENGINES?.split(',').includes(suite);
  const asked = positionals.includes(suite);
  return { passed: 0, failed: demanded || asked ? 1 : 0, skipped: 0, remark: `not run: ${missing}` };
}

/** The checks that read the sources and run nothing of them; each tool counts as one test. @returns {Promise<Count>} */
async function lint() {
  const checks = [
    ['biome', 'check', '--error-on-warnings', '.'],
    ['tsc', '-p', 'tsconfig.json'],
    ['tsc', '-p', 'tsconfig.test.json'],
  ];
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const [tool, ...args] of checks) {
    const clean = (await run(join(ROOT, 'node_modules/.bin', String(tool)), args)) === 0;
    console.log(`${clean ? '✓' : '✗'} ${tool} ${args.join(' ')}`);
    count[clean ? 'passed' : 'failed']++;
  }
  return count;
}

/** @param {string} project @returns {Promise<Count>} */
async function vitest(project) {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-results-'));
  const results = join(folder, 'results.json');
  const args = [
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
  ];
  const code = await run(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args]);
  try {
    const json = existsSync(results) && JSON.parse(readFileSync(results, 'utf8'));
    const passed = json ? json.numPassedTests : 0;
    const skipped = json ? json.numPendingTests + json.numTodoTests : 0;
    const broken = json ? json.testResults.filter((/** @type {any} */ file) => isBroken(file)).length : 0;
    const failed = (json ? json.numFailedTests : 0) + broken;
    // Vitest also fails for what belongs to no test: an unhandled rejection, a worker that crashed, no test at all.
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that failed although none of its tests did: it could not be loaded, or a hook of it threw. */
function isBroken(/** @type {any} */ file) {
  return (
    file.status === 'failed' &&
    !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed')
  );
}

/** Why an engine's suite cannot run here. @param {import('./helpers/find-browsers.mjs').Engine} engine */
async function missingBecause(engine) {
  if (engine === 'chromium' && !(await findBrowsers()).chromium && process.env.CI !== 'true') {
    console.log('There is no Chromium on this machine; asking Playwright for one.');
    await run(join(ROOT, 'node_modules/.bin/playwright-core'), ['install', 'chromium']);
  }
  if (!(await findBrowsers())[engine])
    return `${engine} is not on this machine (Debian: see .ci/run for its package)`;
  if (engine === 'webkit' && !process.env.DISPLAY && !onPath('Xvfb'))
    return 'WebKitGTK needs Xvfb, or a DISPLAY';
  return undefined;
}

/** @param {string} command @param {string[]} args @returns {Promise<number>} */
function run(command, args) {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit' });
  const limit = setTimeout(() => {
    console.error(
      `Still running after ${SUITE_LIMIT / 60_000} minutes, so it is ended: ${command} ${args.join(' ')}`,
    );
    if (child.pid !== undefined) killTree([child.pid]);
  }, SUITE_LIMIT);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  }).finally(() => clearTimeout(limit));
}

/** @param {Map<string, Count>} counts */
function report(counts) {
  const total = { passed: 0, failed: 0 };
  console.log('\n── all suites');
  for (const [suite, { passed, failed, skipped, remark }] of counts) {
    const none = passed + failed === 0 && !remark?.startsWith('not run');
    console.log(
      `${failed || none ? '✗' : passed ? '✓' : '–'} ${suite.padEnd(10)} ${passed} passed, ${failed} failed` +
        `${skipped ? `, ${skipped} skipped` : ''} (${none ? 'no test ran' : remark})`,
    );
    total.passed += passed;
    total.failed += failed + (none ? 1 : 0);
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}
