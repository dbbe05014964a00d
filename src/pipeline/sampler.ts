import { rankOf, type Stage } from '../event.js';

/**
 * Decides whether an event is kept, by a rate per event name, the same way for a whole session: the low 56 bits of the
 * session's id are compared with the rate, as OpenTelemetry's consistent probability sampling does with a trace id, so
 * that every event of a kept session is there. What is kept bears its weight (1 ÷ rate; how many it stands for). Errors
 * are never sampled.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 * @example
 * createSampler({ click: 0.1 })({ name: 'click', … }, sessionId); // the event with a weight of 10, or undefined
 */
export const createSampler =
  (rates: Readonly<Record<string, number>> = {}): Stage =>
  (event, sessionId) => {
    const rate = (rankOf(event.name) ? rates[event.name] : 1) ?? 1;
    if (rate < 1) {
      event.attributes['sonde.weight'] = 1 / rate;
      // The highest 52 of the 56 bits: as many as a double holds exactly.
      if (Number.parseInt(sessionId.slice(-14, -1), 16) / 2 ** 52 < 1 - rate) return;
    }
    return event;
  };
