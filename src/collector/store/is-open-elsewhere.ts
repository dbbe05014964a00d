import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Linux's list of the locks on files: https://man7.org/linux/man-pages/man5/proc_locks.5.html */
const LOCKS = '/proc/locks';

/**
 * Whether another process holds the engine's lock on a data folder. The engine refuses such a folder itself, and writes
 * why to the terminal in words of its own. False where nobody can tell, as on a system without `/proc/locks`.
 */
export const isOpenElsewhere = (path: string): boolean => {
  try {
    const { dev, ino } = statSync(join(path, 'status'), { bigint: true });
    return readFileSync(LOCKS, 'utf8')
      .split('\n')
      .some((line) => {
        const [, holder, major = '', minor = '', inode] =
          / (\d+) ([\da-f]+):([\da-f]+):(\d+) /.exec(line) ?? [];
        return (
          inode === String(ino) &&
          Number(holder) !== process.pid &&
          // As makedev(3) packs the two into a number.
          BigInt(`0x${major}`) === ((dev >> 8n) & 0xfffn) &&
          BigInt(`0x${minor}`) === ((dev & 0xffn) | ((dev >> 12n) & 0xfff00n))
        );
      });
  } catch {
    return false;
  }
};
