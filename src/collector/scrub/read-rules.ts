import { compileRule, type ScrubRule } from '../../scrub-rules.js';
import type { CollectorRule } from './collector-rule.js';
import { ways } from './ways.js';

/** Ways in which a rule may try a place of a string: with all of them a value of 4,096 characters takes some 10 ms. */
const MAX_WAYS = 1_000;

const NAME = /^[a-z\d][a-z\d_.-]{0,39}$/i;

/**
 * Makes rules of the collector from a site's: compiled, and refused where a string could be made that they are slow on.
 *
 * @throws one sentence that names the rule and says what is wrong with it.
 */
export const readRules = (rules: readonly ScrubRule[]): CollectorRule[] => {
  if (!Array.isArray(rules)) throw new Error('Scrub rules must be a list of { name, pattern }.');
  return rules.map((rule: Partial<ScrubRule> | null) => {
    const { name, pattern } = rule ?? {};
    if (typeof name !== 'string' || !NAME.test(name))
      throw new Error('Each scrub rule needs a name of letters, digits and hyphens, at most 40.');
    if (typeof pattern !== 'string' && !(pattern instanceof RegExp))
      throw new Error(`Scrub rule "${name}" needs a pattern.`);
    let compiled: RegExp;
    try {
      compiled = compileRule({ pattern });
    } catch (cause) {
      throw new Error(`The pattern of scrub rule "${name}" is no regular expression.`, { cause });
    }
    if (compiled.test('')) throw new Error(`The pattern of scrub rule "${name}" matches nothing at all.`);
    if (ways(compiled.source) > MAX_WAYS)
      throw new Error(
        `The pattern of scrub rule "${name}" could be slow: bound its repetitions, such as \\d{6,10} for \\d+.`,
      );
    return { name, pattern: compiled };
  });
};
