import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { killTree } from '../helpers/processes.mjs';

const APPLICATION = join(import.meta.dirname, 'application');

/** A server of the application: Next.js's own. */
export interface NextServer {
  /** Such as `http://127.0.0.1:40213`. */
  readonly origin: string;
  /** All that it printed so far. */
  printed(): string;
  close(): Promise<void>;
}

/** Runs Next.js's command; `printed` gets what it prints. */
function next(args: readonly string[], collector: string, print: (text: string) => void): ChildProcess {
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', ...args], {
    cwd: APPLICATION,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SONDE_COLLECTOR: collector,
      NEXT_TELEMETRY_DISABLED: '1',
      // Otherwise its own watchers are told that a test runs.
      NODE_ENV: args[0] === 'dev' ? 'development' : 'production',
    },
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => print(String(text)));
  return child;
}

/** `next build`: the application with a collector's address in it. */
export async function buildApplication(collector: string): Promise<void> {
  let said = '';
  const child = next(['build'], collector, (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`next build exited with ${code}:\n${said}`);
}

/** `next start`, or `next dev`, on a free port of 127.0.0.1. */
export async function startApplication(command: 'start' | 'dev', collector: string): Promise<NextServer> {
  let said = '';
  const child = next([command, '-p', '0', '-H', '127.0.0.1'], collector, (text) => {
    said += text;
  });
  const origin = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`next ${command} exited with ${code}:\n${said}`)));
    child.stdout?.on('data', () => {
      const [, address] = /Local:\s+(http:\/\/127\.0\.0\.1:\d+)[\s\S]*Ready/.exec(said) ?? [];
      if (address) resolve(address);
    });
  });
  return {
    origin,
    printed: () => said,
    async close() {
      if (child.pid !== undefined) await killTree([child.pid]);
    },
  };
}
