import { rankOf } from '../event.js';

/**
 * Decides whether an event is kept, by a rate per event name, the same way for a whole session: the low 56 bits of the
 * session's id are compared with the rate, as OpenTelemetry's consistent probability sampling does with a trace id, so
 * that every event of a kept session is there.
 *
 * Returns the event's weight (1 ÷ rate; how many it stands for), or 0 where it is not kept. Errors are never sampled.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 * @example
 * createSampler({ click: 0.1 })('click', sessionId); // 10 for one session in ten, else 0
 */
export const createSampler =
  (rates: Readonly<Record<string, number>> = {}): ((name: string, sessionId: string) => number) =>
  (name, sessionId) => {
    const rate = rankOf(name) ? (rates[name] ?? 1) : 1;
    // The highest 52 of the 56 bits: as many as a double holds exactly.
    return rate < 1 && Number.parseInt(sessionId.slice(-14, -1), 16) / 2 ** 52 < 1 - rate ? 0 : 1 / rate;
  };
