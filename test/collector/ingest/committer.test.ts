import { expect, test, vi } from 'vitest';
import { createCommitter } from '../../../src/collector/ingest/committer.js';
import type { IngestRecord } from '../../../src/collector/ingest/record.js';
import type { LogRow } from '../../../src/collector/store/store.js';
import { eventually } from '../../helpers/eventually.js';

const record = (uid: string, size = 100): IngestRecord => ({
  uid,
  recordedAt: 0,
  size,
  owners: { session: '', visitor: '' },
  found: [],
  row: { EventName: uid } as LogRow,
});

interface Insert {
  readonly names: string[];
  succeed(): void;
  fail(error: Error): void;
}

/** A store whose inserts wait until the test lets them succeed or fail. */
const heldStore = () => {
  const inserts: Insert[] = [];
  const kept = new Set<string>();
  return {
    inserts,
    knownUids: async (records: readonly { uid: string }[]) =>
      new Set(records.map(({ uid }) => uid).filter((uid) => kept.has(uid))),
    insert: (rows: readonly LogRow[]) =>
      new Promise<void>((resolve, reject) => {
        const names = rows.map(({ EventName }) => EventName);
        inserts.push({
          names,
          succeed() {
            for (const name of names) kept.add(name);
            resolve();
          },
          fail: reject,
        });
      }),
  };
};

/** Whether a promise is settled once everything that can run by now has run. */
const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
};

const nextInsert = async (store: ReturnType<typeof heldStore>, index: number): Promise<Insert> => {
  await eventually(
    () => store.inserts.length,
    (count) => count > index,
    `insert ${index}`,
  );
  return store.inserts[index] as Insert;
};

test('answers only when the insert is through', async () => {
  const store = heldStore();
  const committer = createCommitter({ store });
  const answer = committer.commit([record('a')]);
  const insert = await nextInsert(store, 0);
  expect(await isSettled(answer)).toBe(false);
  insert.succeed();
  expect(await answer).toEqual([]);
});

test('gathers what comes together into one insert', async () => {
  const store = heldStore();
  const committer = createCommitter({ store });
  const answers = ['a', 'b', 'c'].map((uid) => committer.commit([record(uid)]));
  const insert = await nextInsert(store, 0);
  insert.succeed();
  await Promise.all(answers);
  expect(store.inserts.map(({ names }) => names)).toEqual([['a', 'b', 'c']]);
});

test('a copy waits for the first one that is being stored, and is not inserted again', async () => {
  const store = heldStore();
  const committer = createCommitter({ store });
  const first = committer.commit([record('a')]);
  const insert = await nextInsert(store, 0);
  const copy = committer.commit([record('a')]);
  expect(await isSettled(copy)).toBe(false);
  insert.succeed();
  await Promise.all([first, copy]);
  expect(store.inserts).toHaveLength(1);
});

test('a copy is inserted after all where the first one failed', async () => {
  const store = heldStore();
  const committer = createCommitter({ store });
  const first = committer.commit([record('a')]);
  const insert = await nextInsert(store, 0);
  const copy = committer.commit([record('a')]);
  insert.fail(new Error('disk full'));
  await expect(first).rejects.toMatchObject({ statusCode: 503, retryDelaySeconds: 5 });
  (await nextInsert(store, 1)).succeed();
  expect(await copy).toEqual([]);
});

test('tells of a failure, and shows nothing that is not stored', async () => {
  const store = heldStore();
  const onStored = vi.fn();
  const onFailure = vi.fn();
  const committer = createCommitter({ store, onStored, onFailure });
  const answer = committer.commit([record('a')]);
  (await nextInsert(store, 0)).fail(new Error('disk full'));
  await expect(answer).rejects.toThrow();
  expect(onStored).not.toHaveBeenCalled();
  expect(onFailure).toHaveBeenCalledExactlyOnceWith(new Error('disk full'));
});

test('finds the one record that the engine refuses, stores the others and names it', async () => {
  const kept: string[] = [];
  const committer = createCommitter({
    store: {
      knownUids: async () => new Set(),
      async insert(rows) {
        const names = rows.map(({ EventName }) => EventName);
        if (names.includes('bad')) throw Object.assign(new Error('Cannot parse'), { code: '27' });
        kept.push(...names);
      },
    },
  });
  const [good, mixed] = await Promise.all([
    committer.commit([record('a'), record('b')]),
    committer.commit([record('c'), record('bad'), record('d')]),
  ]);
  expect(good).toEqual([]);
  expect(mixed).toEqual([{ reason: 'Record bad cannot be stored.' }]);
  expect(kept.sort()).toEqual(['a', 'b', 'c', 'd']);
});

test('asks senders to come back when too much waits', async () => {
  const store = heldStore();
  const committer = createCommitter({ store });
  const first = committer.commit([record('a', 100 * 1024 * 1024)]);
  await expect(committer.commit([record('b', 100 * 1024 * 1024)])).rejects.toMatchObject({ statusCode: 503 });
  (await nextInsert(store, 0)).succeed();
  await first;
  const later = committer.commit([record('b', 100 * 1024 * 1024)]);
  (await nextInsert(store, 1)).succeed();
  expect(await later).toEqual([]);
});

test('finishes what it has taken in when it closes, and takes nothing more', async () => {
  const store = heldStore();
  const committer = createCommitter({ store });
  const answer = committer.commit([record('a')]);
  const closed = committer.close();
  await expect(committer.commit([record('b')])).rejects.toMatchObject({ statusCode: 503 });
  expect(await isSettled(closed)).toBe(false);
  (await nextInsert(store, 0)).succeed();
  await closed;
  expect(await answer).toEqual([]);
});

test('what another collector erased meanwhile is removed again, and tried again where that failed', async () => {
  const slipped = vi.fn<(owners: readonly string[]) => Promise<void>>(async () => {});
  slipped.mockRejectedValueOnce(new Error('no rights'));
  const kept = new Set<string>();
  const gone = new Set<string>();
  const committer = createCommitter({
    store: {
      knownUids: async (records) => new Set(records.map(({ uid }) => uid).filter((uid) => kept.has(uid))),
      async insert(rows) {
        for (const { EventName } of rows) kept.add(EventName);
        gone.add('ann');
      },
    },
    buried: async (owners) => new Set(owners.filter((owner) => gone.has(owner))),
    onSlipped: slipped,
  });
  const ofAnn = { ...record('a'), owners: { session: 's', visitor: 'ann' } };
  await expect(committer.commit([ofAnn])).rejects.toMatchObject({ statusCode: 503 });
  expect(slipped.mock.calls).toEqual([[['ann']]]);
  // By whatever is committed next, and once.
  expect(await committer.commit([record('b')])).toEqual([]);
  expect(slipped.mock.calls).toEqual([[['ann']], [['ann']]]);
  expect(await committer.commit([record('c')])).toEqual([]);
  expect(slipped).toHaveBeenCalledTimes(2);
  // A copy of what a killed collector left, too: it is stored, though its visitor was erased.
  kept.add('d');
  expect(await committer.commit([{ ...ofAnn, uid: 'd' }])).toEqual([]);
  expect(slipped).toHaveBeenCalledTimes(3);
});

test('what comes late of the erased is counted once it is through, with the session that names them', async () => {
  const gone = new Set(['ann']);
  const onBuried = vi.fn();
  const bury = vi.fn(async (sessions: readonly string[]) => {
    for (const session of sessions) gone.add(session);
  });
  const store = heldStore();
  const committer = createCommitter({
    store,
    buried: async (owners) => new Set(owners.filter((owner) => gone.has(owner))),
    bury,
    onBuried,
  });
  const owned = (uid: string, session: string, visitor = ''): IngestRecord => ({
    ...record(uid),
    owners: { session, visitor },
  });
  const records = [owned('a', 's'), owned('b', 's', 'ann'), owned('c', 't', 'ben'), owned('d', '', 'ann')];
  const answer = committer.commit(records);
  (await nextInsert(store, 0)).fail(new Error('disk full'));
  await expect(answer).rejects.toMatchObject({ statusCode: 503 });
  expect(onBuried).not.toHaveBeenCalled();
  const again = committer.commit(records);
  const insert = await nextInsert(store, 1);
  insert.succeed();
  expect(await again).toEqual([]);
  expect(insert.names).toEqual(['c']);
  expect(onBuried).toHaveBeenCalledExactlyOnceWith(3);
  expect(bury).toHaveBeenCalledExactlyOnceWith(['s']);
});
