import type { TextAttributes } from '../ingest/attributes.js';
import type { CollectorRule } from './collector-rule.js';
import { COLLECTOR_RULES } from './rules.js';

/** Cleans strings, and tells which rules found something in them. */
export interface Scrubber {
  /** The string without what the rules find; `found` is given the name of each rule that found something, once a find. */
  text(text: string, found: string[]): string;
  /** Cleans attributes in place: values, and names that hold what should be a value. */
  attributes(attributes: TextAttributes, found: string[]): void;
}

/** What the wire contract makes of random or fixed parts: nothing of a person's, and some look like it. */
const TRUSTED: ReadonlySet<string> = new Set([
  'log.record.uid',
  'session.id',
  'session.previous_id',
  'app.installation.id',
  'sonde.page.id',
  'sonde.weight',
  'sonde.time.recorded',
  'sonde.exception.fingerprint',
  'sonde.exception.count',
  'sonde.sent',
  'browser.web_vital.id',
  'transaction.id',
  'browser.web_vital.value',
  'browser.web_vital.delta',
  'telemetry.sdk.name',
  'telemetry.sdk.language',
  'telemetry.sdk.version',
  'user_agent.version',
]);

/** What such a part looks like: whoever sends something else under its name is not trusted. */
const PART = /^[\w.-]{0,64}$/;

/** Strings whose outcome is remembered: pages, targets and features are few, and come in every batch. */
const REMEMBERED = 5_000;
const REMEMBERED_LENGTH = 200;

const PLACE = '[redacted]';

/** Makes a scrubber of the collector's rules and a site's own, which come first. */
export const createScrubber = (rules: readonly CollectorRule[] = []): Scrubber => {
  const all = [...rules, ...COLLECTOR_RULES];
  const clean = new Set<string>();

  const remember = (text: string): void => {
    if (text.length > REMEMBERED_LENGTH) return;
    if (clean.size >= REMEMBERED) clean.clear();
    clean.add(text);
  };

  const scrub = (text: string, found: string[]): string => {
    if (text.length < 6 || clean.has(text)) return text;
    let result = text;
    for (const { name, hint, pattern, accept, keep } of all) {
      if (hint && !hint.test(result)) continue;
      result = result.replace(pattern, (match: string) => {
        if (accept && !accept(match)) return match;
        found.push(name);
        return (keep?.(match) ?? '') + PLACE;
      });
    }
    if (result === text) remember(text);
    return result;
  };

  return {
    text: scrub,
    attributes(attributes, found) {
      for (const [name, value] of Object.entries(attributes)) {
        if (TRUSTED.has(name) && PART.test(value)) continue;
        const cleanName = scrub(name, found);
        const cleanValue = scrub(value, found);
        if (cleanName !== name) delete attributes[name];
        if (cleanName !== name || cleanValue !== value) attributes[cleanName] = cleanValue;
      }
    },
  };
};
