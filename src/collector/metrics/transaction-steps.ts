import type { Store } from '../store/store.js';
import type { EventFilter } from './event-filter.js';
import { type Share, sessionShare } from './session-share.js';
import { orderSteps, type Path } from './step-order.js';
import { milliseconds, transactionEnds } from './transaction-ends.js';
import { WHOLE_WEIGHT } from './whole-weight.js';

/** A stage of a transaction, and who came so far. */
export interface FunnelStage {
  readonly kind: 'start' | 'step' | 'success';
  /** The step's name; empty for the others. */
  readonly step: string;
  /** Those that took the step at least once. */
  readonly reached: number;
  /** Of all that started. */
  readonly share: Share | null;
  /** The median of milliseconds from the start until it was first reached; `null` where none is known. */
  readonly time: number | null;
  /** Those that took no step after it, and were abandoned. */
  readonly abandoned: number;
  /** Those that took no step after it, and failed. */
  readonly failed: number;
}

/** How far the transactions of a name come. */
export interface TransactionFunnel {
  /** The start, the steps in the order that most take, and the success. Nothing where no steps are told at all. */
  readonly stages: readonly FunnelStage[];
  /** How many different steps there are. */
  readonly all: number;
}

/** So many ways through are looked at to know the steps' order: the most frequent ones. */
const MOST_PATHS = 1_000;

const KINDS = ['success', 'start', 'step'] as const;

/** Of the places of a transaction's steps those at which one is taken for the first time. */
const FIRSTS = `arrayFilter((at, step) -> step != '' AND indexOf(steps, step) = at, arrayEnumerate(steps), steps)`;

/**
 * The funnel of a transaction, of those that the plugin `transactions` told, whose start and steps are known: those that
 * reached each step, whichever others they left out, and where those ended that did not succeed. The 50 steps that most
 * reached are told. Weighted as in `transactions`.
 */
export const transactionSteps = async (
  store: Store,
  filter: EventFilter,
  name: string,
  limit = 50,
): Promise<TransactionFunnel> => {
  const { sql, bindings } = transactionEnds(filter, { name });
  const own = `SELECT * FROM (${sql}) WHERE isKept`;
  const rows = await store.query<{
    kind: number;
    step: string;
    reached: number;
    squares: number;
    timed: number;
    time: number;
    abandoned: number;
    failed: number;
    steps: number;
  }>(
    `SELECT
       kind,
       step,
       sum(Weight) AS reached,
       sum(Weight * Weight) AS squares,
       countIf(isTimed) AS timed,
       quantileExactWeightedIf(0.5)(time, ${WHOLE_WEIGHT}, isTimed) AS time,
       sumIf(Weight, isLast AND outcome = 'abandoned') AS abandoned,
       sumIf(Weight, isLast AND outcome = 'failed') AS failed,
       countIf(kind = 1) OVER () AS steps
     FROM (
       SELECT
         Weight,
         outcome,
         arrayJoin(arrayConcat([0], if(outcome = 'succeeded', [-1], []), ${FIRSTS})) AS at,
         sign(at) AS kind,
         if(at > 0, steps[at], '') AS step,
         multiIf(at = 0, 0, at < 0, duration, ${milliseconds('times[at]')}) AS time,
         time >= 0 AS isTimed,
         if(at = 0, empty(steps), step = steps[-1]) AS isLast
       FROM (${own})
     )
     GROUP BY kind, step
     ORDER BY kind = 1, reached DESC, step
     LIMIT {limit:UInt32}`,
    // Those of the start and of the success are no steps.
    { ...bindings, limit: limit + 2 },
  );
  const of = (kind: FunnelStage['kind']) => rows.filter((row) => KINDS[row.kind + 1] === kind);
  const [start] = of('start');
  if (!start) return { stages: [], all: 0 };
  const reached = of('step').slice(0, limit);
  const shown = reached.map(({ step }) => step);
  const paths = await store.query<Path>(
    `SELECT path AS steps, sum(Weight) AS weight
     FROM (
       SELECT Weight, arrayFilter(step -> has({shown:Array(String)}, step), arrayMap(at -> steps[at], ${FIRSTS})) AS path
       FROM (${own})
     )
     GROUP BY path
     ORDER BY weight DESC
     LIMIT {paths:UInt32}`,
    { ...bindings, shown, paths: MOST_PATHS },
  );
  const placeOf = new Map(orderSteps(shown, paths).map((step, at) => [step, at]));
  const steps = reached.sort((one, other) => (placeOf.get(one.step) ?? 0) - (placeOf.get(other.step) ?? 0));
  return {
    all: start.steps,
    stages: [start, ...steps, ...of('success')].map(
      ({ kind, step, reached, squares, timed, time, abandoned, failed }) => ({
        kind: KINDS[kind + 1] as FunnelStage['kind'],
        step,
        reached,
        share: sessionShare({
          all: start.reached,
          allSquares: start.squares,
          part: reached,
          partSquares: squares,
        }),
        time: timed > 0 ? time : null,
        abandoned,
        failed,
      }),
    ),
  };
};
