// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cmpSource, type Said } from '../../../src/consent/cmp.js';
import { withOptOut } from '../../../src/consent/opt-out.js';
import { hear, inAnotherTab, kept, listening, setSignal } from './hear.js';

/** A manager whose words a test changes. */
const manager = () => {
  const looks = new Set<() => void>();
  const state: { words: Record<string, Said> | undefined; opened: number } = { words: undefined, opened: 0 };
  const source = () =>
    cmpSource(
      { analytics: 'analytics', diagnostics: 'diagnostics' },
      (name) => state.words?.[name],
      (look) => {
        looks.add(look);
        return () => looks.delete(look);
      },
      () => void state.opened++,
    );
  return {
    state,
    looks,
    source,
    say(analytics: Said, diagnostics: Said = analytics) {
      state.words = { analytics, diagnostics };
      for (const look of looks) look();
    },
    unsay() {
      state.words = undefined;
      for (const look of looks) look();
    },
  };
};

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.restoreAllMocks();
  setSignal(false);
});

test('is unknown until the manager says something, and stores nothing', () => {
  const cmp = manager();
  const { told } = hear(cmp.source());
  expect(told).toEqual(['unknown unknown']);
  cmp.say('unknown');
  cmp.say('implied', 'unknown');
  expect(told.at(-1)).toBe('granted unknown');
  expect(localStorage).toHaveLength(0);
});

test('passes on what a person decided, with the time and what it was', () => {
  const cmp = manager();
  const { told } = hear(cmp.source());
  cmp.say('granted', 'implied');
  cmp.say('denied', 'implied');
  cmp.say('denied', 'implied');
  expect(told).toEqual(['unknown unknown', 'granted granted', 'denied granted']);
  expect(kept()).toEqual({
    v: 1,
    time: expect.any(Number),
    gpc: false,
    choice: { analytics: 'denied', diagnostics: 'unknown' },
    said: '{"diagnostics":"implied","analytics":"denied"}',
  });
});

test('is unknown again when an answer is taken back', () => {
  const cmp = manager();
  const { told } = hear(cmp.source());
  const other = hear(manager().source());
  cmp.say('granted');
  cmp.unsay();
  expect(told.at(-1)).toBe('unknown unknown');
  inAnotherTab('sonde.consent', localStorage.getItem('sonde.consent'));
  expect(other.told.at(-1)).toBe('unknown unknown');
});

test('ends with its undo', () => {
  const cmp = manager();
  const source = cmp.source();
  const { told, undo } = hear(source);
  undo();
  expect(cmp.looks.size).toBe(0);
  source.set?.({ analytics: 'granted', diagnostics: 'granted' });
  inAnotherTab('sonde.consent', null);
  expect(told).toHaveLength(1);
  expect(localStorage).toHaveLength(0);
});

test('opens the manager', () => {
  const cmp = manager();
  cmp.source().open?.();
  expect(cmp.state.opened).toBe(1);
});

test('is silent where the manager throws, whatever is asked of it', () => {
  const fail = (): never => {
    throw new Error('the manager’s');
  };
  const source = cmpSource({ analytics: 1, diagnostics: 2 }, fail, fail, fail);
  const { told, undo } = hear(source);
  source.open?.();
  undo();
  expect(told).toEqual(['unknown unknown']);
});

test('follows another tab, although the manager here goes on saying what it said', async () => {
  const cmp = manager();
  cmp.state.words = { analytics: 'granted', diagnostics: 'granted' };
  const here = hear(cmp.source());
  const there = manager();
  hear(there.source());
  await listening();
  there.say('denied');
  inAnotherTab('sonde.consent', localStorage.getItem('sonde.consent'));
  for (const look of cmp.looks) look();
  expect(here.told).toEqual(['granted granted', 'denied denied']);
  there.say('granted', 'denied');
  inAnotherTab('sonde.consent', localStorage.getItem('sonde.consent'));
  expect(here.told.at(-1)).toBe('granted denied');
  // Its own news is news.
  cmp.say('denied');
  expect(here.told.at(-1)).toBe('denied denied');
});

test('follows what happened while the page lay in the back/forward cache', async () => {
  const cmp = manager();
  cmp.state.words = { analytics: 'granted', diagnostics: 'granted' };
  const { told } = hear(cmp.source());
  await listening();
  const record = { ...kept(), choice: { analytics: 'denied', diagnostics: 'denied' } };
  const said = '{"analytics":"denied","diagnostics":"denied"}';
  localStorage.setItem('sonde.consent', JSON.stringify({ ...record, said }));
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  expect(told.at(-1)).toBe('denied denied');
});

test('believes the manager of a page that is opened later', () => {
  const before = manager();
  hear(before.source()).undo();
  before.state.words = { analytics: 'granted', diagnostics: 'granted' };
  hear(before.source()).undo();
  const later = manager();
  later.state.words = { analytics: 'denied', diagnostics: 'denied' };
  expect(hear(later.source()).told).toEqual(['denied denied']);
  expect(kept()?.choice).toEqual({ analytics: 'denied', diagnostics: 'denied' });
  // Who has not answered is not asked by an old record.
  expect(hear(manager().source()).told).toEqual(['unknown unknown']);
});

test('writes an answer once, not on each page', () => {
  const cmp = manager();
  cmp.state.words = { analytics: 'granted', diagnostics: 'granted' };
  hear(cmp.source()).undo();
  const first = localStorage.getItem('sonde.consent');
  vi.setSystemTime(Date.now() + 60_000);
  hear(cmp.source()).undo();
  vi.useRealTimers();
  expect(localStorage.getItem('sonde.consent')).toBe(first);
});

test('lets nothing but its own kind of record speak', () => {
  localStorage.setItem('sonde.consent', JSON.stringify({ v: 1, choice: { analytics: 'granted' } }));
  const cmp = manager();
  const { told } = hear(cmp.source());
  inAnotherTab('sonde.consent', JSON.stringify({ v: 1, choice: { analytics: 'granted' }, time: 1 }));
  for (const said of ['{', '7', 'null', '[]'])
    inAnotherTab('sonde.consent', JSON.stringify({ v: 1, choice: { analytics: 'granted' }, said }));
  expect(told.filter((line) => line.includes('granted'))).toEqual([]);
});

test('holds an answer as long as the page where storage is forbidden', () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('forbidden', 'SecurityError');
  });
  setSignal(true);
  const cmp = manager();
  const source = cmp.source();
  const { told } = hear(source);
  cmp.say('granted');
  source.set?.({ analytics: 'denied', diagnostics: 'denied' });
  source.set?.({ analytics: 'granted', diagnostics: 'granted' });
  cmp.say('denied');
  expect(told).toEqual([
    'unknown unknown',
    'granted granted',
    'denied denied',
    'granted granted',
    'denied denied',
  ]);
});

test('a refusal through Sonde holds beside the manager, here, later and in other tabs, until the manager has news', () => {
  const cmp = manager();
  cmp.state.words = { analytics: 'granted', diagnostics: 'granted' };
  const source = cmp.source();
  const { told } = hear(source);
  source.set?.({ analytics: 'denied', diagnostics: 'granted' });
  for (const look of cmp.looks) look();
  expect(told).toEqual(['granted granted', 'denied granted']);
  expect(hear(cmp.source()).told).toEqual(['denied granted']);
  source.set?.({ analytics: 'granted', diagnostics: 'granted' });
  expect(told.at(-1)).toBe('granted granted');
  source.set?.({ analytics: 'denied', diagnostics: 'denied' });
  cmp.say('denied', 'granted');
  expect(told.at(-1)).toBe('denied granted');
});

test('a grant through Sonde grants nothing that the manager does not', () => {
  const cmp = manager();
  const source = cmp.source();
  const { told } = hear(source);
  source.set?.({ analytics: 'granted', diagnostics: 'granted' });
  expect(told.at(-1)).toBe('unknown unknown');
  cmp.say('denied', 'granted');
  source.set?.({ analytics: 'granted', diagnostics: 'granted' });
  expect(told.at(-1)).toBe('denied granted');
});

/** The floor is opt-out.ts's; what a person chose is said here. */
test('under Global Privacy Control nothing counts that nobody chose', () => {
  setSignal(true);
  const cmp = manager();
  const source = withOptOut(cmp.source());
  const { told } = hear(source);
  cmp.say('implied');
  expect(told.at(-1)).toBe('denied denied');
  cmp.say('granted', 'implied');
  expect(told.at(-1)).toBe('granted denied');
  // An explicit grant of what the manager grants by default.
  source.set?.({ analytics: 'granted', diagnostics: 'granted' });
  expect(told.at(-1)).toBe('granted granted');
  expect(hear(withOptOut(cmp.source())).told.at(-1)).toBe('granted granted');
  cmp.say('denied', 'implied');
  expect(told.at(-1)).toBe('denied denied');
});

test('Global Privacy Control that was turned on after a grant takes it back, until there is another', () => {
  const cmp = manager();
  cmp.state.words = { analytics: 'granted', diagnostics: 'granted' };
  hear(withOptOut(cmp.source())).undo();
  setSignal(true);
  const source = withOptOut(cmp.source());
  const { told } = hear(source);
  expect(told).toEqual(['denied denied']);
  source.set?.({ analytics: 'granted', diagnostics: 'granted' });
  expect(told.at(-1)).toBe('granted granted');
});
