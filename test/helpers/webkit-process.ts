import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { findBrowsers } from './find-browsers.mjs';

/** WebKitGTK's two programs. @throws Error with one sentence where one of them is missing. */
export async function webkitPrograms(): Promise<{ driver: string; browser: string }> {
  const { webkit } = await findBrowsers();
  if (!webkit) {
    throw new Error(
      'WebKitGTK is missing: install Debian’s webkit2gtk-driver, or name its programs in SONDE_WEBKIT_DRIVER and SONDE_WEBKIT.',
    );
  }
  if (!process.env.DISPLAY) throw new Error('WebKitGTK needs a display: install xvfb, or set DISPLAY.');
  return webkit;
}

/** Starts one of them with every folder that it writes to inside the profile. */
export function spawnWebkit(
  program: string,
  args: readonly string[],
  profile: string,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const folder = (name: string): string => {
    const path = join(profile, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  const child = spawn(program, args, {
    stdio: 'ignore',
    env: {
      ...process.env,
      XDG_DATA_HOME: folder('data'),
      XDG_CACHE_HOME: folder('cache'),
      XDG_CONFIG_HOME: folder('config'),
      XDG_RUNTIME_DIR: folder('runtime'),
      // No session bus, no accessibility bus: each would be a process that outlives the browser.
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      NO_AT_BRIDGE: '1',
      // In C.UTF-8 it calls the visitor's language "C", in C "en-US".
      LC_ALL: 'C',
      // bubblewrap needs user namespaces, which root in a container mostly lacks.
      ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }),
      ...env,
    },
  });
  child.on('error', () => {}); // Reported by whoever waits for its port to answer.
  return child;
}

/**
 * A port that nobody listens on now: the programs cannot be told "any" and asked which. It lies below those that systems
 * take for outgoing connections (32768 and up on Linux, 49152 elsewhere), any of which may be taken in the next moment.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return port;
  }
}
