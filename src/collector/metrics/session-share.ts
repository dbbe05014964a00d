import { effectiveSize } from '../statistics/effective-size.js';
import type { Interval } from '../statistics/interval.js';
import { wilson } from '../statistics/wilson.js';

/** Sums over sessions, each with the weight of its rarest kept event. */
export interface ShareSums {
  /** Σ weight over all sessions. */
  readonly all: number;
  /** Σ weight² over all sessions. */
  readonly allSquares: number;
  /** Σ weight over the sessions that have what is asked for; their weight is that of the events that show it. */
  readonly part: number;
  /** Σ weight² over them. */
  readonly partSquares: number;
}

/** A share of sessions with Wilson's interval, and the number of equally weighted sessions it is worth. */
export interface Share extends Interval {
  readonly size: number;
}

/**
 * What share of sessions have something, between 0 and 1, or `null` where there are none. A sampler that keeps one
 * event in ten gives its events the weight 10; the share is then the ratio of two Horvitz–Thompson estimates, and the
 * interval is as wide as the number of sessions behind it deserves (the greater design effect of the two sums).
 */
export const sessionShare = ({ all, allSquares, part, partSquares }: ShareSums): Share | null => {
  const whole = effectiveSize(all, allSquares);
  const partial = part > 0 ? (all * effectiveSize(part, partSquares)) / part : whole;
  const size = Math.min(whole, partial);
  const interval = wilson((Math.min(part, all) / all) * size, size);
  return interval && { ...interval, size };
};

/** The share of those that have it not. */
export const complement = (share: Share | null): Share | null =>
  share && {
    estimate: 1 - share.estimate,
    lower: share.upper === null ? null : 1 - share.upper,
    upper: share.lower === null ? null : 1 - share.lower,
    size: share.size,
  };
