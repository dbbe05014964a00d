import { attempt } from '../browser/attempt.js';
import { LOGS_PATH } from '../event.js';
import { type Encoded, joinBatch } from './batch.js';
import { DELIVERED, KEPT, type Outcome, REFUSED } from './outcome.js';

/** An answer that takes longer counts as none, in milliseconds. */
const TIMEOUT = 15_000;

export interface Transport {
  /**
   * Sends one batch by fetch. Never rejects. Without `keepalive`: Chromium and WebKit would not end such a request when it
   * is aborted, and it would take from a beacon's 64 KiB. What leaving the page cuts off is beaconed then.
   */
  send(batch: readonly Encoded[]): Promise<Outcome>;
  /** Hands one batch to `sendBeacon`; `true` only says that the browser took it. */
  beacon(batch: readonly Encoded[]): boolean | undefined;
  /** Aborts what is in flight. */
  abort(): void;
}

/**
 * The way to the receiver: OTLP/HTTP JSON, to `<endpoint>/v1/logs` unless told. To another origin the body is labelled plain text and
 * not compressed, so that no preflight is needed (one at page exit is lost silently).
 *
 * @param endpoint the receiver's base address, relative to the page or absolute; its query string is kept.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export const createTransport = (
  endpoint: string,
  compress?: (text: string) => Promise<ArrayBuffer | undefined>,
  path: string = LOGS_PATH,
  join: typeof joinBatch = joinBatch,
): Transport => {
  // As `endpointUrl` makes it, which would be a call, and nine bytes, more.
  const url = new URL(endpoint, location.href);
  url.pathname = url.pathname.replace(/\/?$/, path);
  // Taken before more of the page's code has a chance to wrap it.
  const { fetch } = window;
  // Of a sandboxed frame's two origins this is the one that requests bear.
  const isOwn = url.origin === window.origin;
  let isZip = isOwn;
  let abort = (): void => {};

  return {
    send(batch) {
      // Made before compressing, which takes a while: `abort` must keep the request from starting, too.
      const controller = new AbortController();
      const request = async (): Promise<Outcome> => {
        const text = join(batch);
        const zipped = isZip && (await compress?.(text));
        const response = await fetch(url, {
          method: 'POST',
          body: zipped || text,
          // To another origin `fetch` itself labels a string as plain text.
          headers: isOwn
            ? { 'content-type': 'application/json', ...(zipped && { 'content-encoding': 'gzip' }) }
            : {},
          credentials: 'omit',
          signal: controller.signal,
        });
        const reason = `status ${response.status}`;
        // A captive portal or a single-page application's server answers 200 to anything, with HTML.
        const json = await response.json().catch(() => 0);
        const isRefused = /400|413|415/.test(reason);
        // It may be the compression that the receiver does not understand: once more without.
        isZip &&= !isRefused;
        return [
          response.ok && json ? DELIVERED : isRefused && !zipped ? REFUSED : KEPT,
          reason,
          1_000 *
            // Somebody has to mend the key: as late as can be. What is no number is no wish.
            (/401|403/.test(reason) ? Infinity : +(response.headers.get('retry-after') as string)),
        ];
      };
      // Not by the signal alone: WebKit never settles a request that was under way when its page went into the
      // back/forward cache, not even when it is aborted after the page is back. What fails ends as what is late.
      return new Promise((resolve) => {
        abort = () => {
          controller.abort();
          resolve([KEPT, 'no answer']);
        };
        setTimeout(abort, TIMEOUT);
        request().then(resolve, abort);
      });
    },

    // A string: Firefox loses Blob bodies at tab close, and a string is a simple request to any origin.
    beacon: (batch) => attempt(() => navigator.sendBeacon(url, join(batch))),

    abort: () => abort(),
  };
};
