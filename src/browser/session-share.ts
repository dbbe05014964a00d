/**
 * Where a session stands among all, from 0 to 1, by the highest 52 of the low 56 bits of its id (as many as a double
 * holds exactly): whoever keeps those from `1 - rate` on keeps the same sessions as everybody else.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 */
export const sessionShare = (sessionId: string): number =>
  Number.parseInt(sessionId.slice(-14, -1), 16) / 2 ** 52;
