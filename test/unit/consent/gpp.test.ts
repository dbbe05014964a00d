// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromGpp } from '../../../src/consent/gpp.js';
import { hear, setSignal } from './hear.js';

type Callback = (event: unknown, isSuccess: boolean) => void;
interface Page {
  __gpp?: unknown;
}

const api = () => {
  const listeners = new Map<number, Callback>();
  let pingData: object = { signalStatus: 'not ready' };
  let next = 1;
  (window as Page).__gpp = (command: string, callback: Callback, parameter: number) => {
    if (command === 'addEventListener') {
      listeners.set(next, callback);
      callback({ eventName: 'listenerRegistered', listenerId: next++, pingData }, true);
    } else callback({ data: listeners.delete(parameter) }, true);
  };
  const tell = (signalStatus: string, parsedSections: object, applicableSections: number[] = [7]): void => {
    pingData = { signalStatus, parsedSections, applicableSections };
    for (const [listenerId, callback] of listeners)
      callback({ eventName: 'signalStatus', listenerId, pingData }, true);
  };
  return { listeners, tell };
};

const purposes = (...numbers: number[]): boolean[] =>
  Array.from({ length: 24 }, (_, place) => numbers.includes(place + 1));

beforeEach(() => localStorage.clear());
afterEach(() => {
  delete (window as Page).__gpp;
  setSignal(false);
});

test('waits for the signal, and keeps the answer while the question is shown again', () => {
  const { tell } = api();
  const { told } = hear(fromGpp());
  tell('not ready', { usnat: { SaleOptOut: 2 } });
  expect(told).toEqual(['unknown unknown']);
  tell('ready', { usnat: { SaleOptOut: 2 } });
  tell('not ready', { usnat: { SaleOptOut: 1 } });
  expect(told).toEqual(['unknown unknown', 'granted granted']);
  tell('ready', { usnat: { SaleOptOut: 1 } });
  expect(told.at(-1)).toBe('denied denied');
});

test('reads what is ready already', () => {
  const { tell } = api();
  tell('ready', { usnat: { SaleOptOut: 2 } });
  expect(hear(fromGpp()).told).toEqual(['unknown unknown', 'granted granted']);
});

test.each([
  ['no opt-out', { usnat: { SaleOptOut: 2, SharingOptOut: 0 } }, 'granted granted'],
  ['one opt-out', { usca: { SaleOptOut: 2, SharingOptOut: 1 } }, 'denied denied'],
  ['advertising', { usva: { TargetedAdvertisingOptOut: 1 } }, 'denied denied'],
  ['not asked', { usnat: { SaleOptOut: 0, SharingOptOut: 0 } }, 'unknown unknown'],
  ['Global Privacy Control as the manager saw it', { usnat: { SaleOptOut: 2, Gpc: true } }, 'denied denied'],
  [
    'a list of parts, as in the specification',
    { usnat: [{ SaleOptOut: 2 }, { Gpc: true }] },
    'denied denied',
  ],
  ['a list of parts that allows', { usnat: [{ SaleOptOut: 2 }, { Gpc: false }] }, 'granted granted'],
  ['one section against another', { usnat: { SaleOptOut: 2 }, usca: { SaleOptOut: 1 } }, 'denied denied'],
  [
    'Europe’s publisher',
    { tcfeuv2: { PublisherConsents: purposes(1, 8), PurposeConsents: purposes(1, 10) } },
    'granted denied',
  ],
  [
    'Europe’s purposes',
    { tcfeuv2: [{ PublisherConsents: purposes() }, { PurposeConsents: purposes(1, 10) }] },
    'denied granted',
  ],
  [
    'Europe’s refusal',
    { tcfeuv2: { PublisherConsents: purposes(), PurposeConsents: purposes() } },
    'denied denied',
  ],
  ['Canada', { tcfcav1: { PurposesExpressConsent: purposes(1, 8, 10) } }, 'granted granted'],
  ['nothing', {}, 'unknown unknown'],
])('reads %s', (_, sections, expected) => {
  const { tell } = api();
  const { told } = hear(fromGpp());
  tell('ready', sections);
  expect(told.at(-1)).toBe(expected);
});

test('is unknown where no section applies, unless the site says what holds there', () => {
  const { tell } = api();
  const strict = hear(fromGpp());
  const free = hear(fromGpp({ elsewhere: 'implied' }));
  tell('ready', {}, [-1]);
  expect([strict.told.at(-1), free.told.at(-1)]).toEqual(['unknown unknown', 'granted granted']);
  tell('ready', {}, [7]);
  expect(free.told.at(-1)).toBe('unknown unknown');
});

test('takes the fields and purposes that it is told', () => {
  const { tell } = api();
  const states = hear(fromGpp({ optOuts: ['SharingOptOut'] }));
  const europe = hear(fromGpp({ analytics: [9], diagnostics: [1] }));
  tell('ready', { usnat: { SaleOptOut: 1, SharingOptOut: 2 } });
  expect(states.told.at(-1)).toBe('granted granted');
  tell('ready', { tcfeuv2: { PublisherConsents: purposes(9) } });
  expect(europe.told.at(-1)).toBe('granted denied');
});

test('not to have refused is nobody’s choice; to have allowed is', () => {
  setSignal(true);
  const { tell } = api();
  const { told } = hear(fromGpp());
  tell('ready', { usnat: { SaleOptOut: 2 } });
  expect(told.at(-1)).toBe('denied denied');
  expect(localStorage).toHaveLength(0);
  tell('ready', { tcfeuv2: { PublisherConsents: purposes(1, 8, 10) } });
  expect(told.at(-1)).toBe('granted granted');
});

test('hears nothing of what fails, and removes its listener', () => {
  const { listeners } = api();
  const { told, undo } = hear(fromGpp());
  for (const callback of listeners.values()) callback(null, false);
  expect(told).toEqual(['unknown unknown']);
  undo();
  expect(listeners.size).toBe(0);
});

test('finds a manager that comes later', () => {
  const { told } = hear(fromGpp());
  const { tell } = api();
  dispatchEvent(new Event('load'));
  tell('ready', { usnat: { SaleOptOut: 2 } });
  expect(told).toEqual(['unknown unknown', 'granted granted']);
});
