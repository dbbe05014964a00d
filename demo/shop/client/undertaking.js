import { track } from './telemetry.js';

/**
 * Tells how far somebody came with what the page is for, and how it ended: what npm's `transaction` and `transactions` do
 * from page to page, by hand for one. Of several ends with one id the last counts, so who pays at the second try has
 * succeeded; who leaves without an end has abandoned it.
 */
export const undertaking = (name) => {
  const id = crypto.randomUUID();
  const steps = [];
  const times = [];
  const now = () => Math.round(performance.now());
  let ended = false;
  const end = (outcome, reason) => {
    ended = true;
    track('transaction', {
      'transaction.name': name,
      'transaction.id': id,
      'transaction.outcome': outcome,
      ...(reason && { 'transaction.reason': reason }),
      'transaction.duration': outcome === 'abandoned' ? (times.at(-1) ?? 0) : now(),
      'transaction.steps': steps,
      'transaction.step_times': times,
    });
  };
  addEventListener('pagehide', () => {
    if (!ended) end('abandoned', 'left');
  });
  return {
    step(step) {
      if (steps.includes(step)) return;
      steps.push(step);
      times.push(now());
    },
    succeed: () => end('succeeded'),
    fail: (reason) => end('failed', reason),
  };
};
