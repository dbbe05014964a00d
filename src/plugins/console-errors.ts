import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { describeError } from '../browser/describe-error.js';
import { patch } from '../browser/patch.js';
import { RECORDED } from '../browser/recorded.js';
import { textOf } from '../browser/text-of.js';
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
    /** What is written while this writes is not the page's; nor is anything, once it is undone. */
    let isBusy = false;
    let forgetting: ReturnType<typeof setTimeout>;
    return all([
      patch(console, 'error', (run, given) => {
        if (!isBusy) {
          // A getter may write, too.
          isBusy = true;
          // That of a frame is of another class. Asking a revoked Proxy throws.
          const isError = (one: unknown) =>
            attempt(() => one instanceof Error || {}.toString.call(one) === '[object Error]');
          const error = given.find(isError);
          const { type, stack } = error ? describeError(error) : { type: 'console.error', stack: '' };
          const message = given
            .slice(0, 10)
            .map((one) =>
              // Not by its `name`, which a File and a record of the page's have, too.
              one === Object(one) && !isError(one)
                ? `[${textOf(() => ({}).toString.call(one).slice(8, -1)) || typeof one}]`
                : describeError(one).message,
            )
            .join(' ')
            .slice(0, 4_096);
          isBusy = false;
          if (!recent.has(message)) {
            if (!recent.size) forgetting = setTimeout(() => recent.clear(), STORM);
            if (recent.size < MAX_RECENT) recent.add(message);
            queueMicrotask(() => {
              // What a framework's helper has recorded is written by the framework, too: before it or, by React, in the
              // same task after this.
              const mark = Symbol.for(RECORDED);
              if (isBusy || given.some((one) => attempt(() => one[mark]))) return;
              isBusy = true;
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
              isBusy = false;
            });
          }
        }
        return run();
      }),
      () => {
        isBusy = true;
        clearTimeout(forgetting);
        recent.clear();
      },
    ]);
  },
});
