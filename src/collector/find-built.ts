import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `dist/`: above this folder once built, beside `src/` when this module runs from its source. */
const FOLDERS = ['../', '../../dist/'];

/**
 * Where a file of the built package is; `undefined` where it was not built.
 *
 * @param name its path below `dist/`.
 */
export const findBuilt = (name: string): string | undefined =>
  FOLDERS.map((folder) => fileURLToPath(new URL(folder + name, import.meta.url))).find((path) =>
    existsSync(path),
  );
