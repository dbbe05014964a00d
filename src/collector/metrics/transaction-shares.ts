import { type Share, sessionShare } from './session-share.js';
import type { TransactionOutcome } from './transaction-ends.js';

/** How some transactions ended, each a share of all that ended. */
export interface TransactionShares {
  /** How many there were; estimated where they are sampled. */
  readonly ended: number;
  readonly succeeded: Share | null;
  readonly failed: Share | null;
  /** Of those that would be told if they were abandoned; `null` where none would: the plugin `transactions` is not there. */
  readonly abandoned: Share | null;
  /** Those that were left within half an hour before the range's end: abandoned so far, they may still go on. */
  readonly mayGoOn: number;
}

const OUTCOMES: readonly TransactionOutcome[] = ['succeeded', 'failed', 'abandoned'];

type Summed = TransactionOutcome | 'ended' | 'kept';

/** Sums of weights, by outcome; each has its `…Squares`. */
export type OutcomeSums = Readonly<Record<Summed | `${Summed}Squares` | 'mayGoOn', number>>;

/** The columns of `OutcomeSums` over `transactionEnds`. */
export const outcomeSums = (): string =>
  [
    'sum(Weight) AS ended',
    'sum(Weight * Weight) AS endedSquares',
    'sumIf(Weight, isKept) AS kept',
    'sumIf(Weight * Weight, isKept) AS keptSquares',
    'sumIf(Weight, isRecent) AS mayGoOn',
    ...OUTCOMES.flatMap((outcome) => [
      `sumIf(Weight, outcome = '${outcome}') AS ${outcome}`,
      `sumIf(Weight * Weight, outcome = '${outcome}') AS ${outcome}Squares`,
    ]),
  ].join(', ');

/** Reads them. */
export const transactionShares = (sums: OutcomeSums): TransactionShares => {
  const shareOf = (outcome: TransactionOutcome, of: 'ended' | 'kept' = 'ended'): Share | null =>
    sessionShare({
      all: sums[of],
      allSquares: sums[`${of}Squares`],
      part: sums[outcome],
      partSquares: sums[`${outcome}Squares`],
    });
  return {
    ended: sums.ended,
    succeeded: shareOf('succeeded'),
    failed: shareOf('failed'),
    abandoned: sums.kept > 0 ? shareOf('abandoned', 'kept') : null,
    mayGoOn: sums.mayGoOn,
  };
};
