import { attempt } from './browser/attempt.js';
import { manual } from './consent/manual.js';
import { withOptOut } from './consent/opt-out.js';
import type { CoreOptions } from './core.js';
import type { Options } from './options.js';
import { createDropCount } from './outbox/drop-count.js';
import { spill } from './outbox/spill.js';
import { createResource } from './pipeline/resource.js';
import { createScrub } from './pipeline/scrub.js';
import type { Telemetry } from './plugin.js';
import { compress } from './transport/compress.js';

/**
 * The stages that every page gets: the core of them, and what is the same in `init` and in the script-tag file.
 *
 * @param given cleans each string value, where that is not `createScrub`.
 */
export const standard = (options: Options, given?: (text: string) => string): CoreOptions => {
  const scrub = given || createScrub(options.allowQuery);
  const { consent, debug: isDebug, plugins = [] } = options;
  const taps = new Set<Parameters<Telemetry['onEmit']>[0]>();
  /** Takes errors, too: it is what `onError` is here. */
  const debug: Telemetry['debug'] & ((error: unknown) => void) = isDebug
    ? console.debug.bind(console, '[sonde]')
    : () => {};
  const [onDrop, setup] = createDropCount();
  return {
    flushEvery: 2_000,
    ...options,
    bounds: { events: 10_000, size: 5_000_000, age: 604_800_000 },
    consent: withOptOut(
      typeof consent === 'object' ? consent : manual(consent === 'granted' ? consent : undefined),
    ),
    plugins: [{ purpose: 'diagnostics', setup }, ...plugins],
    stages: [
      (event, sessionId) => {
        debug(event.name, event.attributes);
        // A plugin's own may throw.
        return [...taps].every((tap) => attempt(() => tap(event, sessionId), debug) !== false) && event;
      },
    ],
    resource: createResource(options, scrub, debug),
    telemetry: {
      onEmit(tap) {
        taps.add(tap);
        return () => taps.delete(tap);
      },
      debug,
    },
    scrub,
    compress,
    spill,
    onDrop,
    onError: debug,
  };
};
