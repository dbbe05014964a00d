import { readdirSync, readFileSync } from 'node:fs';
import type { Browser } from './browser.js';
import { gone, processesNaming, treeOf } from './processes.mjs';

/** How the processes that run pages are told from a browser's others, by their command lines. */
const RENDERER = {
  chromium: / --type=renderer /,
  // The last word is the kind of process: `tab` for pages and for the spare one.
  firefox: / -contentproc .* tab *$/,
  webkit: /^[^ ]*WebKitWebProcess /,
} as const;

/** A file of /proc, with spaces for its zeros; empty when the process is gone or another user's. */
const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

/** WebKit's processes name their profile in the environment only. */
const environmentNames = (profile: string): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && read(pid, 'environ').includes(profile));

/** The processes that run a browser's pages. Linux only. */
export const renderersOf = ({ engine, profile }: Browser): number[] =>
  (engine === 'webkit' ? environmentNames(profile) : treeOf(processesNaming(profile))).filter((pid) =>
    RENDERER[engine].test(read(pid, 'cmdline')),
  );

/** Kills every process that runs a page of this browser, as the kernel does when memory runs out. */
export async function killRenderers(browser: Browser): Promise<void> {
  const doomed = renderersOf(browser);
  if (doomed.length === 0) throw new Error('No process of this browser runs a page.');
  for (const pid of doomed) process.kill(pid, 'SIGKILL');
  await gone(doomed);
}
