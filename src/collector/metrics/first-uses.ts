import type { Interval } from '../statistics/interval.js';
import { sampledTotal } from '../statistics/sampled-total.js';
import { wilson } from '../statistics/wilson.js';
import type { Store } from '../store/store.js';
import { BUCKET, bucketBindings, dense } from './bucket.js';
import { type EventFilter, matching } from './event-filter.js';
import type { TimeRange } from './time-range.js';

/** Days after the first use within which a return is looked for. Two hold the whole next day, whatever the hour. */
export const LOOK_AHEADS: readonly number[] = [2, 7, 28];

/** The least of the numbers of days that are counted together: 1, 2, 3, 4 to 7, 8 to 14, 15 and more. */
export const DAY_CLASSES: readonly number[] = [1, 2, 3, 4, 8, 15];

/** Who came back to a feature within so many days of the first use: of those alone who have had these days. */
export interface ComingBack {
  /** How long each was followed. */
  readonly days: number;
  /** When they first used it: milliseconds since 1970, the end excluded. */
  readonly from: number;
  readonly to: number;
  readonly devices: number;
  /** Those that used it on a second day; `null` where there are none, or events are sampled. */
  readonly cameBack: Interval | null;
  /** On how many days they used it, by `DAY_CLASSES`; `null` as above, and where so many days do not fit. */
  readonly usedOn: readonly (Interval | null)[];
}

/** Who used a feature for the first time, and who came back to it, as devices counted it themselves (`adoption()`). */
export interface FirstUses {
  /** Whether any use says which it is on its device, in the range or in the days before it that are looked at. */
  readonly told: boolean;
  /** Of the uses in the range, the share that says so; `null` where there are none. */
  readonly telling: number | null;
  /** Devices that used it for the first time in the range; where events are sampled an estimate, with its interval. */
  readonly firstUsers: Interval;
  /** The same in each bucket of the range. */
  readonly timeline: readonly number[];
  /** Of the devices that used it in the range, those that did so for the first time; `null` where events are sampled. */
  readonly fresh: Interval | null;
  /** Devices that used it in the range; counted, where events are sampled at least so many. */
  readonly devices: number;
  /** Whether only some uses were kept, by chance: whether a device came back cannot be told then. */
  readonly sampled: boolean;
  /** By `LOOK_AHEADS`. */
  readonly comingBack: readonly ComingBack[];
}

const DAY = 86_400_000;

const USE = `EventName = 'feature.used' AND FeatureId = {feature:String}`;
const USE_DAY = `toUInt32OrZero(LogAttributes['feature.use_day'])`;
const TOLD = `${USE_DAY} > 0`;
const FIRST = `LogAttributes['feature.first_use'] = 'true'`;
/** Without an id each session is taken for a device, and each event that has none either. */
const DEVICE = `multiIf(VisitorId != '', VisitorId, SessionId != '', SessionId, Uid != '', Uid, toString(rand64()))`;
const TIME = 'toUnixTimestamp64Milli(Timestamp)';

/** The place in `DAY_CLASSES` of so many days. */
const classOf = (days: string): string => `arrayCount(bound -> bound <= ${days}, {classes:Array(UInt32)})`;

/**
 * Who came back, of the devices whose days after the first use ended in the range: so each has been followed for as long as
 * the others, none is taken for lost that has not had the time, and what is told of a range stays. A release is asked of the
 * first use alone: who comes back comes to the next one.
 */
const comingBack = async (
  store: Store,
  { release, ...filter }: Omit<EventFilter, 'from' | 'to'>,
  { from, to }: Pick<TimeRange, 'from' | 'to'>,
  feature: string,
): Promise<{ readonly rows: ComingBack[]; readonly told: number; readonly heaviest: number }> => {
  const longest = Math.max(...LOOK_AHEADS) * DAY;
  const { sql, bindings } = matching({ ...filter, from: from - longest, to });
  const own = {
    ...bindings,
    feature,
    end: to,
    start: from,
    lookAheads: LOOK_AHEADS,
    classes: DAY_CLASSES,
    ...(release === undefined ? {} : { release }),
  };
  const isFirst = release === undefined ? FIRST : `${FIRST} AND Release = {release:String}`;
  const [all = { told: 0, heaviest: 1 }] = await store.query<{ told: number; heaviest: number }>(
    `SELECT count() AS told, max(Weight) AS heaviest FROM sonde_events WHERE ${sql} AND ${USE} AND ${TOLD}`,
    own,
  );
  if (all.told === 0) return { ...all, rows: [] };
  const rows = await store.query<{ days: number; usedOn: number; devices: number }>(
    `SELECT
       days,
       ${classOf('used')} AS usedOn,
       count() AS devices
     FROM (
       SELECT
         arrayJoin({lookAheads:Array(UInt32)}) AS days,
         toInt64(days) * ${DAY} AS lookAhead,
         begun,
         arrayMax(arrayMap(one -> if(one.2 < begun + lookAhead, one.1, 1), uses)) AS used
       FROM (
         SELECT
           minIf(first, first > 0) AS begun,
           groupArray((useDay, time)) AS uses
         FROM (
           SELECT
             VisitorId,
             ${USE_DAY} AS useDay,
             min(${TIME}) AS time,
             minIf(${TIME}, ${isFirst}) AS first
           FROM sonde_events
           WHERE ${sql} AND ${USE} AND ${TOLD} AND VisitorId != ''
           GROUP BY VisitorId, useDay
         )
         GROUP BY VisitorId
         HAVING countIf(first > 0) > 0
       )
     )
     WHERE begun + lookAhead >= {start:Int64} AND begun + lookAhead < {end:Int64}
     GROUP BY days, usedOn`,
    own,
  );
  const shares = all.heaviest <= 1;
  return {
    ...all,
    rows: LOOK_AHEADS.map((days) => {
      const found = rows.filter((row) => row.days === days);
      const devices = found.reduce((sum, row) => sum + row.devices, 0);
      const counts = DAY_CLASSES.map((_, at) => found.find(({ usedOn }) => usedOn === at + 1)?.devices ?? 0);
      const shareOf = (part: number): Interval | null => (shares ? wilson(part, devices) : null);
      return {
        days,
        from: from - days * DAY,
        to: to - days * DAY,
        devices,
        cameBack: shareOf(devices - (counts[0] ?? 0)),
        // What begins at noon and lasts two days touches three.
        usedOn: counts.map((count, at) => ((DAY_CLASSES[at] ?? 0) > days + 1 ? null : shareOf(count))),
      };
    }),
  };
};

/**
 * Who used a feature for the first time in the range, and who came back to it. Each device counts its own days of use from
 * when the plugin `adoption` is there and its visitor allows analytics, so that this holds however little of the past is
 * stored. A device that forgets (storage is cleared, or consent withdrawn) begins anew.
 *
 * First uses are weighted: each is told once. Whether a device came back would take all of its sessions, of which a sampler
 * keeps some: where events are sampled it is not told.
 *
 * @param now milliseconds since 1970: what ends later has not ended.
 */
export const firstUses = async (
  store: Store,
  filter: Omit<EventFilter, 'from' | 'to'>,
  range: TimeRange,
  feature: string,
  now: number,
): Promise<FirstUses> => {
  const { sql, bindings } = matching({ ...filter, from: range.from, to: range.to });
  const own = { ...bindings, ...bucketBindings(range), feature };
  const { rows, told, heaviest } = await comingBack(
    store,
    filter,
    { from: range.from, to: Math.min(range.to, now + 1) },
    feature,
  );
  const firsts = await store.query<{ bucket: number; devices: number; squares: number; kept: number }>(
    `SELECT bucket, sum(weight) AS devices, sum(weight * weight) AS squares, count() AS kept
     FROM (
       SELECT min(${BUCKET}) AS bucket, min(Weight) AS weight
       FROM sonde_events
       WHERE ${sql} AND ${USE} AND ${FIRST} AND ${TOLD}
       GROUP BY ${DEVICE}
     )
     GROUP BY bucket`,
    own,
  );
  const [seen] = await store.query<{
    uses: number;
    telling: number;
    devices: number;
    fresh: number;
    heaviest: number;
  }>(
    `SELECT
       sum(Weight) AS uses,
       sumIf(Weight, ${TOLD}) AS telling,
       uniqExactIf(${DEVICE}, ${TOLD}) AS devices,
       uniqExactIf(${DEVICE}, ${TOLD} AND ${FIRST}) AS fresh,
       max(Weight) AS heaviest
     FROM sonde_events WHERE ${sql} AND ${USE}`,
    own,
  );
  const sum = (of: 'devices' | 'squares' | 'kept'): number =>
    firsts.reduce((total, row) => total + row[of], 0);
  const sampled = heaviest > 1 || (seen?.heaviest ?? 1) > 1;
  return {
    told: told > 0 || (seen?.telling ?? 0) > 0,
    telling: seen && seen.uses > 0 ? seen.telling / seen.uses : null,
    firstUsers: sampledTotal(sum('devices'), sum('squares'), sum('kept')),
    timeline: dense(firsts, range, ({ devices }) => devices, 0),
    fresh: seen && !sampled ? wilson(seen.fresh, seen.devices) : null,
    devices: seen?.devices ?? 0,
    sampled,
    comingBack: rows,
  };
};
