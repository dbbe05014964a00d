import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { engine } from '../helpers/engine.js';
import { eventually } from '../helpers/eventually.js';
import { killTree } from '../helpers/processes.mjs';

/** The single-page application of the demo, as `npm run demo:spa` starts it: packed, installed, checked and built anew. */

let program: ChildProcess | undefined;
afterEach(() => program?.pid !== undefined && killTree([program.pid]));

test.runIf(engine === 'chromium')(
  'npm run demo:spa installs Sonde from its tarball, and serves the application',
  async () => {
    program = spawn(process.execPath, ['demo/spa/start.mjs']);
    let said = '';
    for (const stream of [program.stdout, program.stderr])
      stream?.on('data', (text) => {
        said += text;
      });
    const exit = new Promise((resolve) => program?.once('exit', resolve));
    const address = await Promise.race([
      eventually(
        () => /Application +(http\S+)/.exec(said)?.[1],
        (found) => found !== undefined,
        'an address',
        100_000,
      ),
      exit.then(() => Promise.reject(new Error(said))),
    ]);
    const response = await fetch(`${address}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
    expect(await response.text()).toContain('<script type="module"');
  },
);
