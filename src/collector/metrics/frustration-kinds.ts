import type { EventAttributes } from '../../event.js';

/** What a sign of frustration can be. */
export type FrustrationKind = EventAttributes['frustration']['sonde.frustration.kind'];

export const FRUSTRATION_KINDS: readonly FrustrationKind[] = ['rage', 'dead', 'error', 'thrash'];

/** A sign's kind, as an expression over `sonde_events`. */
export const KIND = `LogAttributes['sonde.frustration.kind']`;

/** Whether an event is a sign of a kind that is known. */
export const IS_SIGN: string = `(EventName = 'frustration' AND ${KIND} IN ('rage', 'dead', 'error', 'thrash'))`;
