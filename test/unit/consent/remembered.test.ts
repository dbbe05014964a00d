// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { onChoice, readChoice, writeChoice } from '../../../src/consent/remembered.js';
import { listening } from './hear.js';

const granted = { analytics: 'granted', diagnostics: 'granted' } as const;

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

test('there is none before one is written', () => {
  expect(readChoice()).toBeUndefined();
  expect(localStorage).toHaveLength(0);
});

test('costs no error where there is none', () => {
  const parse = vi.spyOn(JSON, 'parse');
  readChoice();
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});

test('is kept with the time and with what it was an answer to', () => {
  const before = Date.now();
  const evidence = { way: 'accept', gpc: false, policy: '2026-05', textHash: '0a1b2c3d' } as const;
  writeChoice({ choice: granted, ...evidence });
  expect(readChoice()).toEqual(granted);
  const record = JSON.parse(localStorage.getItem('sonde.consent') as string);
  expect(record).toEqual({ v: 1, time: expect.any(Number), choice: granted, ...evidence });
  expect(record.time).toBeGreaterThanOrEqual(before);
});

test('counts for its policy only', () => {
  writeChoice({ choice: granted, policy: '1' });
  expect(readChoice('1')).toEqual(granted);
  expect(readChoice('2')).toBeUndefined();
});

test('is none where storage is forbidden or holds something else', () => {
  for (const rubbish of ['', '{', 'null', '7', '{"v":1}']) {
    localStorage.setItem('sonde.consent', rubbish);
    expect(readChoice(), rubbish).toBeUndefined();
  }
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('forbidden', 'SecurityError');
  });
  expect(readChoice()).toBeUndefined();
  expect(() => writeChoice({ choice: granted })).not.toThrow();
});

test('is told when another tab writes or clears it, and on return from the back/forward cache', async () => {
  const told: unknown[] = [];
  const undo = onChoice((choice) => told.push(choice));
  await listening();
  writeChoice({ choice: granted });
  dispatchEvent(new StorageEvent('storage', { key: 'sonde.consent' }));
  localStorage.clear();
  dispatchEvent(new StorageEvent('storage', { key: null }));
  writeChoice({ choice: granted });
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  expect(told).toEqual([granted, undefined, granted]);
  undo();
  localStorage.clear();
  dispatchEvent(new StorageEvent('storage', { key: null }));
  expect(told).toHaveLength(3);
});

test('is told what another tab wrote before it listened; and nothing, if it ended before', async () => {
  const told: unknown[] = [];
  const undo = onChoice((choice) => told.push(choice));
  onChoice((choice) => told.push(choice))();
  writeChoice({ choice: granted });
  await listening();
  expect(told).toEqual([granted]);
  localStorage.clear();
  dispatchEvent(new StorageEvent('storage', { key: null }));
  expect(told).toEqual([granted, undefined]);
  undo();
});

test('nobody is told of other texts, of a load, or where there is no storage', async () => {
  const told: unknown[] = [];
  const undo = onChoice((choice) => told.push(choice));
  await listening();
  localStorage.setItem('other', '1');
  dispatchEvent(new StorageEvent('storage', { key: 'other' }));
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
  expect(told).toEqual([]);
  undo();
});
