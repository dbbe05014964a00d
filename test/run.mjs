#!/usr/bin/env node
/**
 * `npm test`: builds, then runs every suite, each in a process of its own, and ends with one line for all of them.
 *
 *   npm test                        everything
 *   npm test -- unit firefox        these suites only; `e2e` is those of all engines
 *   npm test -- --no-build unit     on the build that is there
 *   npm test -- --jobs 1            one suite at a time, instead of two
 *
 * Exits with 1 if a test failed or a suite ran none. An engine that is not on this machine is reported as not run; under
 * CI=true, or when SONDE_ENGINES (such as `chromium,webkit`) names it, that is a failure.
 */
import { parseArgs } from 'node:util';
import { ENGINES } from './helpers/find-browsers.mjs';
import { BY_LENGTH, run, runSuite, SUITES } from './helpers/run-suite.mjs';

/** @typedef {import('./helpers/run-suite.mjs').Count} Count */
/** @typedef {import('./helpers/run-suite.mjs').Print} Print */

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'no-build': { type: 'boolean', default: false }, jobs: { type: 'string', default: '2' } },
});
const named = positionals.flatMap((name) => (name === 'e2e' ? ENGINES : [name]));
const unknown = named.filter((name) => !SUITES.includes(name));
if (unknown.length > 0) {
  console.error(
    `There is no suite ${unknown.join(', ')}. The suites are: ${SUITES.join(', ')}; e2e is the last three.`,
  );
  process.exit(2);
}
const wanted = named.length > 0 ? SUITES.filter((name) => named.includes(name)) : SUITES;

/** @type {Print} */
const print = (text) => void process.stdout.write(text);

/** @type {Map<string, Count>} */
const counts = new Map(wanted.map((suite) => [suite, { passed: 0, failed: 1, skipped: 0, faults: [] }]));
const jobs = Math.max(1, Number(values.jobs) || 1);
// What takes longest begins, and what is short fills up the end, so that no place is idle while another has work left.
const waiting = BY_LENGTH.filter((suite) => wanted.includes(suite));
const building = values['no-build'] ? undefined : run('npm', ['run', 'build'], print);
// The unit tests read the sources: they take the place beside the build, which has work for one processor.
if (building && jobs > 1 && wanted.includes('unit')) {
  waiting.splice(waiting.indexOf('unit'), 1);
  await perform('unit');
}
if (building && (await building) !== 0) {
  console.error('The build failed, so no other test was run.');
  process.exit(1);
}
const workers = Array.from({ length: jobs }, async () => {
  for (let suite = waiting.shift(); suite; suite = waiting.shift()) await perform(suite);
});
await Promise.all(workers);
report();

/** Two speak at once: each is heard when it has ended. @param {string} suite */
async function perform(suite) {
  /** @type {(string | Buffer)[]} */
  const said = [];
  print(`\n── ${suite} runs …\n`);
  await count(suite, (text) => void said.push(text));
  print(`\n── ${suite}\n`);
  for (const text of said) print(text);
}

/** @param {string} suite @param {Print} print */
async function count(suite, print) {
  const started = performance.now();
  const demanded =
    process.env.CI === 'true' ||
    named.includes(suite) ||
    process.env.SONDE_ENGINES?.split(',').includes(suite) === true;
  const result = await runSuite(suite, demanded, print);
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  counts.set(suite, { ...result, remark: result.remark ?? took });
}

function report() {
  const total = { passed: 0, failed: 0 };
  for (const [suite, { faults }] of counts) {
    if (faults.length > 0) print(`\n── what failed in ${suite}\n`);
    for (const fault of faults) print(`✗ ${fault}\n`);
  }
  print('\n── all suites\n');
  for (const [suite, { passed, failed, skipped, remark }] of counts) {
    const none = passed + failed === 0 && !remark?.startsWith('not run');
    const sign = failed || none ? '✗' : passed ? '✓' : '–';
    const left = skipped ? `, ${skipped} skipped` : '';
    print(
      `${sign} ${suite.padEnd(10)} ${passed} passed, ${failed} failed${left} (${none ? 'no test ran' : remark})\n`,
    );
    total.passed += passed;
    total.failed += failed + (none ? 1 : 0);
  }
  print(`\n${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}
