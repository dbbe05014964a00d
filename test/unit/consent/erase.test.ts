// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withErase } from '../../../src/consent/erase.js';
import type { Consent } from '../../../src/event.js';

/** A withdrawal names the visitor to the collector, until it has been acknowledged. */

const all = (state: Consent['analytics']): Consent => ({ analytics: state, diagnostics: state });
const VISITOR = '1'.repeat(32);
const SESSION = '2'.repeat(32);
const BODY = JSON.stringify({ 'app.installation.id': VISITOR, 'session.id': SESSION });
const KEY = 'sonde.erase:shop';

let answer: () => Promise<{ ok: boolean; json(): Promise<unknown> }>;
const fetch = vi.fn((_url: URL, _init: RequestInit) => answer());
const yes = async () => ({ ok: true, json: async () => ({}) });
const no = async () => ({ ok: false, json: async () => ({}) });

beforeEach(() => {
  localStorage.clear();
  fetch.mockClear();
  answer = yes;
  vi.stubGlobal('fetch', fetch);
});
afterEach(() => vi.unstubAllGlobals());

/** What one page does: `tell` is its consent source's voice, `heard` what reached the core. */
const open = (endpoint = '/telemetry', resource = '', isGranted = () => true) => {
  let tell: (consent: Consent) => void = () => {};
  const heard: string[] = [];
  const { consent, resource: wrapped } = withErase({
    endpoint,
    service: 'shop',
    consent: {
      subscribe(onChange: (consent: Consent) => void) {
        tell = onChange;
        return () => {};
      },
    },
    resource: (_prefix: string, _isGranted: unknown) => (_event: object, _sessionId: string) => resource,
  });
  consent.subscribe(({ analytics, diagnostics }) => {
    heard.push(`${analytics} ${diagnostics}, ${fetch.mock.calls.length} sent`);
    // As the core does.
    if (analytics === 'denied')
      for (const key of ['visitor', 'session']) localStorage?.removeItem(`sonde.shop.${key}`);
  });
  return { tell: (next: Consent) => tell(next), heard, record: wrapped('', isGranted) };
};

const remember = (): void => {
  localStorage['sonde.shop.visitor'] = `${VISITOR},1,2`;
  localStorage['sonde.shop.session'] = `${SESSION},1,2`;
};

test('a withdrawal silences first, then names both ids in a request without credentials', async () => {
  const page = open();
  page.tell(all('granted'));
  remember();
  page.tell(all('denied'));
  expect(page.heard).toEqual(['granted granted, 0 sent', 'denied denied, 0 sent']);
  expect(fetch).toHaveBeenCalledTimes(1);
  const [url, init] = fetch.mock.calls[0] as [URL, RequestInit];
  expect(url.href).toBe(`${location.origin}/telemetry/v1/erase`);
  expect(init).toEqual({
    method: 'POST',
    body: BODY,
    headers: { 'content-type': 'application/json' },
    keepalive: true,
    credentials: 'omit',
  });
  await vi.waitFor(() => expect(localStorage.length).toBe(0));
});

test('to another origin it is a simple request', () => {
  const page = open('https://telemetry.example.com/?key=7');
  page.tell(all('granted'));
  remember();
  page.tell(all('denied'));
  const [url, init] = fetch.mock.calls[0] as [URL, RequestInit];
  expect([url.href, init.headers]).toEqual(['https://telemetry.example.com/v1/erase?key=7', {}]);
});

test.each([
  ['refused', no],
  ['unreachable', async () => Promise.reject(new TypeError('no network'))],
  ['answered by somebody else', async () => ({ ok: true, json: () => Promise.reject(new SyntaxError('<')) })],
])('%s it is kept, and repeated by later pages until it is acknowledged', async (_, fault) => {
  answer = fault as typeof answer;
  const page = open();
  page.tell(all('granted'));
  remember();
  page.tell(all('denied'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(localStorage[KEY]).toBe(BODY);
  open().tell(all('denied'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(fetch).toHaveBeenCalledTimes(2);
  expect(localStorage[KEY]).toBe(BODY);
  answer = yes;
  open();
  await vi.waitFor(() => expect(localStorage.length).toBe(0));
  expect(fetch).toHaveBeenCalledTimes(3);
  open();
  expect(fetch).toHaveBeenCalledTimes(3);
});

test('two withdrawals are owed both', async () => {
  answer = no;
  const page = open();
  page.tell(all('granted'));
  remember();
  page.tell(all('denied'));
  page.tell(all('granted'));
  localStorage['sonde.shop.session'] = `${'3'.repeat(32)},1,2`;
  page.tell(all('denied'));
  expect(localStorage[KEY].split('\n')).toEqual([BODY, JSON.stringify({ 'session.id': '3'.repeat(32) })]);
  answer = yes;
  open();
  await vi.waitFor(() => expect(localStorage.length).toBe(0));
});

test('a visitor who withdrew on a page without Sonde is named when it is opened', () => {
  remember();
  open().tell(all('denied'));
  expect(fetch).toHaveBeenCalledTimes(1);
});

test('one purpose withdrawn counts; a first refusal, and a grant, name nobody', () => {
  const page = open();
  page.tell(all('unknown'));
  page.tell(all('denied'));
  page.tell(all('granted'));
  expect(fetch).not.toHaveBeenCalled();
  remember();
  page.tell({ analytics: 'denied', diagnostics: 'granted' });
  page.tell({ analytics: 'denied', diagnostics: 'granted' });
  expect(fetch).toHaveBeenCalledTimes(1);
});

test('what only waited for an answer names nobody', async () => {
  vi.stubGlobal('localStorage', undefined);
  const page = open('/telemetry', `{"key":"session.id","value":{"stringValue":"${SESSION}"}}`, () => false);
  page.tell(all('unknown'));
  page.record({ name: 'plan.selected', attributes: {} }, SESSION);
  page.tell(all('denied'));
  expect(fetch).not.toHaveBeenCalled();
});

test('without storage the ids of this page are named, once', async () => {
  vi.stubGlobal('localStorage', undefined);
  const page = open(
    '/telemetry',
    `{"key":"session.id","value":{"stringValue":"${SESSION}"}},{"key":"app.installation.id","value":{"stringValue":"${VISITOR}"}}`,
  );
  page.tell(all('granted'));
  page.record({ name: 'plan.selected', attributes: {} }, SESSION);
  page.tell({ analytics: 'unknown', diagnostics: 'granted' });
  page.tell({ analytics: 'denied', diagnostics: 'denied' });
  expect(fetch.mock.calls.map(([, { body }]) => body)).toEqual([BODY]);
});
