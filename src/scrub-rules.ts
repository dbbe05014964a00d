/** A rule for cleaning: whatever it finds in a string becomes `[redacted]`. */
export interface ScrubRule {
  /** What it finds, for whoever reads how often: `customer-number`. */
  readonly name: string;
  /**
   * A regular expression, or its source. It finds every occurrence; a source takes no notice of case. Repetitions must be
   * bounded (`\d{6,10}`, not `\d+`), since it meets hostile strings; `sonde collect --scrub` refuses others.
   */
  readonly pattern: RegExp | string;
}

/**
 * A rule's pattern, compiled to find every occurrence.
 *
 * @throws a SyntaxError where it is no regular expression.
 */
export const compileRule = ({ pattern }: Pick<ScrubRule, 'pattern'>): RegExp => {
  const { source, flags } = pattern instanceof RegExp ? pattern : { source: pattern, flags: 'i' };
  return new RegExp(source, `${flags.replace(/[gy]/g, '')}g`);
};

/**
 * The query and the fragment of a URL, as far as they are parameters, up to the place in a script that may follow. They may
 * hold parentheses, which URLs do not escape: a remark in parentheses loses its last one. Where the text is an address and
 * nothing else, a query that is no parameter (`/reset?token`), too, behind the first group.
 */
export const QUERY: RegExp =
  /^((?:http|\/)[^\s?#]*)\?[^\s?#=:]+$|[?#][^\s"'<>?#=]+=((?!:\d+:\d+\)?(\s|$))[^\s"'<>])*/g;

/**
 * In turn: e-mail addresses, and `user:password@` in URLs (`vue@3.2.1` in a script's address is none: the last label has
 * letters only); bearer tokens, JSON Web Tokens and well-known shapes of keys; what is grouped like a card number.
 */
export const SECRET: RegExp =
  /[\w.+:%-]{1,64}(?:@|%40)(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b|\b(?:eyJ|Bearer |[rs]k_|gh[a-z]_|xox|AKIA)[\w.~+/-]{12,}|\b(?:\d{4}[ -]?){3}\d{3,4}\b/gi;
