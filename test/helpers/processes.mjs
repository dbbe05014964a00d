import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** @typedef {{ pid: number, parent: number, command: string }} Process */

/**
 * Kills processes and all that descend from them with SIGKILL, as the kernel's out-of-memory killer or a power button
 * would: nobody gets to run a handler. Resolves when every one of them is gone.
 *
 * @param {readonly number[]} roots
 * @returns {Promise<void>}
 */
export async function killTree(roots) {
  const doomed = treeOf(roots);
  for (const pid of doomed) signal(pid, 'SIGKILL');
  await gone(doomed);
}

/**
 * The processes whose command line holds `text`: a browser's are found by the folder of its profile.
 *
 * @param {string} text
 * @returns {number[]}
 */
export const processesNaming = (text) =>
  processes()
    .filter((entry) => entry.pid !== process.pid && entry.command.includes(text))
    .map((entry) => entry.pid);

/**
 * Resolves when none of the processes runs any more.
 *
 * @param {readonly number[]} pids
 * @returns {Promise<void>}
 */
export async function gone(pids) {
  while (pids.some(runs)) await new Promise((resolve) => setTimeout(resolve, 10));
}

/**
 * The processes and all that descend from them now. A child whose parent ends is no longer found: ask before.
 *
 * @param {readonly number[]} roots
 * @returns {number[]}
 */
export function treeOf(roots) {
  const all = processes();
  const found = new Set(roots);
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const entry of all) if (found.has(entry.parent)) found.add(entry.pid);
  }
  found.delete(process.pid);
  return [...found];
}

/** @param {number} pid @param {NodeJS.Signals | 0} name */
function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/**
 * A zombie answers signals but runs nothing: where nobody reaps it, as in a container without init, it stays for ever.
 *
 * @param {number} pid
 */
function runs(pid) {
  if (!signal(pid, 0)) return false;
  if (!existsSync('/proc/self/stat')) return true;
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** /proc rather than `ps`, which a bare Debian does not have; `ps` on macOS, which has no /proc. @returns {Process[]} */
function processes() {
  if (!existsSync('/proc/self/stat')) {
    const listing = execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' });
    return [...listing.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, pid, parent, command = '']) => ({
      pid: Number(pid),
      parent: Number(parent),
      command,
    }));
  }
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return [{ pid: Number(name), parent, command }];
    } catch {
      return []; // It ended while we looked.
    }
  });
}
