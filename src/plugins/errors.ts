import { all } from '../browser/all.js';
import { describeError } from '../browser/describe-error.js';
import { listen } from '../browser/listen.js';
import { onVisibility } from '../browser/on-visibility.js';
import { textOf } from '../browser/text-of.js';
import type { EventAttributes, SondeEvent } from '../event.js';
import type { Plugin } from '../plugin.js';

type Exception = EventAttributes['exception'];

export interface ErrorsOptions {
  /** Errors to leave out: tested against the message, and the stack in the lines below it. */
  readonly ignore?: readonly RegExp[];
}

/** Milliseconds in which the same error is recorded once, and then counted. */
const STORM = 5_000;
const MAX_RECENT = 100;
const MAX_BREADCRUMBS = 30;
/** Milliseconds after the beginning of a navigation in which it may be what cuts a load off. */
const LEAVING = 1_000;
/** Milliseconds until a page that is still there is one that stays. */
const PATIENCE = 10_000;
/** Characters of a breadcrumb's name and detail: thirty of them fit into an attribute. */
const MAX_DETAIL = 50;
const ERROR = 17;
const COUNT = 'sonde.exception.count';

/**
 * Records an `exception` for each uncaught error, each rejected promise that nobody handled, and each script, style sheet
 * or image that failed to load; with its causes. These, and what the application captures, bear the events that came
 * before as breadcrumbs. Whatever is thrown is described without running more of it than its getters. The page's own
 * handlers and the console see everything as they would without it.
 *
 * The same error again within five seconds is not recorded again but counted: a second record with
 * `sonde.exception.count` tells how often. "ResizeObserver loop" notices are left out: browsers tell them as errors, but
 * nothing is lost when a notification is delivered one frame later
 * (https://drafts.csswg.org/resize-observer/#deliver-resize-error).
 *
 * Firefox and WebKit cut off what still loads when a navigation begins, and tell it as errors. So what is rejected or fails
 * to load within a second of `beforeunload` is recorded ten seconds later, if the page is still there (a download, a
 * `mailto:` link). Recorded all the same is what a navigation cuts off that takes longer than that, what a page lost that
 * comes back from the back/forward cache, and what Safari on iOS cuts off, which knows no `beforeunload`.
 *
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [errors({ ignore: [/chrome-extension:/] })] });
 */
export const errors = (options?: ErrorsOptions): Plugin => ({
  purpose: 'diagnostics',
  setup({ emit, onEmit }) {
    /** When a navigation last began. */
    let left = 0;
    /** As they stand when they are told: a later stage may have changed them, or left them out. */
    const breadcrumbs: SondeEvent[] = [];
    /** By text without its numbers, with the count of its repeats where there are any. */
    const recent = new Map<string, Exception>();

    const emitException = (attributes: Exception): void => emit('exception', attributes, { severity: ERROR });

    /** Records how often each recent error was repeated; the next of them is recorded at once again. */
    const endStorms = (): void => {
      for (const [key, attributes] of recent) {
        recent.delete(key);
        if (attributes[COUNT]) emitException(attributes);
      }
    };

    const record = (source: Exception['sonde.exception.source'], error: unknown, place?: string): void => {
      if (source !== 'error' && Date.now() - left < LEAVING) {
        setTimeout(record, PATIENCE, source, error);
        return;
      }
      const { type, message, stack } = describeError(error);
      // Chromium gives a SyntaxError of a script that it could not parse a stack without a place.
      const trace = /:\d+:\d/.test(stack) ? stack : [stack, place].join('\n').trim();
      const text = `${message}\n${trace}`;
      if ([/^ResizeObserver loop/, ...(options?.ignore || [])].some((pattern) => text.match(pattern))) return;
      const key = (type + text).replace(/\d/g, '');
      const known = recent.get(key);
      if (known) {
        known[COUNT] = (known[COUNT] || 0) + 1;
        return;
      }
      if (recent.size >= MAX_RECENT) endStorms();
      if (!recent.size) setTimeout(endStorms, STORM);
      const attributes: Exception = {
        'exception.type': type,
        'exception.message': message,
        'exception.stacktrace': trace || undefined,
        'sonde.exception.source': source,
        'sonde.exception.handled': false,
      };
      recent.set(key, attributes);
      emitException(attributes);
    };

    return all([
      // With capture, because a resource's `error` does not bubble.
      listen<ErrorEvent>(
        window,
        'error',
        (event) => {
          const target = event.target as HTMLImageElement & HTMLLinkElement;
          if (target instanceof Element) {
            const url = textOf(() => target.currentSrc || target.src || target.href);
            // Without one it is a component's own event of that name; and a data URL is the visitor's file itself.
            if (event.isTrusted && !target.closest('[data-telemetry=off]'))
              record('resource', {
                name: 'ResourceError',
                message: `${target.localName} ${url.match(/data:[^,;]*|.*/)}`.trim(),
              });
          } else {
            const { error, message, filename, lineno, colno } = event;
            // Without an error there is a message at least: of another origin's script, it is 'Script error.'
            record(
              'error',
              error ?? { name: 'Error', message },
              filename && `at ${filename}:${lineno}:${colno}`,
            );
          }
        },
        true,
      ),
      listen<PromiseRejectionEvent>(window, 'unhandledrejection', (event) =>
        record('unhandledrejection', event.reason),
      ),
      onEmit((event) => {
        const { name, attributes, time } = event;
        if (name === 'exception')
          attributes['sonde.breadcrumbs'] ??= JSON.stringify(
            breadcrumbs
              // An early one, which waited for the script, was before some of them; and what was left out is at no time.
              .filter((crumb) => crumb.time <= time)
              .map((crumb) => [
                time - crumb.time,
                `${crumb.name}`.slice(0, MAX_DETAIL),
                // The first attribute is the telling one: a target's name, a feature's id, a page's address; and, where
                // something failed, how. Of one that tells of no failure it throws, and nothing is told.
                (
                  textOf(() => Object.values(crumb.attributes)[0]).split(/[?#]|[^/?#]{0,64}(@|%40)/)[0] +
                  textOf(() => ` ${(crumb.attributes['error.type'] as string).trim()}`)
                ).slice(0, MAX_DETAIL),
              ]),
          );
        breadcrumbs.push(event);
        if (breadcrumbs[MAX_BREADCRUMBS]) breadcrumbs.shift();
      }),
      onVisibility(endStorms),
      listen(window, 'beforeunload', () => {
        left = Date.now();
      }),
      () => {
        // Nor is what waits told after a later grant.
        emit = () => {};
      },
    ]);
  },
});
