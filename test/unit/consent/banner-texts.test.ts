// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';
import { english } from '../../../src/consent/banner-text.js';
import { arabic } from '../../../src/consent/banner-texts/ar.js';
import { german } from '../../../src/consent/banner-texts/de.js';
import { spanish } from '../../../src/consent/banner-texts/es.js';
import { french } from '../../../src/consent/banner-texts/fr.js';
import { japanese } from '../../../src/consent/banner-texts/ja.js';
import { consentRecord, textHash } from '../../../src/consent/consent-record.js';
import { writeChoice } from '../../../src/consent/remembered.js';
import { sameFor } from '../../../src/event.js';

const TEXTS = { en: english, ar: arabic, de: german, es: spanish, fr: french, ja: japanese };

beforeEach(() => localStorage.clear());

test.each(Object.entries(TEXTS))(
  '%s says everything, and nothing twice or with blanks around it',
  (lang, text) => {
    expect(text.lang).toBe(lang);
    expect(Object.keys(text)).toEqual(Object.keys(english));
    const words = Object.values(text);
    expect(new Set(words).size).toBe(words.length);
    for (const word of words) expect(word).toBe(word.trim());
  },
);

test('each language has a hash of its own, which a word changes', () => {
  const hashes = Object.values(TEXTS).map((text) => textHash(text));
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(textHash()).toBe(textHash(english));
  expect(textHash({ body: 'May we?' })).not.toBe(textHash());
});

test('the record of the last answer is read back; none is none, whatever is stored', () => {
  expect(consentRecord()).toBeUndefined();
  localStorage['sonde.consent'] = '{';
  expect(consentRecord()).toBeUndefined();
  writeChoice({
    choice: sameFor('granted'),
    way: 'accept',
    gpc: false,
    policy: '2',
    textHash: textHash(german),
  });
  expect(consentRecord()).toEqual({
    v: 1,
    time: expect.any(Number),
    choice: sameFor('granted'),
    way: 'accept',
    gpc: false,
    policy: '2',
    textHash: textHash(german),
  });
});
