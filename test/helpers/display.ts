import { spawn } from 'node:child_process';
import { onPath } from './find-browsers.mjs';
import { killTree } from './processes.mjs';

/**
 * Vitest's global set-up for the WebKit project: WebKitGTK draws to an X display even under automation, so where there is
 * none, an Xvfb on a number of its own choice; the workers inherit `DISPLAY`. Returns what ends it.
 */
export default async function display(): Promise<(() => Promise<void>) | undefined> {
  const xvfb = onPath('Xvfb');
  if (process.env.DISPLAY || !xvfb) return undefined;
  const child = spawn(xvfb, ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code} before it had a display.`)));
    child.stdio[3]?.once('data', (data: Buffer) => resolve(String(data).trim()));
  });
  process.env.DISPLAY = `:${number}`;
  return async () => {
    delete process.env.DISPLAY;
    if (child.pid !== undefined) await killTree([child.pid]);
  };
}
