/** Positions of the values without a neighbour: no line leads to or from them, so only a dot can show them. */
export const loneValues = (values: readonly (number | null | undefined)[]): number[] =>
  values.flatMap((value, at) =>
    value != null && values[at - 1] == null && values[at + 1] == null ? [at] : [],
  );

/**
 * Values without that of the last bucket, which is still filling and would look like a fall. A last value without a
 * neighbour falls from nothing, and stays.
 */
export const withoutFalls = (values: readonly (number | null)[]): readonly (number | null)[] =>
  loneValues(values).includes(values.length - 1) ? values : values.slice(0, -1);
