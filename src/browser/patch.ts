import { attempt } from './attempt.js';

/**
 * Puts `call` between a page and a method of the platform's. The patch is a Proxy: name, length, `toString` and what
 * others have written onto the method stay. Returns the undo. Where somebody has wrapped ours since, theirs stays, and ours
 * inside it falls silent.
 *
 * @param call is given the original, which it must run once and return the result of: with other arguments or as called.
 * @example
 * const undo = patch(window, 'alert', (run, [message]) => {
 *   console.log(message);
 *   return run();
 * });
 */
export const patch = <Self = unknown>(
  target: object,
  name: string,
  // biome-ignore lint/suspicious/noExplicitAny: a method of any make, called by a page with anything.
  call: (run: (changed?: any[]) => any, given: any[], self: Self) => unknown,
): (() => void) => {
  const methods = target as Record<string, () => unknown>;
  const original = methods[name] as () => unknown;
  // A method that is missing or cannot be replaced is left alone.
  const patched = attempt(() => {
    methods[name] = new Proxy(original, {
      apply(_, self, given) {
        return call((changed = given) => Reflect.apply(original, self, changed), given, self);
      },
    });
    return methods[name];
  });
  return () => {
    // Ours falls silent.
    call = (run) => run();
    if (patched && methods[name] === patched) methods[name] = original;
  };
};
