// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CookieConsentLibrary, fromCookieConsent } from '../../../src/consent/cookieconsent.js';
import { hear, setSignal } from './hear.js';

interface Page {
  CookieConsent?: unknown;
}

/** The library with an answer; `categories` are those that were accepted. */
const library = (categories: string[] | undefined): CookieConsentLibrary & { opened: number } => ({
  opened: 0,
  validConsent: () => categories !== undefined,
  acceptedCategory: (name) => categories?.includes(name) === true,
  getConfig: () => ({
    necessary: { readOnly: true },
    basics: { readOnly: true },
    analytics: {},
    quality: {},
  }),
  showPreferences() {
    this.opened++;
  },
});

const tell = (type: string, categories: string[]): void =>
  void dispatchEvent(new CustomEvent(type, { detail: { cookie: { categories } } }));

beforeEach(() => localStorage.clear());
afterEach(() => {
  delete (window as Page).CookieConsent;
  setSignal(false);
});

test('reads an answer that was there before', () => {
  (window as Page).CookieConsent = library(['necessary', 'analytics']);
  expect(hear(fromCookieConsent()).told).toEqual(['granted granted']);
  expect(hear(fromCookieConsent({ analytics: 'quality' })).told).toEqual(['denied denied']);
  expect(hear(fromCookieConsent({ diagnostics: 'necessary' })).told).toEqual(['granted granted']);
});

test('takes an answer that is not valid for none', () => {
  (window as Page).CookieConsent = library(undefined);
  expect(hear(fromCookieConsent()).told).toEqual(['unknown unknown']);
});

test('takes the library as a module has it', () => {
  const source = fromCookieConsent({ library: library(['analytics']), diagnostics: 'basics' });
  expect(hear(source).told).toEqual(['granted denied']);
});

test('hears the events of a library that it cannot find, and ends', () => {
  const { told, undo } = hear(fromCookieConsent({ diagnostics: 'necessary' }));
  tell('cc:onFirstConsent', ['necessary', 'analytics']);
  tell('cc:onConsent', ['necessary', 'analytics']);
  tell('cc:onChange', ['necessary']);
  expect(told).toEqual(['unknown unknown', 'granted granted', 'denied granted']);
  undo();
  tell('cc:onChange', ['necessary', 'analytics']);
  expect(told).toHaveLength(3);
});

test('what cannot be refused is nobody’s choice', () => {
  setSignal(true);
  const own = library(['basics', 'quality']);
  const { told } = hear(fromCookieConsent({ analytics: 'basics', diagnostics: 'quality', library: own }));
  expect(told).toEqual(['denied granted']);
  const { told: heard } = hear(fromCookieConsent({ diagnostics: 'necessary' }));
  tell('cc:onConsent', ['necessary', 'analytics']);
  expect(heard.at(-1)).toBe('granted denied');
});

test('opens the preferences', () => {
  const own = library([]);
  fromCookieConsent({ library: own }).open?.();
  expect(own.opened).toBe(1);
  // An element of that id, and none at all.
  (window as Page).CookieConsent = document.createElement('div');
  expect(hear(fromCookieConsent()).told).toEqual(['unknown unknown']);
  expect(() => fromCookieConsent().open?.()).not.toThrow();
});
