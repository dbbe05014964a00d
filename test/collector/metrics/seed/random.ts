/** A source of repeatable randomness. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the choices, by their weights. */
  pick<Value>(choices: readonly (readonly [value: Value, weight: number])[]): Value;
  /** Log-normal with the given median and spread. */
  around(median: number, spread: number): number;
  /** So many lower-case hex digits. */
  hex(digits: number): string;
}

/** Mulberry32: the same seed, the same numbers. */
export const random = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    pick(choices) {
      let rest = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of choices) {
        rest -= weight;
        if (rest < 0) return value;
      }
      return (choices.at(-1) as (typeof choices)[number])[0];
    },
    around: (median, spread) =>
      median * Math.exp(spread * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
    hex: (digits) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join(''),
  };
};
