import { type Condition, type EventFilter, received } from './event-filter.js';

/** How an undertaking ends. */
export type TransactionOutcome = 'succeeded' | 'failed' | 'abandoned';

/** Characters of a name, a step or a reason: what senders can invent must not cost a reader more than this. */
const LONGEST = 200;

/** Steps of one transaction at most: the plugin keeps no more. */
const MOST_STEPS = 50;

/** How long after a range's end it is looked whether a transaction went on after all: a day, in milliseconds. */
export const GOES_ON = 86_400_000;

/** How long one that was left may go on before the plugin gives it up, unless it is told otherwise: half an hour. */
const STILL_OPEN = 30 * 60_000;

/** Milliseconds above which no duration is believed: a year. */
const LONGEST_TIME = 366 * 86_400_000;

/** The text of a column of the newest events as milliseconds; -1 where it says none. */
export const milliseconds = (text: string): string =>
  `if(ifNull(toFloat64OrNull(${text}), -1) BETWEEN 0 AND ${LONGEST_TIME}, assumeNotNull(toFloat64OrNull(${text})), -1)`;

const attribute = (key: string): string => `LogAttributes['transaction.${key}']`;

/** Sonde writes lists of numbers as texts, others as numbers: read as texts both are read. */
const list = (text: string): string => `arraySlice(JSONExtract(${text}, 'Array(String)'), 1, ${MOST_STEPS})`;

/** Which transactions, besides what a filter says. */
export interface TransactionChoice {
  /** Only those of this name. */
  readonly name?: string | undefined;
  /** How many milliseconds after the range it is looked whether one went on after all: a day, unless told. */
  readonly goesOn?: number;
}

/**
 * The transactions whose last event lies in the range, as a subquery with a row each: the filter's columns, Timestamp, Weight,
 * `name`, `outcome`, `reason`, `duration` (-1 where none is known), `steps`, `times` (texts; may be fewer or more than the
 * steps), `isKept`, whether its steps are counted and it would be told if it were abandoned, as the plugin `transactions`
 * does, and `isRecent`, whether it was left so late before the range's end that it may still go on.
 *
 * Of several events of a name with one id the last counts, so that one that was told as abandoned when its page was left and
 * then went on is none that was abandoned, nor when a range ends between the two. One that succeeded or failed is over: that
 * is its last, whatever a wrong clock says. Where the id is missing each event counts.
 *
 * The filter asks for the last event's release, environment and device: of one that went on after a deployment that is the
 * release under which it ended.
 */
export const transactionEnds = (
  filter: EventFilter,
  { name, goesOn = GOES_ON }: TransactionChoice = {},
): Condition => {
  const { sql, bindings } = received(filter);
  const columns = [
    'Timestamp',
    'Release',
    'Device',
    'Weight',
    'outcome',
    'reason',
    'duration',
    'steps',
    'times',
  ];
  return {
    bindings: name === undefined ? bindings : { ...bindings, name },
    // Grouped as texts, which can go to disk, and read afterwards, where the last of each is known.
    sql: `SELECT
        ServiceName, Environment, name,
        ${columns.slice(0, 6).map((column, at) => `last.${at + 1} AS ${column}`)},
        ${milliseconds('last.7')} AS duration,
        last.8 != '' OR outcome = 'abandoned' AS isKept,
        outcome = 'abandoned' AND reason = 'left'
          AND Timestamp >= fromUnixTimestamp64Milli({to:Int64} - ${STILL_OPEN}) AS isRecent,
        arrayMap(step -> leftUTF8(step, ${LONGEST}), ${list('last.8')}) AS steps,
        ${list('last.9')} AS times
      FROM (
        SELECT
          ServiceName, Environment, name,
          argMax(
            (Timestamp, Release, Device, Weight, outcome, leftUTF8(${attribute('reason')}, ${LONGEST}),
              ${['duration', 'steps', 'step_times'].map(attribute)}),
            (outcome != 'abandoned', Timestamp, Number)
          ) AS last
        FROM (
          SELECT
            *,
            leftUTF8(${attribute('name')}, ${LONGEST}) AS name,
            ${attribute('outcome')} AS outcome,
            ${attribute('id')} AS id,
            if(id != '', cityHash64(id), if(Uid = '', rowNumberInAllBlocks(), cityHash64(Uid))) AS own
          FROM sonde_events
          WHERE Timestamp >= fromUnixTimestamp64Milli({from:Int64})
            AND Timestamp < fromUnixTimestamp64Milli({to:Int64} + ${Math.round(goesOn)})
            ${filter.service === undefined ? '' : 'AND ServiceName = {service:String}'}
            AND EventName = 'transaction' AND outcome IN ('succeeded', 'failed', 'abandoned')
            AND name ${name === undefined ? "!= ''" : '= {name:String}'}
        )
        GROUP BY ServiceName, Environment, name, own
      ) WHERE ${sql}`,
  };
};
