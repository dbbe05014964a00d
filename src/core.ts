import { attempt } from './browser/attempt.js';
import { id } from './browser/id.js';
import { writeLocal } from './browser/local.js';
import type { ConsentSource } from './consent/source.js';
import {
  type Consent,
  type ConsentState,
  PURPOSES,
  type Purpose,
  rankOf,
  type SondeEvent,
  type Stage,
  sameFor,
} from './event.js';
import { createOutbox, type Outbox, type OutboxOptions } from './outbox/outbox.js';
import { openStore } from './outbox/store.js';
import { encodeRecord } from './pipeline/encode.js';
import { createIdentity } from './pipeline/identity.js';
import type { Plugin, Telemetry } from './plugin.js';
import type { Diagnosis, Sonde } from './sonde.js';
import { createTransport, type Transport } from './transport/transport.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What the core is put together from. `standard` makes all that is optional in a page that most would want. */
export interface CoreOptions extends OutboxOptions {
  /** The receiver's base address; logs go to `<endpoint>/v1/logs`. */
  readonly endpoint: string;
  /** Names the storage; a second call with the same one returns the first handle. */
  readonly service: string;
  readonly consent: ConsentSource;
  readonly plugins: readonly Plugin[];
  /** What each event passes in turn, before it is encoded. */
  readonly stages: readonly Stage[];
  /**
   * Called with each grant. What it returns is called with each event and its session, and gives the attributes of
   * its OTLP resource, as `encodeAttributes` writes them.
   *
   * @param prefix begins the names of what may be kept in localStorage; that is deleted when the grant is withdrawn.
   * @param isGranted whether a purpose is granted.
   */
  resource(
    prefix: string,
    isGranted: (purpose: Purpose) => boolean,
  ): (event: Pick<SondeEvent, 'name' | 'attributes'>, sessionId: string) => string;
  /** What plugins are given besides `emit`. */
  readonly telemetry: Omit<Telemetry, 'emit' | 'prefix'>;
  /** Cleans each string value of an event. */
  readonly scrub?: (text: string) => string;
  /** Makes the way to the receiver, where it is more than logs. */
  readonly transport?: (
    endpoint: string,
    compress?: (text: string) => Promise<ArrayBuffer | undefined>,
  ) => Transport;
  /** Compresses a body; `undefined` where it is to be sent as it is. */
  readonly compress?: (text: string) => Promise<ArrayBuffer | undefined>;
  /** Is told what failed. */
  readonly onError?: (error: unknown) => void;
}

/**
 * The bare machine below `init`: consent, plugins, sessions, the durable outbox and OTLP. Everything else is a stage that
 * is passed in; `init` passes what `standard` makes. **Nothing is scrubbed, sampled or compressed here**, and what the
 * outbox drops is only told: this is for those who count bytes and bring stages of their own.
 *
 * Never throws. Outside a page (server rendering, a worker) the handle does nothing.
 *
 * @example
 * const sonde = core({
 *   endpoint: '/telemetry',
 *   service: 'shop',
 *   consent: manual(),
 *   plugins: [pageViews()],
 *   stages: [(event) => (event.name === 'click' ? null : event)],
 *   resource: () => (name, session) => `{"key":"session.id","value":{"stringValue":"${session}"}}`,
 *   telemetry: { onEmit: () => () => {}, debug() {} },
 *   flushEvery: 2_000,
 *   bounds: { events: 10_000, size: 5_000_000, age: 604_800_000 },
 *   spill: () => [[], () => {}],
 *   onDrop() {},
 * });
 */
export const core = (options: CoreOptions): Sonde => {
  const prefix = `sonde.${options.service}.`;
  // Outside a page there is nowhere to register, and nobody to ask.
  const [page, source] = (globalThis.document ? [window, options.consent] : [{}, {}]) as unknown as readonly [
    Record<string, Sonde>,
    Required<ConsentSource>,
  ];
  const listeners = new Set<(consent: Consent) => void>();
  /** The undo of each plugin that is set up, by its place. */
  const running: (ReturnType<Plugin['setup']> | undefined)[] = [];
  let consent = sameFor('unknown');
  // All but one last from a grant to its withdrawal.
  let stream: string;
  let undoSource: (() => void) | undefined;
  let number: number;
  let sessionAt: (time: number) => string;
  let resourceOf: ReturnType<CoreOptions['resource']>;
  /** Set while what a grant puts off waits: see `settle`. */
  let late: unknown;
  /** `undefined` where no microtask is to take it back. */
  let busy: boolean | undefined;
  let outbox: Outbox | undefined;

  // What stands above, and these and those below, stand in the order that compresses best.
  const isWanted = (rank: number): boolean => isGranted(PURPOSES[rank % 2] as Purpose);

  const setUp = (isLate?: true): void => {
    options.plugins.forEach((plugin, place) => {
      guard(() => {
        if (plugin.late === isLate && isGranted(plugin.purpose))
          running[place] ||= plugin.setup({ emit, prefix, ...options.telemetry });
      });
    });
  };

  const emit: Sonde['track'] = (name, attributes, about) => {
    settle();
    const rank = about?.rank ?? rankOf(name);
    // An event that a stage records would go round for ever.
    if (outbox && !busy && isWanted(rank)) {
      // Firefox stops the scripts of a closing page in mid-course, `finally` included, and calls its next listener. One
      // for all events of a task: each would cost a tenth of the event.
      busy ??
        queueMicrotask(() => {
          busy = undefined;
        });
      busy = true;
      guard(() => {
        const session = sessionAt(Date.now());
        let resource: string | false | null | undefined;
        let event: ReturnType<Stage> = {
          ...about,
          name,
          time: about?.time || Date.now(),
          // A getter of the caller's may throw.
          attributes: (attempt(() => ({ ...attributes })) || {}) as never,
        };
        for (const stage of options.stages) {
          event = event && stage(event, session);
          // What a plugin leaves out begins no page, but what is only not sampled does.
          resource ||= event && resourceOf(event, session);
        }
        if (event)
          (outbox as Outbox).add(
            encodeRecord(event, `${stream}-${++number}`, options.scrub),
            resource || resourceOf(event, session),
            rank,
          );
      });
      busy = false;
    }
  };

  const begin = (): void => {
    stream = id(12);
    number = 0;
    sessionAt = createIdentity(`${prefix}session`, 30 * MINUTE, DAY);
    resourceOf = options.resource(prefix, isGranted);
    outbox = createOutbox(
      openStore(prefix),
      prefix,
      (options.transport || createTransport)(options.endpoint, options.compress),
      options,
      isWanted,
    );
  };

  const isGranted = (purpose: Purpose): boolean => consent[purpose] === 'granted';

  /** Runs what is not ours or may fail: nothing is thrown into the page. */
  const guard = <Result>(work: () => Result): Result | undefined => attempt(work, options.onError);

  /**
   * Does what a grant puts off to a task of its own, or to the first event if that is earlier: what the platform and the
   * engine take for the first database, random number and web vital does not hold up the page's own start.
   */
  const settle = (): void => {
    if (late) {
      late = undefined;
      outbox || (PURPOSES.some(isGranted) && guard(begin));
      setUp(true);
    }
  };

  const ask = (question: 'flush' | 'diagnose') => async (): Promise<Diagnosis> =>
    (await outbox?.[question]()) || { kept: 0 };

  const onConsent = (next: Consent): void => {
    const changed = PURPOSES.filter((purpose) => consent[purpose] !== next[purpose]);
    // The answer to one that was stopped is for others.
    if (changed[0] && page[prefix] === sonde) {
      // On a refusal, too: nothing of an earlier visit may be left.
      if (changed.some(isGranted) || PURPOSES.every((purpose) => next[purpose] === 'denied')) end(true);
      consent = next;
      late = setTimeout(settle);
      setUp();
      for (const listener of listeners) guard(() => listener(consent));
    }
  };

  /** Ends all that a grant began; with `purge` nothing is left of it on the device. */
  const end = (purge?: boolean): void => {
    for (const undo of running.splice(0)) guard(() => undo?.(purge));
    outbox?.close(purge);
    late = outbox = undefined;
    if (purge) {
      attempt(() => {
        for (const key in localStorage) if (key.startsWith(prefix)) writeLocal(key);
        indexedDB.deleteDatabase(prefix);
      });
    }
  };

  const answer =
    (state: ConsentState) =>
    (...purposes: Purpose[]): void => {
      guard(() => source.set({ ...consent, ...sameFor(state, ...purposes) }));
    };

  if (page[prefix]) return page[prefix];
  const sonde: Sonde = {
    track: emit,
    consent: {
      state: () => consent,
      grant: answer('granted'),
      deny: answer('denied'),
      open: () => guard(() => source.open()),
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    optOut: () => guard(() => source.optOut()),
    flush: ask('flush'),
    diagnose: ask('diagnose'),
    stop() {
      end();
      undoSource?.();
      delete page[prefix];
    },
  };
  page[prefix] = sonde;
  undoSource = guard(() => source.subscribe(onConsent));
  return sonde;
};
