import { id } from './browser/id.js';
import { listen } from './browser/listen.js';
import { local } from './browser/local.js';
import { onHidden } from './browser/on-hidden.js';
import { manual } from './consent/manual.js';
import type { ConsentSource } from './consent/source.js';
import {
  type Attributes,
  type Consent,
  type ConsentState,
  type DropReason,
  type Purpose,
  purposeOfRank,
  rankOf,
  SDK_VERSION,
  type SondeEvent,
} from './event.js';
import type { Options } from './options.js';
import { createOutbox, type Outbox } from './outbox/outbox.js';
import { createSpill } from './outbox/spill.js';
import { openStore } from './outbox/store.js';
import { clean } from './pipeline/clean.js';
import { encodeAttributes, encodeRecord } from './pipeline/encode.js';
import { createIdentity } from './pipeline/identity.js';
import { createPage } from './pipeline/page.js';
import { createSampler } from './pipeline/sampler.js';
import { createScrub } from './pipeline/scrub.js';
import type { EmitOptions, Plugin, Telemetry } from './plugin.js';
import type { Sonde } from './sonde.js';
import { createTransport } from './transport/transport.js';

export type { Options } from './options.js';
export type { Sonde } from './sonde.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const PURPOSES = ['analytics', 'diagnostics'] as const;

const both = (state: ConsentState): Consent => ({ analytics: state, diagnostics: state });

/** Everything between a grant and its withdrawal: built on the first, gone after the second. */
interface Run {
  record(name: string, attributes: unknown, options?: EmitOptions): void;
  readonly flush: Outbox['flush'];
  /** Undoes the listeners; with `purge` it also deletes all that was kept. */
  end(purge?: boolean): void;
}

const startRun = (
  options: Options,
  prefix: string,
  isGranted: (purpose: Purpose) => boolean,
  debug: Telemetry['debug'],
): Run => {
  const stream = id(12);
  const sessionAt = createIdentity(`${prefix}session`, 30 * MINUTE, DAY);
  const visitorAt = createIdentity(`${prefix}visitor`, 395 * DAY, 395 * DAY);
  const pageFor = createPage(options.urlTemplate);
  const weightOf = createSampler(options.sample);
  const scrub = createScrub(options.allowQuery);
  let dropped: Partial<Record<DropReason, number>> = {};
  let number = 1;
  let resource = '';
  let resourceOf = '';

  const outbox = createOutbox(
    openStore(prefix),
    createSpill(`${prefix}spill.`, stream),
    createTransport(options.endpoint),
    { events: 10_000, size: 5_000_000, age: 7 * DAY, ...options.bounds },
    options.flushEvery || 2_000,
    `${prefix}lease`,
    (rank) => isGranted(purposeOfRank(rank)),
    (reason, count) => {
      debug(reason, count);
      dropped[reason] = (dropped[reason] || 0) + count;
    },
  );

  const recordOne: Run['record'] = (name, attributes, { time, severity } = {}) => {
    const now = Date.now();
    const session = sessionAt(now);
    const weight = weightOf(name, session);
    if (!weight) return;
    const page = pageFor(name);
    let event: SondeEvent = { name, time: time || now, severity, attributes: clean(attributes, scrub) };
    if (options.beforeSend) {
      event = options.beforeSend(event) as SondeEvent;
      if (!event) return;
      // What it returned is the application's own again: it is held to the same bounds.
      event.attributes = clean(event.attributes, String);
    }
    const uid = `${stream}-${number}`;
    event.attributes['log.record.uid'] = uid;
    if (weight > 1) event.attributes['sonde.weight'] = weight;
    if (resourceOf !== session + page.id) {
      resourceOf = session + page.id;
      resource = encodeAttributes({
        'service.name': options.service,
        'service.version': options.release,
        'deployment.environment.name': options.environment,
        'telemetry.sdk.name': 'sonde',
        'telemetry.sdk.language': 'webjs',
        'telemetry.sdk.version': SDK_VERSION,
        'session.id': session,
        'app.installation.id': isGranted('analytics') ? visitorAt(now) : undefined,
        'sonde.page.id': page.id,
        'url.template': scrub(page.template),
      });
    }
    outbox.add(encodeRecord(event), resource, rankOf(name), uid, now);
    // Only now: a number that no event bears would count as a loss.
    number++;
  };

  const reportDropped = (): void => {
    const counts = Object.entries(dropped);
    dropped = {};
    for (const [reason, count] of counts)
      recordOne('telemetry.dropped', { 'sonde.dropped.reason': reason, 'sonde.dropped.count': count });
  };

  const exit = (): void => {
    reportDropped();
    outbox.exit();
  };
  const undo = [onHidden(exit), listen(window, 'online', outbox.flush)];

  return {
    record(...event) {
      reportDropped();
      recordOne(...event);
    },
    flush: outbox.flush,
    end(purge) {
      for (const one of undo) one();
      if (!purge) exit();
      outbox.close(purge);
      if (purge) {
        for (const key of ['session', 'visitor']) local((storage) => storage.removeItem(prefix + key));
        // Throws where IndexedDB is forbidden, and then there is none to delete.
        local(() => indexedDB.deleteDatabase(prefix));
      }
    },
  };
};

/**
 * Starts Sonde on a page. Until the consent source grants a purpose nothing is observed, stored or sent; then the
 * plugins of that purpose are set up. On withdrawal they are undone and everything kept is deleted, at once.
 *
 * Never throws. Outside a page (server rendering, a worker) the handle does nothing. A second call for the same
 * `service` returns the first handle.
 *
 * @example
 * const sonde = init({ endpoint: '/telemetry', service: 'shop', release: '1.4.2', plugins: [pageViews(), errors()] });
 * sonde.track('plan.selected', { tier: 'pro' });
 */
export const init = (options: Options): Sonde => {
  const prefix = `sonde.${options.service}.`;
  const page = typeof document === 'object' && (window as unknown as Record<string, Sonde | undefined>);
  const listeners = new Set<(consent: Consent) => void>();
  const taps = new Set<Parameters<Telemetry['onEmit']>[0]>();
  /** The undo of each plugin that is set up. */
  const running = new Map<Plugin, () => void>();
  let consent = both('unknown');
  let run: Run | undefined;
  let undoSource: (() => void) | undefined;
  let busy: boolean | undefined;

  const debug: Telemetry['debug'] = (...message) => {
    if (options.debug) console.debug('[sonde]', ...message);
  };

  /** Runs what is not ours or may fail: nothing is thrown into the page. */
  const guard = <Result>(work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (error) {
      debug('failed', error);
      return undefined;
    }
  };

  const add = <Member>(set: Set<Member>, member: Member): (() => void) => {
    set.add(member);
    return () => set.delete(member);
  };

  const isGranted = (purpose: Purpose): boolean => consent[purpose] === 'granted';

  const emit = (name: string, attributes: Attributes = {}, emitOptions?: EmitOptions): void => {
    // An event recorded by `beforeSend` or by a listener of events would go round for ever.
    if (!run || busy || !isGranted(purposeOfRank(rankOf(name)))) {
      debug('not recorded', name);
      return;
    }
    busy = true;
    guard(() => {
      run?.record(name, attributes, emitOptions);
      for (const tap of taps) tap(name, attributes, emitOptions?.time || Date.now());
    });
    busy = false;
  };

  const telemetry: Telemetry = { emit, onEmit: (listener) => add(taps, listener), debug };

  /** Ends all that a grant began. */
  const end = (purge?: boolean): void => {
    for (const undo of running.values()) guard(undo);
    running.clear();
    run?.end(purge);
    run = undefined;
  };

  const onConsent = (given: Consent): void => {
    const before = consent;
    consent = local((storage) => storage.getItem(`${prefix}out`)) ? both('denied') : given;
    if (PURPOSES.some((purpose) => before[purpose] === 'granted' && !isGranted(purpose))) end(true);
    if (PURPOSES.some(isGranted)) run ||= guard(() => startRun(options, prefix, isGranted, debug));
    for (const plugin of options.plugins || [])
      if (run && isGranted(plugin.purpose) && !running.has(plugin))
        running.set(plugin, guard(() => plugin.setup(telemetry)) || (() => {}));
    for (const listener of listeners) guard(() => listener(consent));
  };

  const source: ConsentSource =
    typeof options.consent === 'object'
      ? options.consent
      : manual(options.consent === 'granted' ? 'granted' : 'unknown');

  const answer = (state: ConsentState, purposes: readonly Purpose[]): void => {
    if (page)
      guard(() => {
        const choice = { ...consent };
        for (const purpose of purposes[0] ? purposes : PURPOSES) choice[purpose] = state;
        local((storage) => storage.removeItem(`${prefix}out`));
        source.set?.(choice);
      });
  };

  const sonde: Sonde = {
    track: emit,
    consent: {
      state: () => consent,
      grant: (...purposes) => answer('granted', purposes),
      deny: (...purposes) => answer('denied', purposes),
      open() {
        if (page) guard(() => source.open?.());
      },
      onChange: (listener) => add(listeners, listener),
    },
    optOut() {
      if (page) {
        local((storage) => storage.setItem(`${prefix}out`, '1'));
        onConsent(both('denied'));
      }
    },
    flush: async () => (await run?.flush()) || { kept: 0, reason: '' },
    stop() {
      undoSource?.();
      end();
      if (page) delete page[prefix];
    },
  };

  if (page) {
    if (page[prefix]) return page[prefix];
    page[prefix] = sonde;
    const begin = (): void => {
      undoSource = guard(() => source.subscribe(onConsent));
    };
    // A prerendered page may never be shown.
    if ((document as { prerendering?: boolean }).prerendering)
      undoSource = listen(document, 'prerenderingchange', begin, { once: true });
    else begin();
  }
  return sonde;
};
