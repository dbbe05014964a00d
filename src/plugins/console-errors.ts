import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { describeError } from '../browser/describe-error.js';
import { patch } from '../browser/patch.js';
import { RECORDED } from '../browser/recorded.js';
import type { Plugin } from '../plugin.js';

/** Milliseconds in which the same message is recorded once. */
const STORM = 5_000;
const MAX_RECENT = 100;

/**
 * Records what the page writes by `console.error` as an `exception` that was handled: the first error among the arguments
 * with its stack, and the texts and numbers. Other objects are named by their class and not read. The console shows the
 * same as before, but names this file as the place: that is why it is an option.
 *
 * The same message again within five seconds is not recorded again.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [errors(), consoleErrors()] });
 */
export const consoleErrors = (): Plugin => ({
  purpose: 'diagnostics',
  setup({ emit }) {
    const recent = new Set<string>();
    /** What is written while this writes is not the page's. */
    let isBusy = false;
    let forgetting: ReturnType<typeof setTimeout>;
    return all([
      patch(console, 'error', (run, given) => {
        // What a framework's helper has recorded already is written by the framework, too.
        const mark = Symbol.for(RECORDED);
        const isKnown = given.some((one) => attempt(() => one[mark]));
        if (!isBusy && !isKnown) {
          isBusy = true;
          // Asking a revoked Proxy throws.
          const isError = (one: unknown) => attempt(() => one instanceof Error);
          const error = given.find(isError);
          const { type, stack } = error ? describeError(error) : { type: 'console.error', stack: '' };
          const message = given
            .slice(0, 10)
            .map((one) => {
              const told = describeError(one);
              return one === Object(one) && !isError(one) ? `[${told.type}]` : told.message;
            })
            .join(' ')
            .slice(0, 4_096);
          if (!recent.has(message)) {
            if (!recent.size) forgetting = setTimeout(() => recent.clear(), STORM);
            if (recent.size < MAX_RECENT) recent.add(message);
            emit(
              'exception',
              {
                'exception.type': type,
                'exception.message': message,
                'exception.stacktrace': stack || undefined,
                'sonde.exception.source': 'console',
                'sonde.exception.handled': true,
              },
              { severity: 13 },
            );
          }
          isBusy = false;
        }
        return run();
      }),
      () => {
        clearTimeout(forgetting);
        recent.clear();
      },
    ]);
  },
});
