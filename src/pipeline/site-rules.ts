import { attempt } from '../browser/attempt.js';
import { compileRule, type ScrubRule } from '../scrub-rules.js';
import { createScrub } from './scrub.js';

/**
 * Makes the function that removes from any string what a site's own rules find, and then what `createScrub` does. A
 * pattern that is no regular expression is left out.
 *
 * @param allowed query parameters to keep.
 * @example
 * siteRules([{ name: 'customer', pattern: '\\bC-\\d{6}\\b' }])('C-123456 ordered'); // '[redacted] ordered'
 */
export const siteRules = (
  rules: readonly ScrubRule[] = [],
  allowed?: readonly string[],
): ((text: string) => string) => {
  const patterns = rules.flatMap((rule) => attempt(() => compileRule(rule)) ?? []);
  const scrub = createScrub(allowed);
  return (text) => scrub(patterns.reduce((clean, pattern) => clean.replace(pattern, '[redacted]'), text));
};
