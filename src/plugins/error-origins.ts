import type { EventAttributes } from '../event.js';
import type { Plugin } from '../plugin.js';

type Origin = EventAttributes['exception']['sonde.exception.origin'];

export interface ErrorOriginsOptions {
  /** Errors of these origins are left out. */
  readonly leaveOut?: readonly NonNullable<Origin>[];
}

/**
 * The first line of a stack trace that is a frame, its scheme alone: `at f (https://…:1:2)`, `f@https://…:1:2`,
 * `at <anonymous>:1:2`. Frames of built-in functions (`at Array.map (<anonymous>)`) have no place, and are passed over.
 */
const CRASHING_FRAME = /^(?:[^:@\n]*@|\s*at (?:.*?\()??)([\w-]+:|<anonymous>)\S*:\d/m;

/**
 * Marks errors that are not the site's by the frame that crashed: of a browser extension, of a script that was put into
 * the page without an address (in-app browsers, user scripts, the console), or of another origin's script, of which the
 * browser tells no more than "Script error." (load it with `crossorigin`). The site's own bear no mark.
 *
 * @see https://html.spec.whatwg.org/multipage/webappapis.html#muted-errors
 * @example
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [errors(), errorOrigins({ leaveOut: ['extension'] })] });
 */
export const errorOrigins = ({ leaveOut = [] }: ErrorOriginsOptions = {}): Plugin => ({
  purpose: 'diagnostics',
  setup: ({ onEmit }) =>
    onEmit(({ name, attributes }) => {
      if (name !== 'exception') return;
      const message = `${attributes['exception.message']}`;
      // V8 begins it with the message, whose lines may look like frames.
      const stack = `${attributes['exception.stacktrace'] || ''}`
        .split('\n')
        .filter((line) => !message.includes(line.trim()))
        .join('\n');
      const [, scheme = ''] = CRASHING_FRAME.exec(stack) || [];
      const origin: Origin = /extension|^webkit-masked/.test(scheme)
        ? 'extension'
        : // WebKit has nothing where the address would be, and `undefined` for that of an `error` event.
          /^(<|user-script|injected|debugger|undefined)/.test(scheme) ||
            (!scheme && /^[^:@\n]*@$/m.test(stack))
          ? 'injected'
          : !stack && /^Script error\.?$/.test(message)
            ? 'cross-origin'
            : undefined;
      if (origin) attributes['sonde.exception.origin'] = origin;
      return !origin || !leaveOut.includes(origin);
    }),
});
