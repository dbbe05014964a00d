import { expect, test, vi } from 'vitest';
import { createCounter } from '../../src/collector/counter.js';
import { openStore } from '../../src/collector/index.js';
import type { CountRow } from '../../src/collector/store/counts.js';
import { temporaryFolder } from './support/start.js';

const load = { Kind: 'load', ServiceName: 'shop', Release: '', Name: 'Chrome desktop' };
const refusal = Object.assign(new Error('Cannot parse'), { code: '26' });

/** Takes what is counted, or throws what it is told to. */
const heldStore = () => {
  const kept: CountRow[] = [];
  const failures: Error[] = [];
  return {
    kept,
    failures,
    async addCounts(rows: readonly CountRow[]) {
      const failure = failures.shift();
      if (failure) throw failure;
      kept.push(...rows);
    },
  };
};

test('a name cut within a character is counted, and so is all that is written with it', async () => {
  const store = await openStore({ path: await temporaryFolder() });
  const counter = createCounter({ store });
  counter.add(load);
  counter.add({ ...load, ServiceName: `${'a'.repeat(99)}😀` });
  counter.add({ ...load, Release: `${'a'.repeat(99)}😀` });
  counter.add({ ...load, Name: '\ud83d' }, 2);
  await counter.close();
  const rows = await store.query('SELECT sum(Count) AS loads FROM sonde_counts');
  await store.close();
  expect(rows).toEqual([{ loads: 5 }]);
});

test('what the store will never take is dropped, what it cannot take now is kept', async () => {
  const store = heldStore();
  const onRefused = vi.fn();
  const counter = createCounter({ store, onRefused });
  counter.add(load);
  store.failures.push(refusal);
  await counter.flush();
  expect(onRefused).toHaveBeenCalledExactlyOnceWith(refusal);
  counter.add(load, 2);
  store.failures.push(new Error('disk full'));
  await counter.flush();
  counter.add(load);
  await counter.close();
  expect(store.kept).toMatchObject([{ ...load, Count: 3 }]);
  expect(onRefused).toHaveBeenCalledOnce();
});

test('names of any kind are kept apart, and the rest goes by one where there are too many', async () => {
  const store = heldStore();
  const counter = createCounter({ store });
  const alike = [
    { ...load, ServiceName: 'a b', Release: '' },
    { ...load, ServiceName: 'a', Release: ' b' },
    { ...load, ServiceName: 'a', Release: 'b' },
  ];
  for (const one of alike) counter.add(one);
  for (let index = 0; index < 3_000; index += 1) counter.add({ ...load, Release: String(index) });
  await counter.close();
  expect(store.kept).toEqual(expect.arrayContaining(alike.map((one) => expect.objectContaining(one))));
  expect(store.kept).toHaveLength(2_001);
  expect(store.kept.at(-1)).toMatchObject({ Kind: 'load', ServiceName: '', Name: 'other', Count: 1_003 });
});
