import { describeError } from '../browser/describe-error.js';
import type { Attributes } from '../event.js';
import type { EmitOptions } from '../plugin.js';

/**
 * Records an error that the application caught, as an `exception` that was handled. Takes whatever was thrown, and never
 * throws.
 *
 * @param sonde what `init` returned, or anything with its `track`.
 * @example
 * try { await save(); } catch (error) { captureException(sonde, error); showRetry(); }
 */
export const captureException = (
  sonde: { track(name: string, attributes: Attributes, options?: EmitOptions): void },
  error: unknown,
): void => {
  const { type, message, stack } = describeError(error);
  sonde.track(
    'exception',
    {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': stack,
      'sonde.exception.source': 'captured',
      'sonde.exception.handled': true,
    },
    { severity: 17 },
  );
};
