import { QUERY, SECRET } from '../scrub-rules.js';

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
  (allowed?: readonly string[]): ((value: string) => string) =>
  (value) =>
    value
      .replace(QUERY, (found, path = '') => {
        const kept = found
          .split(/[?#&]/)
          .filter(
            (parameter) => /^utm_/.test(parameter) || allowed?.includes(parameter.split('=')[0] as string),
          );
        return path + (kept[0] ? `?${kept.join('&')}` : '');
      })
      .replace(SECRET, '[redacted]');
