import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Starts the built collector inside this process, on the embedded engine.
 *
 * @param root the repository's folder
 * @param data the folder where events are kept
 * @param log takes a line about the store's health
 */
export const startCollector = async ({ root, data, port, host, log }) => {
  const { createCollector } = await import(pathToFileURL(resolve(root, 'dist/collector/index.js')).href);
  const collector = await createCollector({ location: { path: data }, port, host, log });
  await collector.listen();
  return collector;
};
