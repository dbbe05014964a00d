/** The steps that some took, in their order, each once. */
export interface Path {
  readonly steps: readonly string[];
  /** How many took it. */
  readonly weight: number;
}

/**
 * Steps in the order that most take: of any two the one comes first that came first more often where both were taken. So a
 * step that most leave out, and a short cut that few take, stand where they belong. Steps that win as often over others as
 * they lose keep the order in which they are given.
 *
 * @example orderSteps(['pay', 'cart'], [{ steps: ['cart', 'pay'], weight: 3 }]) // ['cart', 'pay']
 */
export const orderSteps = (steps: readonly string[], paths: readonly Path[]): string[] => {
  const placeOf = new Map(steps.map((step, at) => [step, at]));
  const lead = steps.map(() => steps.map(() => 0));
  for (const { steps: path, weight } of paths) {
    const places = path.flatMap((step) => placeOf.get(step) ?? []);
    places.forEach((first, at) => {
      for (const second of places.slice(at + 1)) {
        (lead[first] as number[])[second] = (lead[first]?.[second] ?? 0) + weight;
        (lead[second] as number[])[first] = (lead[second]?.[first] ?? 0) - weight;
      }
    });
  }
  const wins = lead.map((row) => row.reduce((sum, by) => sum + Math.sign(by), 0));
  return steps
    .map((step, at) => ({ step, won: wins[at] ?? 0 }))
    .sort((one, other) => other.won - one.won)
    .map(({ step }) => step);
};
