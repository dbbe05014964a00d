import { attempt } from '../browser/attempt.js';
import { readLocal, writeLocal } from '../browser/local.js';
import type { EventAttributes } from '../event.js';
import type { Plugin } from '../plugin.js';

/** What is used of ua-parser-js 1. */
interface Result {
  readonly browser: { readonly name?: string | undefined; readonly version?: string | undefined };
  readonly os: { readonly name?: string | undefined; readonly version?: string | undefined };
  readonly device: {
    readonly vendor?: string | undefined;
    readonly model?: string | undefined;
    readonly type?: string | undefined;
  };
}

/** The number before the first dot. */
const major = (version: string | undefined): string | undefined => version?.split('.')[0];

/**
 * Records a `device` event once a session, unless the parser throws: browser, operating system and make of the device, as ua-parser-js reads them from
 * the User-Agent, versions to the major one. Only for receivers other than Sonde's collector, which does the same itself
 * and spares each page 9 KB.
 *
 * The parser is handed over, so that whoever does not want it needs not install it. Take version 1 (MIT): version 2 is under
 * the AGPL.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/user-agent/
 * @example
 * import UAParser from 'ua-parser-js';
 * init({ endpoint: '/telemetry', service: 'shop', plugins: [device(UAParser)] });
 */
export const device = (parser: new () => { getResult(): Result }): Plugin => ({
  purpose: 'analytics',
  late: true,
  setup({ emit, onEmit, prefix }) {
    const key = `${prefix}device`;
    let session: string | undefined;
    const read = (): EventAttributes['device'] => {
      const { browser, os, device: made } = new parser().getResult();
      return {
        'user_agent.name': browser.name,
        'user_agent.version': major(browser.version),
        'os.name': os.name,
        'os.version': major(os.version),
        'device.manufacturer': made.vendor,
        'device.model.name': made.model,
        'sonde.device.class': /mobile|wearable/.test(`${made.type}`)
          ? 'mobile'
          : made.type === 'tablet'
            ? 'tablet'
            : 'desktop',
      };
    };
    // Read below, once it is clear that it is the session's first.
    const tell = (): void => emit('device', {} as EventAttributes['device']);
    const undo = onEmit(({ name, attributes }, id) => {
      if (name === 'device') {
        session = id;
        // Another page of the session has told.
        if (readLocal(key) === id) return false;
        writeLocal(key, id);
        const found = attempt(read);
        if (!found) return false;
        Object.assign(attributes, found);
      } else if (session !== id) {
        session = id;
        queueMicrotask(tell);
      }
      return true;
    });
    tell();
    return undo;
  },
});
