import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Connections that fell idle are closed this often. */
const SWEEP_MILLISECONDS = 50;

/**
 * Closes a server's connections while it stops, which Node leaves to the clients for a minute and more: it looks at no
 * time-out any longer, and a connection that has carried no request yet, as browsers open them ahead of need, counts as
 * busy. Requests under way are finished, within `grace` milliseconds.
 *
 * @returns what starts it when the server is about to close, and returns what ends it.
 * @example
 * const startClosing = closeConnections(server, 5_000);
 * const stopClosing = startClosing();
 * server.close(stopClosing);
 * @see https://nodejs.org/api/http.html#servercloseidleconnections
 */
export const closeConnections = (server: Server, grace: number): (() => () => void) => {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));

  return () => {
    const sweep = setInterval(() => {
      // One that has begun to speak may be a request.
      for (const socket of unused) if (socket.bytesRead === 0) socket.destroy();
      server.closeIdleConnections();
    }, SWEEP_MILLISECONDS);
    const end = setTimeout(() => server.closeAllConnections(), grace);
    return () => {
      clearInterval(sweep);
      clearTimeout(end);
    };
  };
};
