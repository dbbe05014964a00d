import { sessionShare } from '../browser/session-share.js';
import { rankOf, type SondeEvent, type Stage } from '../event.js';

/** Sessions and crashes, by name: all others are counted against them. */
const WHOLE = /^session\.|(^|\.)crash(ed)?$/;
const FATAL = 21;

const isKeptAlways = ({ name, severity = 0 }: SondeEvent): boolean =>
  !rankOf(name) || severity >= FATAL || WHOLE.test(name);

/**
 * Decides whether an event is kept, by a rate per event name, the same way for a whole session: the low 56 bits of the
 * session's id are compared with the rate, as OpenTelemetry's consistent probability sampling does with a trace id, so
 * that every event of a kept session is there. What is kept bears its weight (1 ÷ rate; how many it stands for).
 * Sessions, crashes, errors and whatever is fatal are never sampled.
 *
 * The rates may change while a session lasts: each event is kept with the chance, and bears the weight, of the rate that
 * stands when it passes, so that sums of weights stay right.
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 * @param ratesOf gives the rates as they stand.
 * @example
 * createSampler(() => ({ click: 0.1 }))({ name: 'click', … }, sessionId); // the event with a weight of 10, or undefined
 */
export const createSampler =
  (ratesOf: () => Readonly<Record<string, number>>): Stage =>
  (event, sessionId) => {
    const rate = (isKeptAlways(event) ? 1 : ratesOf()[event.name]) ?? 1;
    if (rate < 1) {
      // A plugin may have kept fewer already, of the same sessions.
      event.attributes['sonde.weight'] = Math.max(1 / rate, +(event.attributes['sonde.weight'] || 1));
      if (sessionShare(sessionId) < 1 - rate) return;
    }
    return event;
  };
