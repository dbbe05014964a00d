import { attempt } from '../browser/attempt.js';
import { compileRule, type ScrubRule } from '../scrub-rules.js';
import { createScrub } from './scrub.js';

/**
 * Makes the function that removes from any string what a site's own rules find, and then what `createScrub` does. A rule
 * that is none, or that would find something in every string, is left out, and said so on the console.
 *
 * @param allowed query parameters to keep.
 * @example
 * siteRules([{ name: 'customer', pattern: '\\bC-\\d{6}\\b' }])('C-123456 ordered'); // '[redacted] ordered'
 */
export const siteRules = (
  rules: readonly ScrubRule[] = [],
  allowed?: readonly string[],
): ((text: string) => string) => {
  const patterns = rules.flatMap((rule) => {
    const pattern = attempt(() => compileRule(rule));
    // What finds something in an empty string finds it between any two letters.
    if (!pattern || pattern.test('')) {
      console.warn('[sonde] is no scrub rule', rule);
      return [];
    }
    return pattern;
  });
  const scrub = createScrub(allowed);
  return (text) => scrub(patterns.reduce((clean, pattern) => clean.replace(pattern, '[redacted]'), text));
};
