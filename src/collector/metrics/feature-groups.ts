import type { Store } from '../store/store.js';
import { type EventFilter, matching } from './event-filter.js';
import { type Share, sessionShare } from './session-share.js';

/** What a feature's use is split by. */
export type FeatureGroupKind = 'pointer' | 'device' | 'release';

/** One feature's use by a pointer type, a class of device or a release. */
export interface FeatureGroup {
  readonly kind: FeatureGroupKind;
  /** Empty where unknown. */
  readonly name: string;
  readonly uses: number;
  readonly usedSessions: number;
  /** Used over exposed, by session; `null` for pointer types, which an exposure does not have. */
  readonly adoption: Share | null;
}

/** How one feature is used by pointer type, device and release; weighted as in `features`. */
export const featureGroups = async (
  store: Store,
  filter: EventFilter,
  feature: string,
): Promise<FeatureGroup[]> => {
  const { sql, bindings } = matching(filter);
  const rows = await store.query<{
    kind: FeatureGroupKind;
    name: string;
    uses: number;
    used: number;
    usedSquares: number;
    exposed: number;
    exposedSquares: number;
    recorded: number;
  }>(
    `SELECT
       kind, name,
       sum(uses) AS uses,
       sum(usedWeight) AS used,
       sum(usedWeight * usedWeight) AS usedSquares,
       sum(exposedWeight) AS exposed,
       sum(exposedWeight * exposedWeight) AS exposedSquares,
       sum(recorded) AS recorded
     FROM (
       SELECT
         arrayJoin([
           ('pointer', LogAttributes['sonde.pointer.type']),
           ('device', toString(Device)),
           ('release', toString(Release))
         ]) AS pair,
         pair.1 AS kind,
         pair.2 AS name,
         SessionId,
         sumIf(Weight, EventName = 'feature.used') AS uses,
         minIf(Weight, EventName = 'feature.used') AS usedWeight,
         min(Weight) AS exposedWeight,
         countIf(EventName = 'feature.exposed') AS recorded
       FROM sonde_events
       WHERE ${sql} AND EventName IN ('feature.exposed', 'feature.used') AND FeatureId = {feature:String}
       GROUP BY pair, SessionId
     )
     GROUP BY kind, name
     HAVING kind != 'pointer' OR uses > 0
     ORDER BY kind, uses DESC, name`,
    { ...bindings, feature },
  );
  return rows.map(({ kind, name, uses, used, usedSquares, exposed, exposedSquares, recorded }) => ({
    kind,
    name,
    uses,
    usedSessions: used,
    adoption:
      kind === 'pointer' || recorded === 0
        ? null
        : sessionShare({ all: exposed, allSquares: exposedSquares, part: used, partSquares: usedSquares }),
  }));
};
