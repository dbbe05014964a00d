import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const had = new Set<number>();

/**
 * Has a server listen on a free port of 127.0.0.1 that no server of this process had before, and resolves with the port:
 * the files of a run share a browser, and it remembers what an origin stored.
 */
export async function listenAnew(server: Server): Promise<number> {
  for (;;) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    if (!had.has(port)) {
      had.add(port);
      return port;
    }
    await new Promise((resolve) => server.close(resolve));
  }
}
