import { setTimeout as delay } from 'node:timers/promises';
import { isRowsRefused } from '../store/refused-rows.js';
import type { LogRow, RowStore } from '../store/store.js';
import { createRecent } from './recent.js';
import type { IngestRecord, Refusal } from './record.js';
import { refuse } from './refuse.js';

/** So many uids that were stored last are remembered, and up to twice as many: some 10 MB. */
const RECENT_UIDS = 50_000;

/** Requests that come within this time share one commit. */
const GATHER_MILLISECONDS = 5;

/**
 * Commits start at least this far apart. However small, each costs some 30 ms of processor time (the look-up, a part on
 * disk, its share of merges), so a steady trickle of requests costs at most a third of a core.
 */
const SPACING_MILLISECONDS = 100;

/** Characters of one commit, and of all that wait. Beyond the latter, senders are asked to come back. */
const MAX_COMMIT = 32 * 1024 * 1024;
const MAX_WAITING = 128 * 1024 * 1024;

const RETRY_SECONDS = 5;

/** Makes records durable, each once. */
export interface Committer<Row = LogRow> {
  /**
   * Resolves when every record is durable, or was before, with those that the store will never take. Rejects with a
   * refusal of 503 where the store cannot take any now; nothing is acknowledged then.
   */
  commit(records: readonly IngestRecord<Row>[]): Promise<readonly Refusal[]>;
  /** Resolves when the commit that is under way has ended. */
  pass(): Promise<void>;
  /** Resolves when nothing waits any more. Later commits are refused. */
  close(): Promise<void>;
}

/** What a committer is made of. */
export interface CommitterOptions<Row = LogRow> {
  readonly store: RowStore<Row>;
  /** Which of these sessions and visitors were erased: what comes late of them is acknowledged, and not stored. */
  readonly buried?: (owners: readonly string[]) => Promise<ReadonlySet<string>>;
  /**
   * Called with sessions that an erased visitor turns out to have had, whose other records need not name the visitor:
   * makes durable that nothing of them is to be stored, and erases them.
   */
  readonly bury?: (sessions: readonly string[]) => Promise<void>;
  /** Called with how many records came late of the erased, once the commit is through. */
  readonly onBuried?: (records: number) => void;
  /**
   * Where others write the same store, called with those who were erased by another collector while their records were on
   * the way into it: removes these again. Where that fails it is called again by each later commit.
   */
  readonly onSlipped?: (owners: readonly string[]) => Promise<unknown>;
  /** Called with the rows of each commit, once they are durable, and with the records that they were. */
  readonly onStored?: (rows: readonly Row[], records: readonly IngestRecord<Row>[]) => void;
  /** Called when the store fails, with what it said. */
  readonly onFailure?: (error: unknown) => void;
}

interface Waiting<Row> {
  readonly records: readonly IngestRecord<Row>[];
  readonly size: number;
  readonly resolve: (refusals: readonly Refusal[]) => void;
  readonly reject: (error: Error) => void;
}

const idsOf = (records: readonly Pick<IngestRecord<unknown>, 'owners'>[]): string[] => [
  ...new Set(records.flatMap(({ owners }) => [owners.session, owners.visitor].filter(Boolean))),
];

const total = (records: readonly { readonly size: number }[]): number =>
  records.reduce((sum, { size }) => sum + size, 0);

/**
 * Makes a committer. Requests are gathered for a few milliseconds and stored by one insert; commits run one after the
 * other, so a duplicate whose first copy is under way waits in the next one, and finds it stored.
 */
export const createCommitter = <Row = LogRow>({
  store,
  buried,
  bury,
  onSlipped,
  onBuried,
  onStored,
  onFailure,
}: CommitterOptions<Row>): Committer<Row> => {
  // Where a store answers from a replica that lags, they are known all the same.
  const recent = createRecent<true>(RECENT_UIDS);
  const queue: Waiting<Row>[] = [];
  let waiting = 0;
  let started = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  let current: Promise<void> | undefined;
  let closed = false;
  /** Records of the erased in the commit that is under way. */
  let late = 0;
  /** Of whom something is stored that may have to be removed again. */
  const slipped = new Set<string>();

  const buriedOf = async (ids: readonly string[]): Promise<ReadonlySet<string>> =>
    (await buried?.(ids)) ?? new Set();

  const withoutBuried = async (records: readonly IngestRecord<Row>[]): Promise<IngestRecord<Row>[]> => {
    const gone = new Set(await buriedOf(idsOf(records)));
    const sessions = new Set(
      records
        .filter(({ owners }) => gone.has(owners.visitor) && owners.session && !gone.has(owners.session))
        .map(({ owners }) => owners.session),
    );
    if (sessions.size > 0) await bury?.([...sessions]);
    for (const session of sessions) gone.add(session);
    const left = records.filter(({ owners }) => !gone.has(owners.session) && !gone.has(owners.visitor));
    late += records.length - left.length;
    return left;
  };

  /** Removes again what is stored of those among these ids who were erased. */
  const removeSlipped = async (ids: readonly string[]): Promise<void> => {
    if (!onSlipped || ids.length === 0) return;
    for (const id of ids) slipped.add(id);
    const gone = await buriedOf(ids);
    for (const id of ids) if (!gone.has(id)) slipped.delete(id);
    if (gone.size > 0) await onSlipped([...gone]);
    for (const id of gone) slipped.delete(id);
  };

  /** The records that are not stored yet, the first of each uid. */
  const findNew = async (records: readonly IngestRecord<Row>[]): Promise<IngestRecord<Row>[]> => {
    const seen = new Set<string>();
    const candidates = records.filter(({ uid }) => {
      if (uid === '') return true;
      if (seen.has(uid) || recent.get(uid)) return false;
      seen.add(uid);
      return true;
    });
    const known = await store.knownUids(candidates.filter(({ uid }) => uid !== ''));
    // A collector that was killed between its insert and its look has left them to whoever hears of them again.
    await removeSlipped(idsOf(candidates.filter(({ uid }) => known.has(uid))));
    return withoutBuried(candidates.filter(({ uid }) => !known.has(uid)));
  };

  /** Stores what is new; halves what the engine refuses until the record that it refuses is alone. */
  const storeNew = async (records: readonly IngestRecord<Row>[]): Promise<IngestRecord<Row>[]> => {
    const fresh = await findNew(records);
    if (fresh.length === 0) return [];
    const rows = fresh.map(({ row }) => row);
    try {
      await store.insert(rows);
    } catch (error) {
      if (!isRowsRefused(error)) throw error;
      if (fresh.length === 1) return fresh;
      const middle = fresh.length >> 1;
      return [...(await storeNew(fresh.slice(0, middle))), ...(await storeNew(fresh.slice(middle)))];
    }
    await removeSlipped(idsOf(fresh));
    for (const { uid } of fresh) if (uid !== '') recent.set(uid, true);
    onStored?.(rows, fresh);
    return [];
  };

  const commitGroup = async (group: readonly Waiting<Row>[]): Promise<void> => {
    late = 0;
    // That it fails was told the first time.
    await removeSlipped([...slipped]).catch(() => {});
    const outcome = await storeNew(group.flatMap(({ records }) => records)).catch((error: unknown) => {
      onFailure?.(error);
      return refuse(503, 'The store cannot take records now.', RETRY_SECONDS);
    });
    waiting -= group.reduce((sum, { size }) => sum + size, 0);
    if (outcome instanceof Error) {
      for (const { reject } of group) reject(outcome);
      return;
    }
    if (late > 0) onBuried?.(late);
    const refused = new Set(outcome);
    for (const { records, resolve } of group) {
      resolve(
        records
          .filter((record) => refused.has(record))
          .map(({ uid }) => ({ reason: `Record ${uid.slice(0, 64)} cannot be stored.` })),
      );
    }
  };

  const takeGroup = (): Waiting<Row>[] => {
    let size = 0;
    let count = 0;
    for (const request of queue) {
      if (count > 0 && size + request.size > MAX_COMMIT) break;
      size += request.size;
      count += 1;
    }
    return queue.splice(0, count);
  };

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const rest = started + SPACING_MILLISECONDS - performance.now();
      if (!closed) await delay(Math.max(GATHER_MILLISECONDS, rest));
      started = performance.now();
      current = commitGroup(takeGroup());
      await current;
    }
    running = undefined;
  };

  return {
    commit: (records) =>
      new Promise((resolve, reject) => {
        const size = total(records);
        if (closed) {
          reject(refuse(503, 'The collector is closing.', RETRY_SECONDS));
        } else if (records.length === 0) {
          resolve([]);
        } else if (waiting > 0 && waiting + size > MAX_WAITING) {
          reject(refuse(503, 'The collector has more to store than it can.', RETRY_SECONDS));
        } else {
          waiting += size;
          queue.push({ records, size, resolve, reject });
          running ??= run();
        }
      }),
    pass: async () => current,
    async close() {
      closed = true;
      await running;
    },
  };
};
