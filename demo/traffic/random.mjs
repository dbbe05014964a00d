/**
 * Random choices that a seed repeats (mulberry32, public domain: https://github.com/bryc/code/blob/master/jshash/PRNGs.md).
 *
 * @param seed a whole number
 */
export const createRandom = (seed) => {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    /** A number from `from` up to `to`. */
    between: (from, to) => from + next() * (to - from),
    /** `true` that often: 0 never, 1 always. */
    chance: (probability) => next() < probability,
    /** One of a list. */
    one: (list) => list[Math.floor(next() * list.length)],
    /** One of the keys, as often as its weight says. */
    weighted: (weights) => {
      const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
      let left = next() * total;
      for (const [key, weight] of Object.entries(weights)) {
        left -= weight;
        if (left < 0) return key;
      }
      return Object.keys(weights).at(-1);
    },
  };
};
