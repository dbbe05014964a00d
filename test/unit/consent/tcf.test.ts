// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromTcf } from '../../../src/consent/tcf.js';
import { hear } from './hear.js';

type Callback = (data: unknown, isSuccess: boolean) => void;
interface Page {
  __tcfapi?: unknown;
}

/** A manager's API. `isLate`: a stub, that queues until `tell` is called first. */
const api = () => {
  const listeners = new Map<number, Callback>();
  const calls: string[] = [];
  let next = 0;
  (window as Page).__tcfapi = (command: string, version: number, callback: Callback, parameter: number) => {
    calls.push(`${command} ${version} ${parameter ?? ''}`.trim());
    if (command === 'addEventListener') {
      listeners.set(next, callback);
      callback({ eventStatus: undefined, gdprApplies: undefined, listenerId: next++ }, true);
    } else callback(listeners.delete(parameter), true);
  };
  return {
    listeners,
    calls,
    tell(eventStatus: string, purposes: number[], more: object = {}) {
      const consents = Object.fromEntries(purposes.map((number) => [number, true]));
      for (const [listenerId, callback] of listeners)
        callback(
          {
            eventStatus,
            listenerId,
            gdprApplies: true,
            publisher: { consents },
            purpose: { consents: {} },
            ...more,
          },
          true,
        );
    },
  };
};

beforeEach(() => localStorage.clear());
afterEach(() => {
  delete (window as Page).__tcfapi;
});

test('decides when a string is loaded or the visitor has answered, and not while the question is shown', () => {
  const { tell } = api();
  const { told } = hear(fromTcf());
  tell('cmpuishown', [1, 8, 10]);
  expect(told).toEqual(['unknown unknown']);
  tell('useractioncomplete', [1, 8, 10]);
  tell('cmpuishown', []);
  tell('useractioncomplete', [1, 8]);
  tell('useractioncomplete', [8, 10]);
  tell('tcloaded', [1, 10]);
  expect(told.slice(1)).toEqual(['granted granted', 'granted denied', 'denied denied', 'denied granted']);
});

test('asks for the purposes that it is told', () => {
  const { tell } = api();
  const { told } = hear(fromTcf({ analytics: [9], diagnostics: [1] }));
  tell('tcloaded', [9]);
  expect(told.at(-1)).toBe('granted denied');
});

test('takes what all were allowed where the publisher is not asked for, and only there', () => {
  const { tell } = api();
  const { told } = hear(fromTcf());
  const all = { purpose: { consents: { 1: true, 8: true, 10: true } } };
  tell('tcloaded', [], { ...all, publisher: { consents: { 1: false } } });
  expect(told.at(-1)).toBe('denied denied');
  tell('tcloaded', [], all);
  expect(told.at(-1)).toBe('granted granted');
  tell('tcloaded', [], { publisher: undefined, purpose: undefined });
  expect(told.at(-1)).toBe('denied denied');
});

test('is unknown where the GDPR does not apply, unless the site says what holds there', () => {
  const { tell } = api();
  const elsewhere = { gdprApplies: false, publisher: undefined, purpose: undefined };
  const strict = hear(fromTcf());
  const free = hear(fromTcf({ elsewhere: 'implied' }));
  tell('tcloaded', [], elsewhere);
  expect(strict.told).toEqual(['unknown unknown']);
  expect(free.told.at(-1)).toBe('granted granted');
  expect(localStorage).toHaveLength(0);
});

test('hears nothing of what fails', () => {
  const { listeners } = api();
  const { told } = hear(fromTcf());
  for (const callback of listeners.values()) callback(null, false);
  expect(told).toEqual(['unknown unknown']);
});

test('removes its listener, of which the number may be 0', () => {
  const { calls, listeners } = api();
  hear(fromTcf()).undo();
  expect(calls).toEqual(['addEventListener 2', 'removeEventListener 2 0']);
  expect(listeners.size).toBe(0);
});

test('removes a listener that is confirmed after its undo', () => {
  const queue: unknown[][] = [];
  (window as Page).__tcfapi = (...call: unknown[]) => void queue.push(call);
  hear(fromTcf()).undo();
  const { calls, listeners } = api();
  const real = (window as { __tcfapi?: (...call: unknown[]) => void }).__tcfapi;
  for (const call of queue) real?.(...call);
  expect(calls).toEqual(['addEventListener 2', 'removeEventListener 2 0']);
  expect(listeners.size).toBe(0);
});

test('finds a manager that comes later', () => {
  const { told, undo } = hear(fromTcf());
  const { tell, listeners } = api();
  dispatchEvent(new Event('load'));
  expect(listeners.size).toBe(1);
  tell('tcloaded', [1, 8, 10]);
  expect(told).toEqual(['unknown unknown', 'granted granted']);
  undo();
});
