import { createServer } from 'node:net';

const TRIES = 50;

const isFree = (port, host) =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) =>
      error.code === 'EADDRINUSE'
        ? resolve(false)
        : reject(new Error(`Port ${port} cannot be used: ${error.code}.`)),
    );
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });

/**
 * A port that nobody listens on: the one asked for, or else the usual one or the next free one after it.
 *
 * @param asked the port from the command line, if any
 * @param usual the default
 * @param avoid a port that is spoken for
 * @throws where the port asked for is taken, or nothing near the usual one is free
 */
export const choosePort = async (asked, usual, { host = '127.0.0.1', avoid } = {}) => {
  if (asked !== undefined) {
    if (asked !== avoid && (await isFree(asked, host))) return asked;
    throw new Error(`Port ${asked} is taken: stop what listens there, or choose another one.`);
  }
  for (let port = usual; port < usual + TRIES; port += 1)
    if (port !== avoid && (await isFree(port, host))) return port;
  throw new Error(
    `No port from ${usual} to ${usual + TRIES - 1} is free: choose one with --port or --shop-port.`,
  );
};
