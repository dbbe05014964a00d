import { id } from './browser/id.js';
import { listen } from './browser/listen.js';
import { readLocal, writeLocal } from './browser/local-storage.js';
import { onHidden } from './browser/on-hidden.js';
import { manual } from './consent/manual.js';
import type { ConsentSource } from './consent/source.js';
import {
  type Attributes,
  type Consent,
  type ConsentState,
  type DropReason,
  type Purpose,
  purposeOf,
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
import type { EmitOptions, Telemetry } from './plugin.js';
import type { Sonde } from './sonde.js';
import { createTransport } from './transport/transport.js';

export type { Options } from './options.js';
export type { Sonde } from './sonde.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const both = (state: ConsentState): Consent => ({ analytics: state, diagnostics: state });

/** Everything between a grant and its withdrawal: built on the first, gone after the second. */
interface Run {
  emit(name: string, attributes: unknown, options?: EmitOptions): void;
  flush: Outbox['flush'];
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
  const database = `${prefix}outbox`;
  const sessionAt = createIdentity(`${prefix}session`, 30 * MINUTE, DAY);
  const visitorAt = createIdentity(`${prefix}visitor`, Number.POSITIVE_INFINITY, 395 * DAY);
  const pageFor = createPage(options.urlTemplate);
  const weightOf = createSampler(options.sample);
  const scrub = createScrub(options.allowQuery);
  const dropped = new Map<DropReason, number>();
  let number = 1;
  let resource = '';
  let pageKey = '';

  const outbox = createOutbox(
    openStore(database),
    createSpill(`${prefix}spill.`, stream),
    createTransport(options.endpoint),
    { events: 10_000, size: 5_000_000, age: 7 * DAY, ...options.bounds },
    options.flushEvery ?? 2_000,
    `${prefix}lease`,
    (rank) => isGranted(purposeOfRank(rank)),
    (reason, count) => {
      debug(`dropped: ${reason}`, count);
      dropped.set(reason, (dropped.get(reason) || 0) + count);
    },
  );

  const record = (name: string, attributes: unknown, { time, severity }: EmitOptions = {}): void => {
    const now = Date.now();
    const session = sessionAt(now);
    const weight = weightOf(name, session);
    if (!weight) return;
    const page = pageFor(name);
    let event: SondeEvent = { name, time: time || now, attributes: clean(attributes, scrub) };
    if (severity) event.severity = severity;
    if (options.beforeSend) {
      event = options.beforeSend(event) as SondeEvent;
      if (!event) return debug(`beforeSend left out ${name}`);
      event = { ...event, attributes: clean(event.attributes, String) };
    }
    if (weight > 1) event.attributes['sonde.weight'] = weight;
    const uid = `${stream}-${number}`;
    event.attributes['log.record.uid'] = uid;
    if (pageKey !== (pageKey = session + page.id))
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
        'browser.language': navigator.language,
      });
    outbox.add(encodeRecord(event), resource, rankOf(name), uid, now);
    // Only now: a number that no event bears would count as a loss.
    number++;
  };

  const reportDropped = (): void => {
    for (const [reason, count] of dropped) {
      dropped.delete(reason);
      record('telemetry.dropped', { 'sonde.dropped.reason': reason, 'sonde.dropped.count': count });
    }
  };

  const exit = (): void => {
    reportDropped();
    outbox.exit();
  };
  const undo = [onHidden(exit), listen(window, 'online', outbox.flush)];

  return {
    emit(...event) {
      reportDropped();
      record(...event);
    },
    flush: outbox.flush,
    end(purge) {
      for (const one of undo) one();
      if (!purge) exit();
      outbox.close(purge);
      if (purge) {
        for (const key of ['session', 'visitor']) writeLocal(prefix + key);
        try {
          indexedDB.deleteDatabase(database);
        } catch {
          // Where IndexedDB is forbidden there is none to delete.
        }
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
  const isPage = typeof document !== 'undefined';
  const prefix = `sonde.${options.service}.`;
  const listeners = new Set<(consent: Consent) => void>();
  const taps = new Set<Parameters<Telemetry['onEmit']>[0]>();
  /** The undo of each plugin that is set up, by its place in the options. */
  const running = new Map<number, () => void>();
  let consent = both('unknown');
  let run: Run | undefined;
  let undoSource: (() => void) | undefined;
  let emitting = false;

  const debug: Telemetry['debug'] = (message, detail = '') => {
    if (options.debug) console.debug(`[sonde] ${message}`, detail);
  };

  /** Runs what is not ours or may fail: nothing is thrown into the page. */
  const guard = <Result>(what: string, work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (error) {
      debug(`${what} failed`, error);
      return undefined;
    }
  };

  const isGranted = (purpose: Purpose): boolean => consent[purpose] === 'granted';

  const emit = (name: string, attributes: Attributes = {}, emitOptions?: EmitOptions): void => {
    // An event recorded by `beforeSend` or by a listener of events would go round for ever.
    if (!run || emitting || !isGranted(purposeOf(name))) return debug(`not recorded: ${name}`);
    emitting = true;
    guard(name, () => {
      for (const tap of taps) tap(name, attributes, emitOptions?.time ?? Date.now());
    });
    guard(name, () => run?.emit(name, attributes, emitOptions));
    emitting = false;
  };

  const telemetry: Telemetry = {
    emit,
    onEmit(listener) {
      taps.add(listener);
      return () => taps.delete(listener);
    },
    debug,
  };

  const endPlugins = (): void => {
    for (const [place, undo] of running) {
      running.delete(place);
      guard('the undo of a plugin', undo);
    }
  };

  const onConsent = (given: Consent): void => {
    const before = consent;
    consent = readLocal(`${prefix}out`) ? both('denied') : given;
    const purposes = ['analytics', 'diagnostics'] as const;
    const withdrawn = purposes.some((purpose) => before[purpose] === 'granted' && !isGranted(purpose));
    if (withdrawn) {
      endPlugins();
      run?.end(true);
      run = undefined;
    }
    if (purposes.some(isGranted)) {
      run ||= guard('starting', () => startRun(options, prefix, isGranted, debug));
      options.plugins?.forEach((plugin, place) => {
        if (run && isGranted(plugin.purpose) && !running.has(place)) {
          const undo = guard(plugin.name, () => plugin.setup(telemetry));
          if (undo) running.set(place, undo);
        }
      });
    }
    for (const listener of listeners) guard('a consent listener', () => listener(consent));
  };

  const source: ConsentSource =
    options.consent === 'granted'
      ? { subscribe: (onChange) => (onChange(both('granted')), () => {}), set: onConsent }
      : typeof options.consent === 'object'
        ? options.consent
        : manual();

  const answer = (state: ConsentState, purposes: Purpose[]): void => {
    if (!isPage) return;
    const choice = { ...consent };
    for (const purpose of purposes.length ? purposes : (Object.keys(choice) as Purpose[])) choice[purpose] = state;
    if (state === 'granted') writeLocal(`${prefix}out`);
    if (source.set) source.set(choice);
    else debug('this consent source takes no answer from here');
  };

  const sonde: Sonde = {
    track: emit,
    consent: {
      state: () => consent,
      grant: (...purposes) => answer('granted', purposes),
      deny: (...purposes) => answer('denied', purposes),
      open: () => source.open?.(),
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    optOut() {
      if (isPage) {
        writeLocal(`${prefix}out`, '1');
        onConsent(both('denied'));
      }
    },
    flush: async () => (await run?.flush()) || { kept: 0 },
    stop() {
      undoSource?.();
      endPlugins();
      run?.end();
      run = undefined;
      if (isPage) delete (window as unknown as Record<string, unknown>)[prefix];
    },
  };

  if (isPage) {
    const page = window as unknown as Record<string, Sonde | undefined>;
    if (page[prefix]) return debug('init was called twice'), page[prefix] as Sonde;
    page[prefix] = sonde;
    const begin = (): void => {
      undoSource = guard('the consent source', () => source.subscribe(onConsent));
    };
    // A prerendered page may never be shown.
    if ((document as { prerendering?: boolean }).prerendering)
      undoSource = listen(document, 'prerenderingchange', begin, { once: true });
    else begin();
  }
  return sonde;
};
