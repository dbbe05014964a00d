/** A rule of the collector's: what it finds, and what tells a find from a lookalike. */
export interface CollectorRule {
  readonly name: string;
  /** Global. Repetitions are bounded, or cannot be entered twice from the same place. */
  readonly pattern: RegExp;
  /** What every find has in it, told faster; left out where the pattern tells as fast. */
  readonly hint?: RegExp;
  /** Whether a match is one. */
  readonly accept?: (match: string) => boolean;
  /** What of a match stays, in front of `[redacted]`: the name of a parameter. */
  readonly keep?: (match: string) => string;
}
