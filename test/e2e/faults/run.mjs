#!/usr/bin/env node
/**
 * `npm run test:faults`: the long form of the fault matrix. Every fault, with many events, on every engine; then the table
 * in this folder's README.md and the summary in the project's are written anew.
 *
 *   npm run test:faults                                all engines, one after the other
 *   npm run test:faults -- firefox                     this one only; the table keeps what was measured on the others
 *   npm run test:faults -- --events 500 --seeds 1,2    so many events a trial (2,000), and a trial for each seed (1)
 *   npm run test:faults -- --only 'tab is closed'      the faults whose names match
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENGINES } from '../../helpers/find-browsers.mjs';
import { run } from '../../helpers/run-suite.mjs';
import { writeTable } from './table.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string', default: '2000' },
    seeds: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'sonde-faults-'));
const results = join(folder, 'results.jsonl');
Object.assign(process.env, {
  SONDE_LONG: '1',
  SONDE_FAULTS: 'long',
  SONDE_FAULTS_EVENTS: values.events,
  SONDE_FAULTS_SEEDS: values.seeds,
  SONDE_FAULTS_RESULTS: results,
});
let failed = 0;
try {
  for (const engine of positionals.length > 0 ? positionals : ENGINES) {
    const filter = values.only ? ['-t', values.only] : [];
    const args = ['vitest', 'run', '--project', engine, 'test/e2e/faults', ...filter];
    failed += await run('npx', args, (text) => void process.stdout.write(text));
  }
  const notes = existsSync(results) ? readFileSync(results, 'utf8').trim().split('\n') : [];
  console.log(notes.length > 0 ? writeTable(notes.map((line) => JSON.parse(line))) : 'No fault was tried.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;
