import { effectiveSize } from './effective-size.js';

/** Sums over clusters, such as sessions, in each of which something was counted several times. */
export interface ClusterSums {
  /** Σ weight of what was counted. */
  readonly all: number;
  /** Σ weight of the part whose share is asked for. */
  readonly part: number;
  readonly clusters: number;
  /** Σ over clusters of the square of each one's `all`. */
  readonly allByCluster: number;
  /**
   * Σ over clusters of ((each one's `part` − share · each one's `all`) / (`all` − each one's `all`))²: how far the share
   * would move without that cluster, squared. One that is all there is adds nothing.
   */
  readonly moves: number;
}

/**
 * How many independent observations a share is worth that was counted in clusters: a page that asks again and again for
 * what fails does not tell as much as so many pages that each fail once. From the jackknife's variance of the ratio, which
 * leaves out one cluster at a time: a cluster that dominates is not compared with a share that is its own. At least one,
 * and never more than `most`, what the observations are worth by their weights: each in a cluster of its own they are worth
 * just that. Where nothing is the part, or all of it, nobody knows how it would come, and clusters count as by Kish's
 * effective size; so they do where there is one alone.
 *
 * @see B. Efron, C. Stein, The jackknife estimate of variance, Ann. Statist. 9 (1981) 586–596
 */
export const clusteredSize = (
  { all, part, clusters, allByCluster, moves }: ClusterSums,
  most: number,
): number => {
  if (clusters < 2 || !(part > 0 && part < all)) return Math.min(effectiveSize(all, allByCluster), most);
  const share = part / all;
  const variance = (moves * (clusters - 1)) / clusters;
  // As unbiased as the jackknife's: a sample's variance is over one less than its size.
  const size = ((share * (1 - share)) / variance) * (most / (most - 1));
  return Math.max(1, Math.min(size, most));
};
