/**
 * Kish's effective sample size: how many equally weighted observations are worth as much as these weighted ones. With
 * equal weights it is their number; a sampler that keeps one event in ten does not make ten out of one.
 *
 * @param sum the sum of the weights
 * @param sumOfSquares the sum of the squared weights
 * @see L. Kish, Survey Sampling (1965), section 11.7
 */
export const effectiveSize = (sum: number, sumOfSquares: number): number =>
  sumOfSquares > 0 ? (sum * sum) / sumOfSquares : 0;
