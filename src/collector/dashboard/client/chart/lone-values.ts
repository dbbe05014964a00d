/** Positions of the values without a neighbour: no line leads to or from them, so only a dot can show them. */
export const loneValues = (values: readonly (number | null | undefined)[]): number[] =>
  values.flatMap((value, at) =>
    value != null && values[at - 1] == null && values[at + 1] == null ? [at] : [],
  );
