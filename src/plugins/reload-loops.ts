import { fingerprint } from '../browser/fingerprint.js';
import { readLocal, writeLocal } from '../browser/local.js';
import type { AttributeValue } from '../event.js';
import type { EmitOptions, Plugin } from '../plugin.js';

export interface ReloadLoopsOptions {
  /** Milliseconds in which the same error on a page loaded anew is part of a loop; 10,000 unless told. */
  readonly within?: number;
  /** Milliseconds after which a loop that goes on is told of again; 60,000 unless told. */
  readonly every?: number;
}

/** Errors that are remembered: the last ones. */
const MAX_ERRORS = 10;
const COUNT = 'sonde.exception.count';
const KEY = 'reload-loops';

/**
 * Collapses the errors of a page that fails and loads itself again, and again, into counts, as `errors` does with those of
 * one document: an error that occurred on the same path within ten seconds, in a document before this one, is counted and
 * not recorded. A loop is told of once a minute, with `sonde.exception.count`, and when ten seconds pass without the error
 * on a page where it occurred. What is not told by then (somebody closed the tab) is told with the error's next occurrence.
 *
 * Kept on the device are the time and the number of the last errors, by a fingerprint; they go with the consent.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [errors(), reloadLoops()] });
 */
export const reloadLoops = ({ within = 10_000, every = 60_000 }: ReloadLoopsOptions = {}): Plugin => ({
  purpose: 'diagnostics',
  setup({ emit, onEmit, prefix }) {
    const key = `${prefix}${KEY}`;
    const page = `${performance.timeOrigin}`;
    const timers: Record<string, ReturnType<typeof setTimeout>> = {};
    let isOwn = false;

    const undo = onEmit(({ name, attributes, time, severity }) => {
      if (name !== 'exception') return;
      const parts = ['type', 'message', 'stacktrace'].map((part) => attributes[`exception.${part}`]);
      const error = fingerprint(location.pathname + parts.join('\n').replace(/\d/g, ''));
      /** `fingerprint,last occurrence,last told,counted since,document that told` */
      const lines = (readLocal(key) || '').split('\n');
      const [, last, told, counted = 0, teller] =
        lines.find((line) => line.startsWith(error))?.split(',') || [];
      const isLoop = !isOwn && teller !== page && time - Number(last) < within && time - Number(told) < every;
      const count = Number(counted) + Number(attributes[COUNT] ?? 1);
      if (!isLoop) attributes[COUNT] = (count > 1 ? count : undefined) as AttributeValue;
      writeLocal(
        key,
        [
          [error, time, ...(isLoop ? [told, count, teller] : [time, 0, page])].join(),
          ...lines.filter((line) => !line.startsWith(error)).slice(0, MAX_ERRORS - 1),
        ].join('\n'),
      );
      clearTimeout(timers[error]);
      if (isLoop)
        timers[error] = setTimeout(() => {
          isOwn = true;
          emit('exception', { ...attributes, [COUNT]: 0 } as never, { time, severity } as EmitOptions);
          isOwn = false;
        }, within);
      // Another tab may have told of them.
      return !isLoop && count > 0;
    });
    return () => {
      undo();
      for (const timer of Object.values(timers)) clearTimeout(timer);
    };
  },
});
