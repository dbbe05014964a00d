import { describe, expect, test } from 'vitest';
import { isAllowed } from '../../../src/verify/allowed.js';
import type { Entry, Phase } from '../../../src/verify/entry.js';

const PHASES: readonly Phase[] = ['unknown', 'denied', 'granted', 'withdrawn', 're-granted'];
const NAMES = { prefix: 'sonde.shop.', endpoint: 'https://shop.example/telemetry?key=1' };

/** The phases in which something is allowed. */
const allowedIn = (
  kind: Entry['kind'],
  name: string,
  act: Entry['act'] = 'write',
  hadGrant = false,
): Phase[] => PHASES.filter((phase) => isAllowed({ kind, act, name, script: '' }, phase, NAMES, hadGrant));

const ALL_BUT_UNKNOWN = PHASES.slice(1);
const GRANTED = ['granted', 're-granted'];
const AFTER_A_REFUSAL = ['denied', 'withdrawn', 're-granted'];

describe('what Sonde may do', () => {
  test.each([
    ['localStorage', 'sonde.consent', ALL_BUT_UNKNOWN],
    ['localStorage', 'sonde.out', ALL_BUT_UNKNOWN],
    ['localStorage', 'sonde.shop.visitor', GRANTED],
    ['localStorage', 'sonde.other.visitor', []],
    ['localStorage', 'visitor', []],
    ['sessionStorage', 'sonde.shop.tab', GRANTED],
    ['sessionStorage', 'sonde.other.tab', []],
    ['sessionStorage', 'sonde.consent', []],
    ['cookie', 'sonde.consent', []],
    ['indexedDB', 'sonde.shop.', GRANTED],
    ['indexedDB', 'sonde.shop.more', []],
    ['request', 'https://shop.example/telemetry/v1/logs?key=1', GRANTED],
    ['request', 'https://shop.example/telemetry/v1/traces', GRANTED],
    ['request', 'https://shop.example/telemetry/v1/metrics', []],
    ['request', 'https://shop.example/telemetry/v1/config?service=shop', GRANTED],
    ['request', 'https://shop.example/telemetry/v1/erase', AFTER_A_REFUSAL],
    ['request', 'https://other.example/telemetry/v1/erase', []],
    ['localStorage', 'sonde.erase:shop', AFTER_A_REFUSAL],
    ['sessionStorage', 'sonde.erase:shop', []],
    ['request', 'https://other.example/telemetry/v1/logs', []],
    ['request', 'https://shop.example/v1/logs', []],
    ['cache', 'sonde.shop.', []],
    ['channel', 'sonde.shop.', []],
    ['worker', 'sonde.shop.', []],
    ['window.name', 'sonde.shop.', []],
    ['listener', 'window storage', PHASES],
    ['listener', 'window cc:onConsent', PHASES],
    ['listener', 'window click', GRANTED],
    ['observer', 'PerformanceObserver event', GRANTED],
    ['patch', 'history.pushState', GRANTED],
  ] as const)('%s %s', (kind, name, phases) => {
    expect(allowedIn(kind, name)).toEqual(phases);
  });

  test('after a refusal it may delete its own, and nothing else', () => {
    expect(allowedIn('localStorage', 'sonde.shop.visitor', 'delete')).toEqual(ALL_BUT_UNKNOWN);
    expect(allowedIn('sessionStorage', 'sonde.shop.tab', 'delete')).toEqual(ALL_BUT_UNKNOWN);
    expect(allowedIn('indexedDB', 'sonde.shop.', 'delete')).toEqual(ALL_BUT_UNKNOWN);
    expect(allowedIn('localStorage', 'cart', 'delete')).toEqual([]);
  });

  test('what web-vitals leaves behind passes after a grant only', () => {
    expect(allowedIn('observer', 'PerformanceObserver event', 'write', true)).toEqual(PHASES);
    expect(allowedIn('listener', 'window scroll', 'write', true)).toEqual(GRANTED);
  });

  test('without an endpoint the paths count', () => {
    const entry: Entry = { kind: 'request', act: 'write', name: 'https://any.example/v1/logs', script: '' };
    expect(isAllowed(entry, 'granted', { prefix: 'sonde.shop.' })).toBe(true);
    expect(
      isAllowed({ ...entry, name: 'https://any.example/logs' }, 'granted', { prefix: 'sonde.shop.' }),
    ).toBe(false);
  });
});
