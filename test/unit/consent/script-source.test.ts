// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as managers from '../../../src/consent/script-managers.js';
import * as script from '../../../src/consent/script-source.js';
import type { ConsentSource } from '../../../src/consent/source.js';
import { hear } from './hear.js';

/** What `data-consent` names, in `sonde.js` and in `sonde-cmp.js`. */

const page = window as { sonde?: unknown; Cookiebot?: unknown; __tcfapi?: unknown };
const said: string[] = [];

beforeEach(() => {
  localStorage.clear();
  said.length = 0;
  vi.spyOn(console, 'warn').mockImplementation((text) => void said.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  document.head.replaceChildren();
  delete page.sonde;
  delete page.Cookiebot;
  delete page.__tcfapi;
});

/** As the script runs in its tag. */
const tag = (dataset: Readonly<Record<string, string>>): void => {
  const element = document.createElement('script');
  Object.assign(element.dataset, dataset);
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(element);
};

test.each([undefined, '', 'required', 'granted'])('%s is for others to know', (name) => {
  expect(script.scriptSource(name)).toBe(name);
  expect(managers.scriptSource(name)).toBe(name);
  expect(said).toEqual([]);
});

test.each([
  [script.scriptSource, 'klaro', '[sonde] data-consent="klaro" is unknown; see sonde-cmp.js'],
  [script.scriptSource, 'Banner', '[sonde] data-consent="Banner" is unknown; see sonde-cmp.js'],
  [
    managers.scriptSource,
    'banner',
    '[sonde] data-consent="banner" is not in sonde-cmp.js; sonde.js knows the banner',
  ],
  [
    managers.scriptSource,
    'toString',
    '[sonde] data-consent="toString" is not in sonde-cmp.js; sonde.js knows the banner',
  ],
])('%o, %s: one sentence, and no source', (scriptSource, name, sentence) => {
  expect(scriptSource(name)).toBe(name);
  expect(said).toEqual([sentence]);
});

test.each(['cookieconsent', 'klaro', 'tcf', 'gpp', 'google', 'onetrust', 'cookiebot'])(
  'sonde-cmp.js knows %s',
  (name) => {
    expect(hear(managers.scriptSource(name) as ConsentSource).told).toEqual(['unknown unknown']);
    expect(said).toEqual([]);
  },
);

test('the tag says what the manager calls that which allows a purpose, and the page has the last word', () => {
  page.Cookiebot = {
    hasResponse: true,
    consent: { preferences: true, statistics: false, marketing: true, method: 'explicit' },
  };
  tag({ analytics: 'preferences', diagnostics: 'statistics' });
  expect(hear(managers.scriptSource('cookiebot') as ConsentSource).told).toEqual(['granted denied']);
  page.sonde = { q: [], diagnostics: 'marketing' };
  expect(hear(managers.scriptSource('cookiebot') as ConsentSource).told).toEqual(['granted granted']);
});

test('of the TCF it says numbers', () => {
  page.__tcfapi = (command: string, _: number, callback: (data: unknown, isSuccess: boolean) => void) =>
    command === 'addEventListener' &&
    callback({ eventStatus: 'tcloaded', listenerId: 0, purpose: { consents: { 1: true, 7: true } } }, true);
  tag({ analytics: '1,7', diagnostics: '1, 8' });
  expect(hear(managers.scriptSource('tcf') as ConsentSource).told.at(-1)).toBe('granted denied');
  tag({});
  page.sonde = { analytics: [7] };
  expect(hear(managers.scriptSource('tcf') as ConsentSource).told.at(-1)).toBe('granted denied');
});
