import type { TestCollector } from '../../helpers/collector.js';
import { storedNumbers } from '../../helpers/stored-events.js';

/** What became of the events of one run. */
export interface Tally {
  /** Events that `track` returned from. */
  readonly events: number;
  /** How many of them are in the store. */
  readonly stored: number;
  /** Those that are not there, and should be. */
  readonly lost: readonly number[];
  /** Those that are there more than once. */
  readonly twice: readonly number[];
  /** Those that are there and were never tracked. */
  readonly unknown: readonly number[];
  /** What `telemetry.dropped` says, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * Compares what was acknowledged with what is in the store.
 *
 * @param forfeited numbers that the fault itself destroys or refuses: they may be missing.
 */
export async function takeTally(
  collector: Pick<TestCollector, 'query'>,
  run: string,
  acknowledged: ReadonlySet<number>,
  forfeited: ReadonlySet<number>,
): Promise<Tally> {
  const stored = await storedNumbers(collector, run);
  return {
    events: acknowledged.size,
    stored: [...acknowledged].filter((number) => stored.has(number)).length,
    lost: [...acknowledged].filter((number) => !stored.has(number) && !forfeited.has(number)),
    twice: [...stored].filter(([, copies]) => copies > 1).map(([number]) => number),
    unknown: [...stored.keys()].filter((number) => !acknowledged.has(number)),
    dropped: await droppedOf(collector, run),
  };
}

const droppedOf = async (
  collector: Pick<TestCollector, 'query'>,
  run: string,
): Promise<Record<string, number>> => {
  const rows = await collector.query<{ reason: string; count: string }>(
    `SELECT LogAttributes['sonde.dropped.reason'] AS reason,
       toString(sum(toUInt64(LogAttributes['sonde.dropped.count']))) AS count
     FROM otel_logs WHERE EventName = 'telemetry.dropped' AND ServiceName = {run:String} GROUP BY reason`,
    { run },
  );
  return Object.fromEntries(rows.map(({ reason, count }) => [reason, Number(count)]));
};

/** The runs of which the store holds an event more than once: what came after its run was counted shows here. */
export const runsStoredTwice = async (collector: Pick<TestCollector, 'query'>): Promise<string[]> => {
  const rows = await collector.query<{ run: string }>(
    `SELECT DISTINCT run FROM (
       SELECT LogAttributes['test.run'] AS run, LogAttributes['test.number'] AS number, count() AS copies
       FROM otel_logs WHERE run != '' GROUP BY run, number HAVING copies > 1)`,
  );
  return rows.map(({ run }) => run);
};
