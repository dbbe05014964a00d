/** The optional peer dependencies, as package.json names them, that a part of the collector needs. */
export type Peer = '@clickhouse/client' | '@fastify/static' | 'chdb' | 'fastify' | 'ua-parser-js';

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
    throw new Error(`The collector needs ${peers.join(' and ')}: npm install ${peers.join(' ')}`, { cause });
  }
};
