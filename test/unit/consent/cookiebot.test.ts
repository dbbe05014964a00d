// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromCookiebot } from '../../../src/consent/cookiebot.js';
import { hear, setSignal } from './hear.js';

const page = window as unknown as Record<string, unknown>;

const say = (
  consent: object | undefined,
  event = 'CookiebotOnConsentReady',
  method: string | null = 'explicit',
): void => {
  page.Cookiebot = {
    hasResponse: consent !== undefined,
    consent: { necessary: true, preferences: false, statistics: false, marketing: false, ...consent, method },
    renew() {
      page.opened = true;
    },
  };
  dispatchEvent(new Event(event));
};

beforeEach(() => localStorage.clear());
afterEach(() => {
  delete page.Cookiebot;
  delete page.opened;
  setSignal(false);
});

test('is unknown until there is a response', () => {
  page.Cookiebot = document.createElement('script');
  const { told } = hear(fromCookiebot());
  say(undefined);
  expect(told).toEqual(['unknown unknown']);
  say({ statistics: true }, 'CookiebotOnAccept');
  say({}, 'CookiebotOnDecline');
  expect(told.slice(1)).toEqual(['granted granted', 'denied denied']);
});

test('reads what was there before', () => {
  say({ preferences: true });
  expect(hear(fromCookiebot({ diagnostics: 'preferences' })).told).toEqual(['denied granted']);
});

test('what was implied or is necessary is nobody’s choice', () => {
  setSignal(true);
  const { told } = hear(fromCookiebot({ diagnostics: 'necessary' }));
  say({ statistics: true }, 'CookiebotOnAccept', 'implied');
  expect(told.at(-1)).toBe('denied denied');
  say({ statistics: true }, 'CookiebotOnAccept');
  expect(told.at(-1)).toBe('granted denied');
});

test('ends with its undo, and opens the dialog', () => {
  const source = fromCookiebot();
  source.open?.();
  const { told, undo } = hear(source);
  undo();
  say({ statistics: true });
  expect(told).toEqual(['unknown unknown']);
  source.open?.();
  expect(page.opened).toBe(true);
});
