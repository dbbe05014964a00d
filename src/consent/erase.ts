import { endpointUrl } from '../browser/endpoint-url.js';
import { readLocal, writeLocal } from '../browser/local.js';
import { ERASE_PATH, PURPOSES, type Purpose, type SondeEvent, sameFor } from '../event.js';
import type { ConsentSource } from './source.js';

/** What erasing needs of the core's options. */
interface ErasableOptions {
  readonly endpoint: string;
  readonly service: string;
  readonly consent: ConsentSource;
  resource(
    prefix: string,
    isGranted: (purpose: Purpose) => boolean,
  ): (event: Pick<SondeEvent, 'name' | 'attributes'>, sessionId: string) => string;
}

/**
 * Erases a visitor's earlier data at the collector when consent to any purpose is withdrawn: before the ids are deleted
 * from the device they are sent to `<endpoint>/v1/erase`, in the name of the visitor who withdraws. With the visitor's id
 * all sessions go that had it; where only `diagnostics` was granted there is none, and the session goes.
 *
 * Until the collector has acknowledged it, the request is kept on the device (`sonde.erase:<service>` in localStorage, a
 * line for each) and repeated when a page is opened. What it holds is used for nothing else.
 *
 * @example
 * core(withErase({ ...standard(options) }));
 */
export const withErase = <Options extends ErasableOptions>(options: Options): Options => {
  const { endpoint, service, consent: source } = options;
  const prefix = `sonde.${service}.`;
  const key = `sonde.erase:${service}`;
  /** The last event's resource: it knows the ids where localStorage may not. */
  let latest = '';
  let consent = sameFor('unknown');

  const owed = (): string[] => readLocal(key)?.split('\n') || [];

  const find = (name: string, attribute: string): string | undefined =>
    readLocal(prefix + name)?.slice(0, 32) ||
    latest.split(`"${attribute}","value":{"stringValue":"`)[1]?.slice(0, 32);

  /** Names what there is on this device of the visitor; nothing where there is nothing. */
  const name = (): string | undefined => {
    const ids = {
      'app.installation.id': find('visitor', 'app.installation.id'),
      'session.id': find('session', 'session.id'),
    };
    return Object.values(ids).some(Boolean) ? JSON.stringify(ids) : undefined;
  };

  const send = async (body: string, fetch: typeof window.fetch): Promise<void> => {
    try {
      const url = endpointUrl(endpoint, ERASE_PATH);
      const response = await fetch(url, {
        method: 'POST',
        body,
        // To another origin a string is labelled as plain text, which needs no preflight.
        headers: url.origin === window.origin ? { 'content-type': 'application/json' } : {},
        keepalive: true,
        credentials: 'omit',
      });
      // A single-page application's server answers 200 to anything, with HTML.
      await response.json();
      if (response.ok)
        writeLocal(
          key,
          owed()
            .filter((other) => other !== body)
            .join('\n'),
        );
    } catch {
      // A later page repeats it.
    }
  };

  return {
    ...options,
    resource(prefix, isGranted) {
      const resourceOf = options.resource(prefix, isGranted);
      return (...event) => {
        const text = resourceOf(...event);
        // What waits for an answer names a session that nobody may know of.
        if (PURPOSES.some(isGranted)) latest = text;
        return text;
      };
    },
    consent: {
      ...source,
      subscribe(onChange) {
        // Before more of the page's code has a chance to wrap `fetch`.
        const { fetch } = window;
        for (const body of owed()) send(body, fetch);
        return source.subscribe((next) => {
          // As the core judges, which deletes the ids: on a refusal, too, there may be some of an earlier visit.
          const isWithdrawn =
            PURPOSES.some((purpose) => consent[purpose] === 'granted' && next[purpose] !== 'granted') ||
            PURPOSES.every((purpose) => next[purpose] === 'denied');
          const body = isWithdrawn ? name() : undefined;
          consent = next;
          if (isWithdrawn) latest = '';
          if (body) writeLocal(key, [...new Set([...owed(), body])].join('\n'));
          onChange(next);
          if (body) send(body, fetch);
        });
      },
    },
  };
};
