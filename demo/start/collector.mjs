import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Milliseconds that open requests get at the end. */
const PATIENCE = 1500;

/**
 * Starts the built collector inside this process, on the embedded engine.
 *
 * @param root the repository's folder
 * @param data the folder where events are kept
 * @param log takes a line about the store's health
 * @returns `close`, which ends within moments whatever connections are open
 */
export const startCollector = async ({ root, data, port, host, log }) => {
  const { createCollector } = await import(pathToFileURL(resolve(root, 'dist/collector/index.js')).href);
  const collector = await createCollector({ location: { path: data }, port, host, log });
  await collector.listen();
  return {
    async close() {
      // Browsers connect ahead of need, and Node waits for such connections as long as for busy ones.
      const timer = setTimeout(() => collector.app.server.closeAllConnections(), PATIENCE);
      await collector.close().finally(() => clearTimeout(timer));
    },
  };
};
