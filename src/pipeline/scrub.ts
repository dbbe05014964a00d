/**
 * In turn: e-mail addresses, and `user:password@` in URLs (`vue@3.2.1` in a script's address is none: the last label has
 * letters only); bearer tokens, JSON Web Tokens and well-known shapes of keys; what is grouped like a card number.
 */
const SECRET =
  /[\w.+:%-]{1,64}(?:@|%40)(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b|\b(?:eyJ|Bearer |[rs]k_|gh[a-z]_|xox|AKIA)[\w.~+/-]{12,}|\b(?:\d{4}[ -]?){3}\d{3,4}\b/gi;

/**
 * Makes the function that removes from any string what could name a person: query parameters of URLs (save `utm_*` and
 * the allow-listed), e-mail addresses and credentials in URLs, bearer tokens, JSON Web Tokens and well-known key shapes,
 * and what is grouped like a card number. Every repetition is bounded or cannot overlap its neighbour: no string is slow.
 *
 * @param allowed further query parameters to keep.
 * @example
 * createScrub()('GET /a?token=1 by ann@example.org'); // 'GET /a by [redacted]'
 */
export const createScrub =
  (allowed: readonly string[] = []): ((value: string) => string) =>
  (value) =>
    value
      .replace(/[?#][^\s"'<>()?#=]{1,256}=[^\s"'<>()]*/g, (query) => {
        const kept = query
          .split(/[?#&]/)
          .filter(
            (parameter) => /^utm_/.test(parameter) || allowed.includes(parameter.split('=')[0] as string),
          );
        return kept[0] ? `?${kept.join('&')}` : '';
      })
      .replace(SECRET, '[redacted]');
