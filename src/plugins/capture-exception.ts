import { describeError } from '../browser/describe-error.js';
import type { Attributes } from '../event.js';
import type { EmitOptions } from '../plugin.js';

/** OpenTelemetry's severities: WARN, ERROR and FATAL. */
const SEVERITY = { handled: 13, unhandled: 17, fatal: 21 };

/**
 * Records an error that the application caught, as an `exception` that was handled. Takes whatever was thrown, and never
 * throws. `errors()` adds the events that came before it.
 *
 * @param sonde what `init` returned, or anything with its `track`.
 * @param severity `unhandled` where a boundary caught what nobody had handled, `fatal` where the application cannot go on.
 * @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/
 * @example
 * try { await save(); } catch (error) { captureException(sonde, error); showRetry(); }
 */
export const captureException = (
  sonde: { track(name: string, attributes: Attributes, options?: EmitOptions): void },
  error: unknown,
  severity: 'handled' | 'unhandled' | 'fatal' = 'handled',
): void => {
  const { type, message, stack } = describeError(error);
  sonde.track(
    'exception',
    {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': stack || undefined,
      'sonde.exception.source': 'captured',
      'sonde.exception.handled': severity === 'handled',
    },
    { severity: SEVERITY[severity] },
  );
};
