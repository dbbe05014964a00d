import { all } from '../browser/all.js';
import { attempt } from '../browser/attempt.js';
import { id } from '../browser/id.js';
import { listen } from '../browser/listen.js';
import { localKeys, readLocal, writeLocal } from '../browser/local.js';
import { onVisibility } from '../browser/on-visibility.js';
import type { AttributeValue } from '../event.js';
import type { Plugin } from '../plugin.js';

export interface TransactionsOptions {
  /** Milliseconds without a step after which a transaction is abandoned; 30 minutes unless told. */
  readonly timeout?: number;
}

/** A transaction that is open, as it is kept in localStorage. */
interface Open {
  readonly id: string;
  readonly start: number;
  readonly parent?: AttributeValue | undefined;
  last: number;
  steps: string[];
  times: number[];
  /** It was told as abandoned, and nothing came since. */
  isTold?: boolean;
}

const MAX_STEPS = 50;
/** Milliseconds (24 days): a browser's timer has 32 bits for its delay, and for a longer one does not wait at all. */
const MAX_DELAY = 2 ** 31 - 1;

/**
 * Keeps the transactions that `transaction(sonde, name)` begins, from page to page of a tab, and records a `transaction`
 * when one succeeds or fails: with its duration, its steps and their times. One that is open when the page is left or
 * hidden is told as abandoned, since it may never be heard of again; if it goes on after all, what is told later bears the
 * same id, and the last counts. So is one without a step for half an hour. What belongs to another ends with it.
 *
 * Kept on the device are the open ones of each tab, and a random name of the tab; they go with the consent. (The name, which
 * stands in sessionStorage, stays until the tab is closed where the withdrawal is made in another tab while this one shows
 * a page without Sonde.) A tab's frames, the windows that it opens and its copies bear its name, and so share what is open.
 *
 * @example
 * const sonde = init({ endpoint: '/telemetry', service: 'shop', plugins: [transactions()] });
 * const checkout = transaction(sonde, 'checkout');
 */
export const transactions = ({ timeout = 30 * 60_000 }: TransactionsOptions = {}): Plugin => ({
  purpose: 'analytics',
  setup({ emit, onEmit, prefix, debug }) {
    const kept = `${prefix}transactions.`;
    const tab = `${prefix}tab`;
    // The name alone is the tab's own: what sessionStorage holds itself, Firefox shows a page that comes back from the
    // back/forward cache as it was when that was left, and goes on so. Where it is forbidden, so is localStorage.
    const key = (): string => kept + attempt(() => (sessionStorage[tab] ||= id(8)));
    let timer: ReturnType<typeof setTimeout>;
    let open: Record<string, Open> = Object.create(null);
    const isOver = ({ last }: Open): boolean => Date.now() - last >= timeout;
    // Without a prototype: a transaction may be called `constructor`.
    const parse = (name: string): typeof open =>
      Object.assign(
        Object.create(null),
        attempt(() => JSON.parse(readLocal(name) || '{}')),
      );
    /** What was kept when this page looked last: where that stays, since there is no room, it goes by its own. */
    let seen: string | undefined;
    // Another page of that name may have changed it.
    const read = (): void => {
      if (seen !== readLocal(key())) open = parse(key());
    };
    const keep = (): void => {
      const isAny = Object.keys(open)[0];
      writeLocal(key(), isAny && JSON.stringify(open));
      seen = readLocal(key());
      clearTimeout(timer);
      if (isAny) timer = setTimeout(expire, timeout < MAX_DELAY ? timeout + 1 : MAX_DELAY);
    };

    const describe = (one: Open, time: number) => ({
      'transaction.id': one.id,
      'transaction.parent': one.parent,
      'transaction.duration': time - one.start,
      'transaction.steps': one.steps,
      'transaction.step_times': one.times,
    });

    const abandon = (name: string, reason: string): void => {
      const one = open[name] as Open;
      emit('transaction', {
        'transaction.name': name,
        'transaction.outcome': 'abandoned',
        'transaction.reason': reason,
        ...describe(one, one.last),
      });
    };

    /** Abandons what belongs to one that has ended, and what belongs to that. */
    const endOf = (name: string): void => {
      for (const [child, { parent }] of Object.entries(open)) {
        if (parent !== name || !open[child]) continue;
        abandon(child, 'parent ended');
        delete open[child];
        endOf(child);
      }
    };

    const expire = (): void => {
      read();
      for (const [name, one] of Object.entries(open)) {
        if (!isOver(one)) continue;
        // Told already, it would be told again: much later, by a page of another release.
        if (!one.isTold) abandon(name, 'timeout');
        delete open[name];
      }
      keep();
    };

    const leave = (): void => {
      read();
      for (const [name, one] of Object.entries(open)) {
        if (!one.isTold) abandon(name, 'left');
        one.isTold = true;
      }
      keep();
    };

    expire();
    // Of tabs that were closed: theirs were told when that was done.
    for (const name of localKeys(kept)) if (Object.values(parse(name)).every(isOver)) writeLocal(name);
    const stop = all([
      onEmit(({ name: event, attributes, time }) => {
        if (!/^transaction(\.st|$)/.test(event)) return;
        const name = `${attributes['transaction.name']}`;
        const isEnd = event === 'transaction';
        // It is an end that this plugin has told itself.
        if (isEnd && attributes['transaction.id']) return;
        read();
        if (isEnd && !open[name]) {
          debug(`transaction ${name} is not open`);
          return false;
        }
        open[name] ||= {
          id: id(8),
          start: time,
          last: time,
          parent: attributes['transaction.parent'],
          steps: [],
          times: [],
        };
        const one = open[name];
        one.last = time;
        delete one.isTold;
        if (isEnd) {
          delete open[name];
          Object.assign(attributes, describe(one, time));
          // It may not record while another is being recorded.
          queueMicrotask(() => {
            endOf(name);
            keep();
          });
        }
        const step = attributes['transaction.step'];
        if (step && one.steps.length < MAX_STEPS) {
          one.steps.push(`${step}`);
          one.times.push(time - one.start);
        }
        keep();
        return isEnd;
      }),
      onVisibility(({ type }) => {
        if (document.hidden || type === 'pagehide') leave();
      }),
      // While it was in the back/forward cache, other pages of the tab went on.
      listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => {
        if (persisted) expire();
      }),
      () => clearTimeout(timer),
    ]);
    return (isWithdrawn) => {
      stop();
      if (isWithdrawn) attempt(() => delete sessionStorage[tab]);
    };
  },
});
