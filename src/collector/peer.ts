import { createRequire } from 'node:module';

/** The optional peer dependencies, as package.json names them, that a part of the collector needs. */
export type Peer = '@clickhouse/client' | '@fastify/static' | 'chdb' | 'fastify' | 'ua-parser-js';

const sentence = (peers: readonly Peer[]): string =>
  `The collector needs ${peers.join(', ').replace(/, ([^,]*)$/, ' and $1')}: npm install ${peers.join(' ')}`;

/**
 * Throws where some of these peer dependencies are missing: one sentence for all of them, rather than one after the
 * other.
 */
export const checkPeers = (peers: readonly Peer[]): void => {
  const { resolve } = createRequire(import.meta.url);
  const missing = peers.filter((peer) => {
    try {
      return !resolve(peer);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
    }
  });
  if (missing.length > 0) throw new Error(sentence(missing));
};

/**
 * Loads an optional peer dependency, or says in one sentence how to install what is missing.
 *
 * @example const { createClient } = await loadPeers(['@clickhouse/client'], () => import('@clickhouse/client'));
 */
export const loadPeers = async <Module>(
  peers: readonly Peer[],
  load: () => Promise<Module>,
): Promise<Module> => {
  try {
    return await load();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw cause;
    throw new Error(sentence(peers), { cause });
  }
};
