// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromCookiebot } from '../../../src/consent/cookiebot.js';
import { honourDnt } from '../../../src/consent/honour-dnt.js';
import { manual } from '../../../src/consent/manual.js';
import { hear, inAnotherTab, listening } from './hear.js';

const setDnt = (value: string | null): void =>
  void Object.defineProperty(navigator, 'doNotTrack', { value, configurable: true });

/** What Cookiebot makes of the window, with an answer of that method. */
const cookiebot = (isGranted: boolean, method: string): void => {
  Object.assign(window, { Cookiebot: { hasResponse: true, consent: { statistics: isGranted, method } } });
  dispatchEvent(new Event('CookiebotOnConsentReady'));
};

beforeEach(() => {
  localStorage.clear();
  setDnt('1');
});
afterEach(() => {
  setDnt(null);
  delete (window as { Cookiebot?: unknown }).Cookiebot;
});

test('denies what the site grants without asking, until the visitor says yes here', () => {
  const source = honourDnt(manual('granted'));
  const { told } = hear(source);
  source.set?.({ analytics: 'unknown', diagnostics: 'granted' });
  source.set?.({ analytics: 'granted', diagnostics: 'granted' });
  expect(told).toEqual(['denied denied', 'unknown granted', 'granted granted']);
  expect(hear(honourDnt(manual('granted'))).told).toEqual(['granted granted']);
});

test('follows the answer of another tab, and is no again where that is taken back', async () => {
  const { told } = hear(honourDnt(manual('granted')));
  await listening();
  inAnotherTab(
    'sonde.consent',
    JSON.stringify({ v: 1, time: 1, choice: { analytics: 'granted', diagnostics: 'denied' } }),
  );
  inAnotherTab('sonde.consent', null);
  expect(told).toEqual(['denied denied', 'granted denied', 'denied denied']);
});

test('of a consent manager it denies what was implied and lets stand what was chosen', () => {
  const { told } = hear(honourDnt(fromCookiebot()));
  cookiebot(true, 'implied');
  cookiebot(true, 'explicit');
  cookiebot(false, 'explicit');
  expect(told).toEqual(['unknown unknown', 'denied denied', 'granted granted', 'denied denied']);
});

test.each([null, '0', 'unspecified'])('leaves everything as it is where Do Not Track is %s', (value) => {
  setDnt(value);
  const source = honourDnt(manual('granted'));
  const { told } = hear(source);
  source.set?.({ analytics: 'denied', diagnostics: 'granted' });
  expect(told).toEqual(['granted granted', 'denied granted']);
});

test('hands on what the source can do besides', () => {
  const done: string[] = [];
  const source = honourDnt({ ...manual(), open: () => void done.push('open') });
  source.open?.();
  expect(done).toEqual(['open']);
});
