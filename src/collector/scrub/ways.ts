/** Beyond this there is no telling ways apart, and no need to. */
const MANY = 1e9;

/**
 * In how many ways a regular expression can try to match from one place, at most: what a text made against it can cost
 * for each of its characters. A repetition without an end counts as very many, a back-reference too.
 *
 * @example ways('C-\\d{6,8}') // 3
 * @example ways('(a{1,9}){1,9}') // far too many
 * @param source of a regular expression that compiles.
 */
export const ways = (source: string): number => {
  let at = 0;

  const quantifier = (): readonly [least: number, most: number] => {
    const [text, least, comma, most] = /^(?:[*+?]|\{(\d+)(,)?(\d*)\})\??/.exec(source.slice(at)) ?? [''];
    at += text.length;
    if (text === '') return [1, 1];
    if (text[0] === '?') return [0, 1];
    if (text[0] === '{') return [Number(least), comma === undefined ? Number(least) : Number(most || MANY)];
    return [0, MANY];
  };

  const skipClass = (): void => {
    for (at += 1; source[at] !== ']'; at += 1) if (source[at] === '\\') at += 1;
    at += 1;
  };

  const atom = (): number => {
    const one = source[at];
    if (one === '(') {
      at += /^\((?:\?(?:<?[=!]|:|<\w+>))?/.exec(source.slice(at))?.[0].length ?? 1;
      const inner = alternatives();
      at += 1;
      return inner;
    }
    if (one === '[') {
      skipClass();
      return 1;
    }
    if (one === '\\') {
      const [text = '\\.', reference] =
        /^\\(?:([1-9]|k<)|u\{[^}]*\}|[pP]\{[^}]*\}|[\s\S])/.exec(source.slice(at)) ?? [];
      at += text.length;
      return reference ? MANY : 1;
    }
    at += 1;
    return 1;
  };

  const sequence = (): number => {
    let product = 1;
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const inner = atom();
      const [least, most] = quantifier();
      let sum = most > 10_000 ? MANY : 0;
      for (let times = least, power = inner ** least; sum < MANY && times <= most; times += 1) {
        sum += power;
        power *= inner;
      }
      product = Math.min(MANY, product * sum);
    }
    return product;
  };

  const alternatives = (): number => {
    let sum = sequence();
    while (source[at] === '|') {
      at += 1;
      sum += sequence();
    }
    return Math.min(MANY, sum);
  };

  return alternatives();
};
