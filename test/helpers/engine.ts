import { inject } from 'vitest';
import type { Engine } from './find-browsers.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    engine: Engine;
  }
}

/** The engine that this run of the end-to-end files is for: vitest's project says. */
export const engine: Engine = inject('engine');
