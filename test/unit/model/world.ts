/**
 * A world of one browser, one network and one collector, with a clock of its own: nothing in it happens but by a task
 * that a test runs, so that every history can be run again.
 */
export interface World {
  /** Milliseconds since 1970, by the world's clock; a test may set it wrong. */
  readonly now: () => number;
  /** Moves the clock alone, as the visitor does who corrects it. */
  skew(milliseconds: number): void;
  /** Runs `work` later, unless `owner` is dead by then; returns what cancels it. */
  later(delay: number, work: () => void, owner?: Mortal): () => void;
  /** Runs all tasks that are due within so many milliseconds, in order. */
  advance(milliseconds: number): Promise<void>;
  /** Runs this many of the next tasks. */
  step(count: number): Promise<void>;
}

/** A tab, whose tasks end with it. */
export interface Mortal {
  dead: boolean;
}

interface Task {
  readonly at: number;
  readonly owner: Mortal | undefined;
  readonly work: () => void;
}

/** Lets all promises settle that can without a task. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const createWorld = (): World => {
  const tasks: Task[] = [];
  let time = 1_800_000_000_000;
  let skewed = 0;

  const runNext = async (): Promise<void> => {
    const task = tasks.shift() as Task;
    time = Math.max(time, task.at);
    if (!task.owner?.dead) task.work();
    await settle();
  };

  return {
    now: () => time + skewed,
    skew(milliseconds) {
      skewed += milliseconds;
    },
    later(delay, work, owner) {
      // As browsers do: what does not fit into 31 bits is no delay.
      const task = { at: time + (delay > 0 && delay < 2 ** 31 ? delay : 0), work, owner };
      const place = tasks.findIndex(({ at }) => at > task.at);
      tasks.splice(place < 0 ? tasks.length : place, 0, task);
      return () => {
        if (tasks.includes(task)) tasks.splice(tasks.indexOf(task), 1);
      };
    },
    async advance(milliseconds) {
      const end = time + milliseconds;
      await settle();
      while (tasks[0] && tasks[0].at <= end) await runNext();
      time = end;
    },
    async step(count) {
      await settle();
      for (let left = count; left > 0 && tasks[0]; left--) await runNext();
    },
  };
};
