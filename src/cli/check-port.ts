import { once } from 'node:events';
import { createServer } from 'node:net';

const sentences = (port: number): Readonly<Record<string, string>> => {
  const address = 'This machine has no such address: give another with --host.';
  return {
    EADDRINUSE: `Port ${port} is in use: give another with --port.`,
    EACCES: `Port ${port} needs more rights: give another with --port.`,
    EADDRNOTAVAIL: address,
    ENOTFOUND: address,
    EAI_AGAIN: address,
  };
};

/** What keeps a server from listening, in one sentence that says what to do about it. */
export const listenProblem = (error: unknown, port: number): Error => {
  const sentence = sentences(port)[(error as NodeJS.ErrnoException).code ?? ''];
  return sentence === undefined ? (error as Error) : new Error(sentence, { cause: error });
};

/**
 * Rejects with one sentence where nothing can listen there: before a store is made that nobody would use.
 *
 * @param port 0 asks of the address alone.
 */
export const checkPort = async (host: string, port: number): Promise<void> => {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw listenProblem(error, port);
  } finally {
    // Of a server that does not listen it says so to nobody.
    await new Promise((resolve) => server.close(resolve));
  }
};
