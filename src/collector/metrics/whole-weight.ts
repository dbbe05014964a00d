/** A weight as the engine's weighted quantiles take it: a whole number, three decimals kept. */
export const WHOLE_WEIGHT = 'toUInt64(round(Weight * 1000))';
