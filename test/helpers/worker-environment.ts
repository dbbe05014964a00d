import { builtinEnvironments, type Environment } from 'vitest/runtime';
import { endsOf } from './outlive.js';

/**
 * Vitest's environment for the end-to-end projects: Node's, set up once for all files of an engine, as they run in one
 * worker without isolation; at the end it ends what they shared.
 */
const environment: Environment = {
  name: 'end-to-end',
  viteEnvironment: 'ssr',
  async setup(global, options) {
    const node = await builtinEnvironments.node.setup(global, options);
    return {
      async teardown() {
        for (const end of endsOf(global).reverse()) await end();
        await node.teardown(global);
      },
    };
  },
};

export default environment;
