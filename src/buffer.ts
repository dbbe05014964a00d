import { attempt } from './browser/attempt.js';
import { id } from './browser/id.js';
import { listen } from './browser/listen.js';
import { readLocal, writeLocal } from './browser/local.js';
import type { CoreOptions } from './core.js';
import {
  type Consent,
  PURPOSES,
  type Purpose,
  rankOf,
  type SondeEvent,
  type Stage,
  sameFor,
} from './event.js';
import type { EmitOptions, Plugin, Telemetry } from './plugin.js';
import type { Sonde } from './sonde.js';

/** Events that wait for an answer at most: what came first explains the rest. */
const LIMIT = 200;
/** Where a resource begins to tell who it is: from here on it is that of the hand-over. */
const IDS = '{"key":"session.id"';

/** An event that waits, with the resource of the page that it happened on. */
interface Waiting {
  readonly event: SondeEvent;
  readonly purpose: Purpose;
  readonly rank: NonNullable<EmitOptions['rank']>;
  readonly resource: string;
  /** When it was recorded, which may not be its own time, and the document's address at that time. */
  readonly recorded: number;
  readonly url: string;
  /** Listeners that have not heard it, with the purpose of each. */
  readonly unheard: readonly (readonly [Listener, Purpose])[];
}

type Listener = Parameters<Telemetry['onEmit']>[0];

/**
 * Lets what happens before the visitor's answer wait for it, in memory and nowhere else: the plugins are set up at once,
 * and what they and the application record is handed over on a grant, with its own time and page, and thrown away on a
 * refusal, when the plugins are undone. The first 200 events wait; what comes after them is counted as dropped. The
 * session begins with the first of them: its `session.start`, which is told after the grant, has the time and the page of
 * that one.
 *
 * What waits may still be refused, so a plugin of the other purpose hears of it at the hand-over and not before, and adds
 * nothing to what is not refused before its own grant: no error bears a trail of clicks that the visitor refused.
 *
 * Plugins that `wait`, and those that ask for the `prefix` of what they keep on the device, are set up after the grant, as
 * without a buffer.
 *
 * @param start makes the handle from options whose consent source, plugins, stages and resource pass through the buffer.
 */
export const buffered = (start: (options: CoreOptions) => Sonde, options: CoreOptions): Sonde => {
  const prefix = `sonde.${options.service}.`;
  // One that is left out by a condition may be `false` or `undefined`.
  const plugins = options.plugins.filter(Boolean);
  /** The undo of what was set up ahead of its grant. */
  const ahead = new Map<Plugin, ReturnType<Plugin['setup']>>();
  let consent = sameFor('unknown');
  let waiting: Waiting[] = [];
  let unheard: [Listener, Purpose][] = [];
  let dropped = 0;
  let handed: Waiting | undefined;
  let session = '';
  /** The first event of the session. */
  let began: Waiting | undefined;
  let last: number;
  let resourceOf: ReturnType<CoreOptions['resource']> | undefined;
  let record: Sonde['track'] | undefined;
  let isAsking: boolean | undefined;
  let busy: boolean | undefined;

  const guard = <Result>(work: () => Result): Result | undefined => attempt(work, options.onError);
  const isGranted = (purpose: Purpose): boolean => consent[purpose] === 'granted';
  const isOpen = (purpose: Purpose): boolean => consent[purpose] === 'unknown';

  const isStart = ({ name, attributes }: Pick<SondeEvent, 'name' | 'attributes'>): boolean =>
    name === 'session.start' && attributes['session.id'] === session;

  const readResource: ReturnType<CoreOptions['resource']> = (...event) => {
    resourceOf ||= options.resource(prefix, isGranted);
    return resourceOf(...event);
  };

  const emit: Sonde['track'] = (name, attributes, about = {}) => {
    const rank = about.rank ?? rankOf(name);
    const purpose = PURPOSES[rank % 2] as Purpose;
    if (!isAsking || !isOpen(purpose)) {
      // The first event of the hand-over sets up what is late, and that may record in the midst of it.
      const around = handed;
      handed = undefined;
      record?.(name, attributes, about);
      handed = around;
      return;
    }
    // As in the core: an event that a stage records would go round for ever.
    if (busy) return;
    busy ??
      queueMicrotask(() => {
        busy = undefined;
      });
    busy = true;
    guard(() => {
      last = Date.now();
      // Another purpose may be granted already, and its session go on.
      session ||= (PURPOSES.some(isGranted) && readLocal(`${prefix}session`)?.slice(0, 32)) || id(16);
      unheard = [];
      let event: ReturnType<Stage> = {
        ...about,
        name,
        time: about.time || last,
        // A getter of the caller's may throw.
        attributes: (attempt(() => ({ ...attributes })) || {}) as SondeEvent['attributes'],
      };
      for (const stage of options.stages) event = event && stage(event, session);
      if (!event) return;
      const one: Waiting = {
        event,
        purpose,
        rank,
        // After the stages: what a plugin leaves out begins no page.
        resource: readResource(event, session),
        recorded: last,
        url: location.href.replace(/#.*/, ''),
        unheard,
      };
      began ||= one;
      if (waiting.length < LIMIT) waiting.push(one);
      else dropped++;
    });
    busy = false;
  };

  /** `onEmit` for a plugin: see above. */
  const onEmitFor =
    (own: Purpose, { onEmit }: Pick<Telemetry, 'onEmit'>): Telemetry['onEmit'] =>
    (listener) =>
      onEmit((event, sessionId) => {
        const purpose = PURPOSES[((event as EmitOptions).rank ?? rankOf(event.name)) % 2] as Purpose;
        if (purpose === own || !(isOpen(purpose) || isOpen(own))) return listener(event, sessionId);
        // What does not wait is gone before this plugin's grant.
        if (isOpen(purpose)) unheard.push([listener, own]);
      });

  /** Sets up what may be, for the purposes that have no answer yet. */
  const begin = (): void => {
    for (const plugin of plugins)
      if (isAsking && isOpen(plugin.purpose) && !plugin.waits && !ahead.has(plugin)) {
        const listening: (() => void)[] = [];
        guard(() =>
          ahead.set(
            plugin,
            plugin.setup({
              ...options.telemetry,
              onEmit(listener) {
                const undo = onEmitFor(plugin.purpose, options.telemetry)(listener);
                listening.push(undo);
                return undo;
              },
              emit: emit as Telemetry['emit'],
              get prefix() {
                if (isOpen(plugin.purpose))
                  throw new Error('A plugin that keeps something waits for the grant.');
                return prefix;
              },
            }),
          ),
        );
        // It threw halfway: nobody else has what it has begun.
        if (!ahead.has(plugin)) for (const undo of listening) undo();
      }
  };

  /** Undoes what was set up ahead for purposes of which this holds, and throws away their events. */
  const forget = (isOver: (purpose: Purpose) => boolean, isWithdrawn?: boolean): void => {
    for (const [plugin, undo] of ahead)
      if (isOver(plugin.purpose)) {
        ahead.delete(plugin);
        guard(() => undo(isWithdrawn));
      }
    waiting = waiting.filter(({ purpose }) => !isOver(purpose));
    // Nothing is told of what was refused.
    if (began && isOver(began.purpose)) began = waiting[0];
    if (!waiting[0]) dropped = 0;
  };

  const handOver = (): void => {
    const ready = waiting.filter(({ purpose }) => isGranted(purpose));
    waiting = waiting.filter(({ purpose }) => isOpen(purpose));
    for (handed of ready) {
      const { event, rank } = handed;
      // As everywhere, a listener records nothing in the same task.
      busy = true;
      const isLeftOut = handed.unheard.some(
        ([listener, own]) => isGranted(own) && guard(() => listener(event, session)) === false,
      );
      busy = false;
      const { name, attributes, ...about } = event;
      if (!isLeftOut) record?.(name, attributes, { ...(about as EmitOptions), rank });
    }
    handed = undefined;
    if (dropped && ready[0]) options.onDrop('overflow', dropped);
    dropped = 0;
  };

  const answer = (next: Consent, onChange: (consent: Consent) => void): void => {
    const isWithdrawn = PURPOSES.some((purpose) => isGranted(purpose) && next[purpose] !== 'granted');
    consent = next;
    forget((purpose) => isWithdrawn || consent[purpose] === 'denied', true);
    if (isWithdrawn) {
      session = '';
      resourceOf = undefined;
    }
    // The session that the plugins were told of goes on: it is kept where the core looks for one, in its format.
    if (waiting[0] && PURPOSES.some(isGranted) && !readLocal(`${prefix}session`))
      writeLocal(`${prefix}session`, `${[session, began?.recorded, last]}`);
    onChange(next);
    handOver();
    begin();
  };

  const sonde = start({
    ...options,
    plugins: plugins.map((plugin) => ({
      // One by one: an instance of a class has them on its prototype.
      purpose: plugin.purpose,
      ...(plugin.late && { late: true }),
      setup(telemetry) {
        record ||= telemetry.emit as Sonde['track'];
        const undo =
          ahead.get(plugin) ||
          plugin.setup({
            ...telemetry,
            emit: emit as Telemetry['emit'],
            onEmit: onEmitFor(plugin.purpose, telemetry),
          });
        ahead.delete(plugin);
        return undo;
      },
    })),
    stages: options.stages.map(
      (stage, place): Stage =>
        (event, sessionId) => {
          // What waited has passed them: it is the event that they have heard, and may have kept.
          if (handed) return Object.assign(handed.event, event);
          if (!place && began && isStart(event)) {
            event.time = began.recorded;
            event.attributes['url.full'] = began.url;
          }
          return stage(event, sessionId);
        },
    ),
    resource: () => (event, sessionId) => {
      const page = handed || (isStart(event) && began);
      if (!page) return readResource(event, sessionId);
      const now = readResource({ name: '', attributes: {} }, sessionId);
      return page.resource.split(IDS)[0] + now.slice(now.indexOf(IDS));
    },
    consent: {
      ...options.consent,
      subscribe(onChange) {
        isAsking = true;
        const undo = options.consent.subscribe((next) => answer(next, onChange));
        let undoShown = (): void => {};
        // A prerendered page may never be shown.
        if ((document as { prerendering?: boolean }).prerendering)
          undoShown = listen(document, 'prerenderingchange', begin);
        // A source that has no answer yet may be silent.
        else begin();
        return () => {
          isAsking = false;
          undoShown();
          undo();
          forget(() => true);
        };
      },
    },
  });
  // A second `init` was given the first one's handle.
  if (isAsking) {
    record = sonde.track;
    sonde.track = emit;
  }
  return sonde;
};
