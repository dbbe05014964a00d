import { attempt } from '../browser/attempt.js';
import { RECORDED } from '../browser/recorded.js';
import { captureException } from '../plugins/capture-exception.js';
import type { Sonde } from '../sonde.js';

/** How deep a chain of causes is followed. */
const MAX_CAUSES = 6;

/**
 * Hangs where in the tree of components it happened below an error's last cause, where everything that records errors
 * finds it, and the console shows it; with the digest by which a server's log has an error that it tells browsers nothing
 * else of. What is no error, or is frozen, stays as it is.
 *
 * @see https://react.dev/reference/react-dom/server/renderToPipeableStream#logging-crashes-on-the-server
 */
export const addComponents = (error: unknown, components: string | null | undefined): void => {
  attempt(() => {
    const { digest } = error as { digest?: unknown };
    let last = error as { cause?: unknown };
    for (let depth = 0; last.cause instanceof Error && depth < MAX_CAUSES; depth++) last = last.cause;
    if ((components || digest) && last instanceof Error && last.cause === undefined)
      last.cause = Object.assign(new Error(digest ? `digest ${digest}` : 'in'), {
        name: digest ? 'Server' : 'Components',
        stack: components || '',
      });
  });
};

/**
 * Records an error that a framework caught, with its components. The same error, which a framework may tell at several
 * places, is recorded once.
 */
export const captureOnce = (
  sonde: Pick<Sonde, 'track'>,
  error: unknown,
  components?: string | null,
  severity?: Parameters<typeof captureException>[2],
): void => {
  const mark = Symbol.for(RECORDED);
  if (attempt(() => (error as Record<symbol, unknown>)[mark])) return;
  addComponents(error, components);
  captureException(sonde, error, severity);
  attempt(() => Object.defineProperty(error, mark, { value: true }));
};
