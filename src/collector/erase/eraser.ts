import type { Committer } from '../ingest/committer.js';
import { refuse } from '../ingest/refuse.js';
import type { ErasedIds, RemovedRows } from '../store/erasures.js';
import type { Store } from '../store/store.js';

const RETRY_SECONDS = 5;

/** Visitors and sessions of one round, at most: what they are looked up by is one statement. */
const MAX_ROUND = 1_000;

/** Erases visitors and sessions. */
export interface Eraser {
  /**
   * Resolves when nothing of them is stored any more, nor will be, with how many records there were: events and spans.
   * Rejects with a refusal of 503 where that cannot be done now.
   */
  erase(ids: ErasedIds): Promise<number>;
  /** Resolves when nothing waits any more. */
  close(): Promise<void>;
}

/** What an eraser is made of. */
export interface EraserOptions {
  readonly store: Pick<Store, 'erasures'>;
  /** All that store what may have to be erased. */
  readonly committers: readonly Pick<Committer, 'pass'>[];
  /** Called when the store fails, with what it said. */
  readonly onFailure?: (error: unknown) => void;
}

interface Waiting extends ErasedIds {
  readonly resolve: (records: number) => void;
  readonly reject: (error: Error) => void;
}

/** How many of the rows are of some ids: a visitor's are those of the sessions that it is known in, too. */
const rowsOf = ({ visitors, sessions }: ErasedIds, removed: readonly RemovedRows[]): number => {
  const own = removed.filter(({ visitor }) => visitors.includes(visitor));
  const all = new Set([...sessions, ...own.map(({ session }) => session).filter(Boolean)]);
  return removed
    .filter(({ visitor, session }) => visitors.includes(visitor) || all.has(session))
    .reduce((sum, { rows }) => sum + rows, 0);
};

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];

/**
 * Makes an eraser. Requests that come while a round runs share the next one, since what costs is the rewriting of parts,
 * however many rows of them go.
 *
 * First it is made durable that nothing of the ids is stored from now on; then commits under way are waited for, and only
 * then is what is there deleted. So no order of arrivals lets a record through, nor does a kill at any point.
 */
export const createEraser = ({ store, committers, onFailure }: EraserOptions): Eraser => {
  let queue: Waiting[] = [];
  let running: Promise<void> | undefined;

  const bury = async (ids: readonly string[]): Promise<void> => {
    await store.erasures.bury(ids);
    await Promise.all(committers.map((committer) => committer.pass()));
  };

  const eraseAll = async (round: readonly Waiting[]): Promise<RemovedRows[]> => {
    const visitors = distinct(round.flatMap((one) => one.visitors));
    const asked = distinct(round.flatMap((one) => one.sessions));
    await bury([...visitors, ...asked]);
    // Events of diagnostics name no visitor, but the session does.
    const sessions = distinct([...asked, ...(await store.erasures.sessionsOf(visitors))]);
    await bury(sessions.filter((session) => !asked.includes(session)));
    return store.erasures.remove({ visitors, sessions });
  };

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const round = queue.slice(0, MAX_ROUND);
      queue = queue.slice(MAX_ROUND);
      try {
        const removed = await eraseAll(round);
        for (const one of round) one.resolve(rowsOf(one, removed));
      } catch (error) {
        onFailure?.(error);
        const failure = refuse(503, 'The store cannot erase now.', RETRY_SECONDS);
        for (const { reject } of round) reject(failure);
      }
    }
    running = undefined;
  };

  return {
    erase: (ids) =>
      new Promise((resolve, reject) => {
        queue.push({ ...ids, resolve, reject });
        running ??= run();
      }),
    async close() {
      await running;
    },
  };
};
