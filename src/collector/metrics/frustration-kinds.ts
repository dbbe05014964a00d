import type { EventAttributes } from '../../event.js';
import { HISTORY } from './known-releases.js';

/** What a sign of frustration can be. */
export type FrustrationKind = EventAttributes['frustration']['sonde.frustration.kind'];

export const FRUSTRATION_KINDS: readonly FrustrationKind[] = ['rage', 'dead', 'error', 'thrash'];

/** A sign's kind, as an expression over `sonde_events`. */
export const KIND = `LogAttributes['sonde.frustration.kind']`;

/** Whether an event is a sign of a kind that is known. */
export const IS_SIGN: string = `(EventName = 'frustration' AND ${KIND} IN ('rage', 'dead', 'error', 'thrash'))`;

/**
 * Whether an event is of a release, in an environment of a service, that told of any sign within `HISTORY` before the
 * range's end: one without the plugin `frustration` says nothing of how its visitors fare, and none is taken for sound
 * because it is silent. So is a release with the plugin as long as nobody had cause.
 *
 * @param service whether the filter names one
 */
export const isWatched = (service: boolean): string => `(ServiceName, Environment, Release) IN (
  SELECT DISTINCT ServiceName, Environment, Release FROM sonde_events
  WHERE Timestamp >= fromUnixTimestamp64Milli({to:Int64} - ${HISTORY}) AND Timestamp < fromUnixTimestamp64Milli({to:Int64})
    ${service ? 'AND ServiceName = {service:String}' : ''} AND ${IS_SIGN}
)`;

/**
 * Of a session's events, grouped: whether its visitor allowed analytics. Of others no sign is told, whatever they do; they
 * have no visitor's id, and no page view.
 */
export const IS_OBSERVED: string = `countIf(VisitorId != '' OR EventName IN ('page_view', 'frustration')) > 0`;
