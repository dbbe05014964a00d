import type { Committer } from '../ingest/committer.js';
import { refuse } from '../ingest/refuse.js';
import type { ErasedIds } from '../store/erasures.js';
import type { Store } from '../store/store.js';

const RETRY_SECONDS = 5;

/** Visitors and sessions of one round, at most: what they are looked up by is one statement. */
const MAX_ROUND = 1_000;

/** Erases visitors and sessions. */
export interface Eraser {
  /**
   * Resolves when nothing of them is stored any more, nor will be. Rejects with a refusal of 503 where that cannot be
   * done now.
   */
  erase(ids: ErasedIds): Promise<void>;
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
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

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

  const eraseAll = async (round: readonly Waiting[]): Promise<void> => {
    const visitors = distinct(round.flatMap((one) => one.visitors));
    const asked = distinct(round.flatMap((one) => one.sessions));
    await bury([...visitors, ...asked]);
    // Events of diagnostics name no visitor, but the session does.
    const sessions = distinct([...asked, ...(await store.erasures.sessionsOf(visitors))]);
    await bury(sessions.filter((session) => !asked.includes(session)));
    await store.erasures.remove({ visitors, sessions });
  };

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const round = queue.slice(0, MAX_ROUND);
      queue = queue.slice(MAX_ROUND);
      const failure = await eraseAll(round).then(
        () => undefined,
        (error: unknown) => {
          onFailure?.(error);
          return refuse(503, 'The store cannot erase now.', RETRY_SECONDS);
        },
      );
      for (const { resolve, reject } of round) failure ? reject(failure) : resolve();
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
