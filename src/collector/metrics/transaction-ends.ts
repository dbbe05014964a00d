import { type Condition, type EventFilter, received } from './event-filter.js';

/** How an undertaking ends. */
export type TransactionOutcome = 'succeeded' | 'failed' | 'abandoned';

/** Characters of a name, a step or a reason: what senders can invent must not cost a reader more than this. */
const LONGEST = 200;

/** Steps of one transaction at most: the plugin keeps no more. */
const MOST_STEPS = 50;

/** How long after a range's end it is looked whether a transaction went on after all: a day, in milliseconds. */
const GOES_ON = 86_400_000;

const attribute = (key: string): string => `leftUTF8(LogAttributes['transaction.${key}'], ${LONGEST})`;

/** Sonde writes lists of numbers as texts, others as numbers: read as texts both are read. */
const list = (key: string): string =>
  `arraySlice(JSONExtract(LogAttributes['transaction.${key}'], 'Array(String)'), 1, ${MOST_STEPS})`;

/**
 * The transactions whose last event lies in the range, as a subquery with a row each: the filter's columns, Timestamp, Weight,
 * `name`, `outcome`, `reason`, `duration` (-1 where none is known), `steps`, `times` (texts; may be fewer or more than the
 * steps) and `isKept`, whether the plugin `transactions` told it, without which nothing is told as abandoned and no step.
 *
 * Of several events with one id the last counts, so that one that was told as abandoned when its page was left and then
 * went on is none that was abandoned, nor when a range ends between the two. One that succeeded or failed is over: that is
 * its last, whatever a wrong clock says. Where the id is missing each event counts.
 *
 * The filter asks for the last event's release, environment and device: of one that went on after a deployment that is the
 * release under which it ended.
 */
export const transactionEnds = (filter: EventFilter): Condition => {
  const { sql, bindings } = received(filter);
  return {
    bindings,
    sql: `SELECT * FROM (
      SELECT
        Timestamp, ServiceName, Environment, Release, Device, Weight,
        LogAttributes['transaction.id'] AS id,
        ${attribute('name')} AS name,
        LogAttributes['transaction.outcome'] AS outcome,
        ${attribute('reason')} AS reason,
        ifNull(toFloat64OrNull(LogAttributes['transaction.duration']), -1) AS told,
        if(isFinite(told), told, -1) AS duration,
        id != '' OR LogAttributes['transaction.steps'] != '' OR outcome = 'abandoned' AS isKept,
        arrayMap(step -> leftUTF8(step, ${LONGEST}), ${list('steps')}) AS steps,
        ${list('step_times')} AS times
      FROM sonde_events
      WHERE Timestamp >= fromUnixTimestamp64Milli({from:Int64})
        AND Timestamp < fromUnixTimestamp64Milli({to:Int64} + ${GOES_ON})
        ${filter.service === undefined ? '' : 'AND ServiceName = {service:String}'}
        AND EventName = 'transaction' AND name != '' AND outcome IN ('succeeded', 'failed', 'abandoned')
      ORDER BY outcome != 'abandoned' DESC, Timestamp DESC, Number DESC
      LIMIT 1 BY if(id != '', cityHash64(ServiceName, id), if(Uid = '', rand64(Uid), cityHash64(Uid)))
    ) WHERE ${sql}`,
  };
};

/** A weight as the engine's weighted quantiles take it: a whole number, three decimals kept. */
export const WHOLE_WEIGHT = 'toUInt64(round(Weight * 1000))';
