/** Says when it is time to ask again. */
export interface Refresher {
  /** Counts up with each refresh. */
  readonly tick: number;
  readonly paused: boolean;
  /** When the last question was answered; milliseconds since 1970, 0 before. */
  readonly answeredAt: number;
  /** Why the last question was not answered; empty where it was. */
  readonly trouble: { readonly message: string; readonly status: number } | undefined;
  setPaused(paused: boolean): void;
  /** Asks again at once. */
  now(): void;
  /** A question begins; call the result when it ends, with what went wrong where something did. */
  began(): (trouble?: { readonly message: string; readonly status: number }) => void;
  /** Calls back on each change of any of the above; returns the undo. */
  subscribe(listener: () => void): () => void;
  /** Starts refreshing; returns the undo. */
  start(): () => void;
}

const INTERVAL = 5_000;
/** A refresh may take this part of the time at most: a month of a busy site is asked for less often. */
const SLOWNESS = 3;

/**
 * Makes the clock of the dashboard: a tick five seconds after everything was answered, later where answers are slow,
 * none while the page is hidden or the reader has paused, and one at once when the page is shown again.
 */
export const createRefresher = (): Refresher => {
  const listeners = new Set<() => void>();
  let tick = 0;
  let paused = false;
  let answeredAt = 0;
  let trouble: Refresher['trouble'];
  let open = 0;
  let failed: Refresher['trouble'];
  let beganAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  function now(): void {
    clearTimeout(timer);
    timer = undefined;
    tick += 1;
    notify();
    // Where nothing is asked on this tick, no answer will plan the next.
    timer = setTimeout(plan, INTERVAL);
  }
  const plan = (): void => {
    clearTimeout(timer);
    if (paused || document.hidden || open > 0) return;
    timer = setTimeout(now, Math.max(INTERVAL, SLOWNESS * (answeredAt - beganAt)));
  };
  return {
    get tick() {
      return tick;
    },
    get paused() {
      return paused;
    },
    get answeredAt() {
      return answeredAt;
    },
    get trouble() {
      return trouble;
    },
    setPaused(next) {
      paused = next;
      if (paused) plan();
      else now();
      notify();
    },
    now,
    began() {
      clearTimeout(timer);
      if (open === 0) {
        beganAt = Date.now();
        failed = undefined;
      }
      open += 1;
      let ended = false;
      return (wrong) => {
        if (ended) return;
        ended = true;
        open -= 1;
        failed ??= wrong;
        if (open > 0) return;
        trouble = failed;
        if (!failed) answeredAt = Date.now();
        notify();
        plan();
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    start() {
      const onVisibility = (): void => {
        if (document.hidden || paused) plan();
        else now();
      };
      document.addEventListener('visibilitychange', onVisibility);
      plan();
      return () => {
        document.removeEventListener('visibilitychange', onVisibility);
        clearTimeout(timer);
      };
    },
  };
};
