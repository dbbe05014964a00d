import { errors, init } from '../../../src/index.js';
import { readRows } from '../../../src/panel/read-rows.js';
import { type Control, controls } from './controls/index.js';

/**
 * What every page of the fault matrix loads, as one classic script. It starts the client under test and numbers the
 * events: an event counts as acknowledged when `track` has returned, and how many did is kept in localStorage too, for
 * pages that are gone before a test can ask them.
 */

/** How a test sets a page up: JSON in `data-setting` of the document's root. */
export interface PageSetting {
  /** The service's name, and what the page's events bear as `test.run`. */
  readonly run: string;
  readonly seed: number;
  readonly endpoint: string;
  readonly client: 'sonde' | Control;
  readonly flushEvery: number;
  readonly errors?: boolean;
  /** Whether the limits of events a minute hold; otherwise a page may track thousands in a second. */
  readonly limited?: boolean;
  /** Delays of a second and more are divided by this, so that a time-out of 15 s needs no 15 s. */
  readonly hurry?: number;
}

type Attributes = Record<string, unknown>;

/** How much it keeps, and why. */
interface ClientState {
  readonly kept: number;
  readonly reason?: string;
}

/** The client under test, as far as tests use it. */
export interface Client {
  track(name: string, attributes?: Attributes): void;
  flush(): Promise<ClientState>;
  diagnose(): Promise<ClientState>;
}

/** `window.numbered`: the page's own code that tracks. */
export interface Numbered {
  readonly from: number;
  /** How many `track` has returned from. */
  count(): number;
  /** How many of them storage has confirmed; of a control, all. */
  stored(): Promise<number>;
  /** Tracks the next event. */
  trackOne(name?: string, more?: Attributes): number;
  /** Tracks the next event with what is built of the attributes that count. */
  trackBuilt(name: string, build: (base: Attributes) => unknown): number;
  /** Tracks so many within the current task. */
  trackAtOnce(count: number): number;
  /** Tracks so many in bursts, over many tasks. Resolves with the count so far. */
  track(count: number): Promise<number>;
}

/** Of all priorities, and of both purposes. */
const NAMES = ['test.event', 'test.event', 'test.other', 'click', 'browser.web_vital', 'exception'];

const setting: PageSetting = JSON.parse(document.documentElement.dataset.setting ?? '{}');
const query = new URLSearchParams(location.search);
const from = Number(query.get('from'));

const page = window as unknown as { sonde: Client; numbered: Numbered };

const { hurry } = setting;
if (hurry) {
  const { setTimeout } = window;
  window.setTimeout = ((work: () => void, delay = 0) =>
    // WebKit's driver waits in the page for its scripts, for 30 s, and would be hurried, too.
    setTimeout(work, delay >= 1_000 && delay < 30_000 ? delay / hurry : delay)) as typeof window.setTimeout;
}

// The visitor comes back later: leases have run out, delays are over.
const later = Number(query.get('later'));
if (later) {
  const now = Date.now.bind(Date);
  Date.now = () => now() + later;
}

/** A small generator, so that a run can be repeated: https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
const randomOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
const random = randomOf(setting.seed * 7919 + from);

// Messages are not throttled as time-outs are.
const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(0);
  });

let count = 0;
/** The numbers of events that `track` was stopped at: they may have been taken, or not. */
const stopped: number[] = [];
let isWithin = false;
const keepCount = (): void => {
  try {
    localStorage.setItem(`counted.${setting.run}.${from}`, `${[count, ...stopped]}`);
  } catch {
    // Where storage is forbidden, the test asks the page.
  }
};

const trackNext = (name?: string, build: (base: Attributes) => unknown = (base) => base): number => {
  const text = Array.from({ length: random() * 30 }, () => random().toString(36).slice(2)).join(' ');
  if (isWithin) stopped.push(from + count++);
  const base = { 'test.run': setting.run, 'test.number': from + count, 'test.text': text };
  isWithin = true;
  page.sonde.track(name ?? (NAMES[Math.floor(random() * NAMES.length)] as string), build(base) as Attributes);
  isWithin = false;
  return from + count++;
};

const numbered: Numbered = {
  from,
  count: () => count,
  stored: async () => (setting.client === 'sonde' ? (await readRows(`sonde.${setting.run}.`)).length : count),
  trackOne(name, more) {
    const number = trackNext(name, (base) => ({ ...base, ...more }));
    keepCount();
    return number;
  },
  trackBuilt(name, build) {
    const number = trackNext(name, build);
    keepCount();
    return number;
  },
  trackAtOnce(wanted) {
    for (let left = wanted; left > 0; left--) trackNext();
    keepCount();
    return count;
  },
  async track(wanted) {
    for (let left = wanted; left > 0; ) {
      const burst = Math.min(left, Math.ceil(random() ** 2 * 40));
      left -= burst;
      numbered.trackAtOnce(burst);
      if (random() < 0.7) await nextTask();
    }
    return count;
  },
};

const { client, run, endpoint, flushEvery } = setting;
page.numbered = numbered;
page.sonde =
  client === 'sonde'
    ? init({
        endpoint,
        service: run,
        release: '1.4.2',
        consent: 'granted',
        flushEvery,
        plugins: setting.errors ? [errors()] : [],
        ...(!setting.limited && { limit: { click: Infinity, exception: Infinity } }),
      })
    : controls[client]({ endpoint, service: run, flushEvery });
