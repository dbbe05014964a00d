import { expect, test, vi } from 'vitest';
import { readRules } from '../../../src/collector/scrub/read-rules.js';
import { createScrubber } from '../../../src/collector/scrub/scrubber.js';
import { ways } from '../../../src/collector/scrub/ways.js';
import { siteRules } from '../../../src/pipeline/site-rules.js';

const RULES = [
  { name: 'customer', pattern: '\\bC-\\d{6,8}\\b' },
  { name: 'desk', pattern: /Desk \d{1,3}/ },
];

test('a site’s rules redact every find, in the browser and in the collector', () => {
  const scrubber = createScrubber(readRules(RULES));
  const found: string[] = [];
  const text = 'c-123456 and C-12345678 at Desk 4, not desk 4';
  const clean = '[redacted] and [redacted] at [redacted], not desk 4';
  expect(siteRules(RULES)(text)).toBe(clean);
  expect(scrubber.text(text, found)).toBe(clean);
  expect(found).toEqual(['customer', 'customer', 'desk']);
  expect(siteRules()(text)).toBe(text);
});

test.each([
  [[{ name: 'broken', pattern: '(' }]],
  [[{ name: 'empty', pattern: 'a{0,3}' }]],
  [[{ name: 'none' }]],
  [[/C-\d{6}/]],
  [[null]],
])('the browser leaves %j out, and says so', (rules) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  try {
    const clean = siteRules([...rules, ...RULES] as never);
    expect(clean('C-123456 and more')).toBe('[redacted] and more');
    expect(warn.mock.calls).toEqual([['[sonde] is no scrub rule', rules[0]]]);
    expect(siteRules(rules as never)('a text')).toBe('a text');
  } finally {
    warn.mockRestore();
  }
});

test('names and values of attributes are cleaned, what the contract makes is not', () => {
  const found: string[] = [];
  const attributes: Record<string, string> = {
    'seen by ann@example.org': '1',
    note: 'call +49 30 901820',
    'session.id': '41111111111111111111111111111111',
    'log.record.uid': '4111111111111111-1',
    tier: 'pro',
  };
  createScrubber().attributes(attributes, found);
  expect(attributes).toEqual({
    'seen by [redacted]': '1',
    note: 'call [redacted]',
    'session.id': '41111111111111111111111111111111',
    'log.record.uid': '4111111111111111-1',
    tier: 'pro',
  });
  expect(found.sort()).toEqual(['email', 'phone']);
});

test.each([
  ['abc', 1],
  ['C-\\d{6}', 1],
  ['C-\\d{6,8}', 3],
  ['a?b?', 4],
  ['a|b|cd?', 4],
  ['[a-z\\]{1,9}]{1,9}', 9],
  ['(?:ab{1,3}){2}', 9],
  ['\\u{1f600}{2}', 1],
  ['(?<year>\\d{4})-(?=x)', 1],
])('%s can be tried in %d ways', (source, expected) => {
  expect(ways(source)).toBe(expected);
});

test.each([
  [[{ name: 'a', pattern: '\\d+x' }], 'could be slow'],
  [[{ name: 'a', pattern: '(a{1,9}){1,9}b' }], 'could be slow'],
  [[{ name: 'a', pattern: '(a|a)*b' }], 'could be slow'],
  [[{ name: 'a', pattern: '(\\w)\\1' }], 'could be slow'],
  [[{ name: 'a', pattern: '(' }], 'is no regular expression'],
  [[{ name: 'a', pattern: 'a{0,3}' }], 'matches nothing at all'],
  [[{ name: '', pattern: 'a' }], 'needs a name'],
  [[{ name: 'a' }], 'needs a pattern'],
  [{}, 'must be a list'],
])('%j is refused: %s', (rules, message) => {
  expect(() => readRules(rules as never)).toThrow(message);
});
