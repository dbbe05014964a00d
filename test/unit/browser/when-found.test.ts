// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { whenFound } from '../../../src/browser/when-found.js';

const search = () => {
  const state = { there: undefined as string | undefined, asked: 0, used: [] as string[] };
  const undo = whenFound(
    () => {
      state.asked++;
      if (state.there === 'trap') throw new Error('a getter’s');
      return state.there;
    },
    (found) => void state.used.push(found),
  );
  return { state, undo };
};

const scriptLoads = (): void =>
  void document.body.appendChild(document.createElement('script')).dispatchEvent(new Event('load'));

test('uses what is there, once', () => {
  const used: string[] = [];
  const undo = whenFound(
    () => 'api',
    (found) => void used.push(found),
  );
  scriptLoads();
  expect(used).toEqual(['api']);
  undo();
});

test.each([
  ['a script', scriptLoads],
  ['all of it', () => dispatchEvent(new Event('load'))],
])('looks again when %s has loaded, until it has found it', (_, load) => {
  const { state, undo } = search();
  load();
  state.there = 'trap';
  load();
  expect(state.used).toEqual([]);
  state.there = 'api';
  load();
  load();
  scriptLoads();
  expect(state).toEqual({ there: 'api', used: ['api'], asked: 4 });
  undo();
});

test('ends the search with its undo', () => {
  const { state, undo } = search();
  undo();
  state.there = 'api';
  scriptLoads();
  expect(state).toMatchObject({ used: [], asked: 1 });
});

test('what it is used for may throw', () => {
  expect(() =>
    whenFound(
      () => 'api',
      () => {
        throw new Error('the api’s');
      },
    ),
  ).not.toThrow();
});
