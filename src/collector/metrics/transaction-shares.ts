import { type Share, sessionShare } from './session-share.js';
import type { TransactionOutcome } from './transaction-ends.js';

/** How some transactions ended, each a share of all that ended. */
export interface TransactionShares {
  /** How many there were; estimated where they are sampled. */
  readonly ended: number;
  readonly succeeded: Share | null;
  readonly failed: Share | null;
  /** `null` where nothing would have been told as abandoned: the plugin `transactions` is not there. */
  readonly abandoned: Share | null;
}

const OUTCOMES: readonly TransactionOutcome[] = ['succeeded', 'failed', 'abandoned'];

/** Sums of weights, by outcome; each has its `…Squares`. */
export type OutcomeSums = Readonly<
  Record<TransactionOutcome | 'ended' | `${TransactionOutcome | 'ended'}Squares` | 'kept', number>
>;

/**
 * The columns of `OutcomeSums` over `transactionEnds`.
 *
 * @param when which of its rows count
 */
export const outcomeSums = (when = 'true'): string =>
  [
    `sumIf(Weight, ${when}) AS ended`,
    `sumIf(Weight * Weight, ${when}) AS endedSquares`,
    `countIf(isKept AND ${when}) AS kept`,
    ...OUTCOMES.flatMap((outcome) => [
      `sumIf(Weight, outcome = '${outcome}' AND ${when}) AS ${outcome}`,
      `sumIf(Weight * Weight, outcome = '${outcome}' AND ${when}) AS ${outcome}Squares`,
    ]),
  ].join(', ');

/** Reads them. */
export const transactionShares = (sums: OutcomeSums): TransactionShares => {
  const shareOf = (outcome: TransactionOutcome): Share | null =>
    sessionShare({
      all: sums.ended,
      allSquares: sums.endedSquares,
      part: sums[outcome],
      partSquares: sums[`${outcome}Squares`],
    });
  return {
    ended: sums.ended,
    succeeded: shareOf('succeeded'),
    failed: shareOf('failed'),
    abandoned: sums.kept > 0 ? shareOf('abandoned') : null,
  };
};
