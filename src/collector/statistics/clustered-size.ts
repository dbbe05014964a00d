import { effectiveSize } from './effective-size.js';

/** Sums over clusters, such as sessions, in each of which something was counted several times. */
export interface ClusterSums {
  /** Σ weight of what was counted, and Σ weight². */
  readonly all: number;
  readonly squares: number;
  /** Σ weight of the part whose share is asked for. */
  readonly part: number;
  readonly clusters: number;
  /** Σ over clusters of the square of each one's `all`, of its `part`, and of their product. */
  readonly allByCluster: number;
  readonly partByCluster: number;
  readonly productByCluster: number;
}

/**
 * How many independent observations a share is worth that was counted in clusters: a page that asks again and again for
 * what fails does not tell as much as so many pages that each fail once. From the variance of the ratio between clusters
 * (linearised), and never more than the observations are worth by their weights. Where nothing is the part, or all of it,
 * nobody knows how it would come, and each cluster counts once; so it does where there is one alone.
 *
 * @see L. Kish, Survey Sampling (1965), sections 6.3 and 8.2
 */
export const clusteredSize = ({
  all,
  squares,
  part,
  clusters,
  allByCluster,
  partByCluster,
  productByCluster,
}: ClusterSums): number => {
  const most = effectiveSize(all, squares);
  if (clusters < 2 || !(part > 0 && part < all)) return Math.min(effectiveSize(all, allByCluster), most);
  const share = part / all;
  const spread = partByCluster - 2 * share * productByCluster + share * share * allByCluster;
  const size = (share * (1 - share) * all * all) / spread;
  return size > 0 ? Math.min(size, most) : most;
};
