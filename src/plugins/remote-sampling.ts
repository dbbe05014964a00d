import { attempt } from '../browser/attempt.js';
import { endpointUrl } from '../browser/endpoint-url.js';
import { readLocal, writeLocal } from '../browser/local.js';
import type { SampleSource } from '../plugin.js';

type Rates = ReturnType<SampleSource['rates']>;

export interface RemoteSamplingOptions {
  /** Milliseconds after which the collector is asked again: ten minutes unless told. */
  readonly every?: number;
}

const MAX_RATES = 100;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && !!value && !Array.isArray(value);

/** What an answer says: its rates that are rates, none where it names none; `undefined` where it is no answer. */
const ratesIn = (answer: unknown): Rates | undefined => {
  const sample = isObject(answer) && ((answer as { sample?: unknown }).sample ?? {});
  return isObject(sample)
    ? Object.fromEntries(
        Object.entries(sample)
          .filter(([, rate]) => typeof rate === 'number' && rate >= 0 && rate <= 1)
          .slice(0, MAX_RATES),
      )
    : undefined;
};

/**
 * Sampling rates that the collector may change without a new release: after the grant `<endpoint>/v1/config?service=…` is
 * asked, and answers `{ "sample": { "click": 0.1 } }`. Its rates stand before the site's own from the next event on, and
 * are kept in localStorage for the next pages, until it answers others, or `{}`: none. Whatever else is answered is
 * ignored. A rate only chooses among events that consent allows, and errors, crashes and sessions have none.
 *
 * @param own the site's own rates, which stand where the collector names none.
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', sample: remoteSampling({ click: 0.1 }), plugins: [clicks()] });
 */
export const remoteSampling = (
  own: Rates = {},
  { every = 600_000 }: RemoteSamplingOptions = {},
): SampleSource => {
  let rates = own;
  let users = 0;
  let stop: (() => void) | undefined;
  // Before a plugin wraps it, which would record this; there is none under some servers.
  const { fetch } = globalThis;

  return {
    rates: () => rates,
    start({ endpoint, service }, { prefix, onEmit, debug }) {
      const key = `${prefix}sample`;
      const abort = new AbortController();
      let asked = 0;

      const take = (remote: Rates | undefined): void => {
        if (remote) rates = { ...own, ...remote };
      };

      const ask = async (): Promise<void> => {
        asked = Date.now();
        let remote: Rates | undefined;
        try {
          const url = endpointUrl(endpoint, '/v1/config');
          url.searchParams.set('service', service);
          const answer = await fetch(url, { credentials: 'omit', signal: abort.signal });
          if (answer.ok) remote = ratesIn(await answer.json());
        } catch (error) {
          debug('no sampling rates', error);
        }
        if (abort.signal.aborted) return;
        take(remote);
        // After a bad answer, too: a collector that has none is not asked by every page.
        writeLocal(key, JSON.stringify({ asked, sample: remote ?? ratesIn(kept()) }));
      };

      const kept = (): { asked?: number } => attempt(() => JSON.parse(readLocal(key) || '{}')) || {};

      const askWhenOld = (): void => {
        if (!(Math.abs(Date.now() - asked) < every)) ask();
      };

      // Both purposes start it; one is enough.
      if (!users++) {
        const before = kept();
        asked = Number(before.asked) || 0;
        take(ratesIn(before));
        askWhenOld();
        const undo = onEmit(askWhenOld);
        stop = () => {
          undo();
          abort.abort();
          rates = own;
        };
      }
      return () => {
        if (!--users) stop?.();
      };
    },
  };
};
