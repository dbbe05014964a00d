/**
 * Makes the function that removes from any string what could name a person: query parameters of URLs (save `utm_*` and
 * the allow-listed), e-mail addresses and credentials in URLs, bearer tokens, JSON Web Tokens and well-known key shapes,
 * and what is grouped like a card number. Every repetition is bounded or cannot overlap its neighbour: no string is slow.
 *
 * @param allowed further query parameters to keep.
 * @example
 * createScrub()('GET /a?token=1 by ann@example.org'); // 'GET /a by [email]'
 */
export const createScrub =
  (allowed: readonly string[] = []): ((value: string) => string) =>
  (value) =>
    value
      .replace(/[?#][^\s"'<>()?#=]{1,256}=[^\s"'<>()]*/g, (query) => {
        const kept = query
          .split(/[?#&]/)
          .filter((parameter) => /^utm_/.test(parameter) || allowed.includes(parameter.split('=')[0] as string));
        return kept[0] ? `?${kept.join('&')}` : '';
      })
      // `vue@3.2.1` in a script's address is no e-mail address: the last label has letters only.
      .replace(/[\w.+:%-]{1,64}(?:@|%40)(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b/gi, '[email]')
      .replace(/\b(?:eyJ[\w-]{8,}\.[\w.-]+|Bearer [\w.~+/-]+|(?:[rs]k|pk|gh[a-z]|xox[a-z]|AKIA)[-_A-Z\d][\w-]{12,})/g, '[token]')
      .replace(/\b(?:\d{4}[ -]?){3}\d{3,4}\b/g, '[card]');
