import { LOGS_PATH } from '../event.js';
import { type Encoded, joinBatch } from './batch.js';
import type { Outcome } from './outcome.js';

/** An answer that takes longer counts as none, in milliseconds. */
const TIMEOUT = 15_000;
/** 64 KiB of keepalive bodies may be in flight for a whole page, its own code's included. */
const KEEPALIVE_SIZE = 48_000;
/** Below this compression costs more than it saves. */
const ZIP_SIZE = 1_024;
/** In seconds: somebody has to mend the key. */
const UNAUTHORISED_DELAY = 900;

export interface Transport {
  /** Sends one batch by fetch: below 48,000 characters it arrives even if the page is left meanwhile. Never rejects. */
  send(batch: readonly Encoded[]): Promise<Outcome>;
  /** Hands one batch to `sendBeacon`; `true` only says that the browser took it. */
  beacon(batch: readonly Encoded[]): boolean;
  /** Aborts what is in flight. */
  abort(): void;
}

/**
 * The way to the receiver: OTLP/HTTP JSON, to `<endpoint>/v1/logs`. To another origin the body is labelled plain text and
 * not compressed, so that no preflight is needed (one at page exit is lost silently).
 *
 * @param endpoint the receiver's base address, relative to the page or absolute; its query string is kept.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export const createTransport = (endpoint: string): Transport => {
  const url = new URL(endpoint, location.href);
  url.pathname = url.pathname.replace(/\/?$/, LOGS_PATH);
  // Taken before more of the page's code has a chance to wrap it.
  const { fetch } = window;
  const isOwn = url.origin === location.origin;
  let zip = isOwn && 'CompressionStream' in window;
  let controller = new AbortController();

  return {
    async send(batch) {
      // Made before compressing, which takes a while: `abort` must keep the request from starting, too.
      const own = new AbortController();
      controller = own;
      setTimeout(() => own.abort(), TIMEOUT);
      try {
        let body: BodyInit = joinBatch(batch);
        const keepalive = body.length < KEEPALIVE_SIZE;
        const zipped = zip && body.length > ZIP_SIZE;
        const headers: HeadersInit = { 'content-type': isOwn ? 'application/json' : 'text/plain' };
        if (zipped) {
          headers['content-encoding'] = 'gzip';
          body = await new Response(
            (new Response(body).body as ReadableStream).pipeThrough(new CompressionStream('gzip')),
          ).arrayBuffer();
        }
        const response = await fetch(url, {
          method: 'POST',
          body,
          headers,
          keepalive,
          credentials: 'omit',
          signal: own.signal,
        });
        const { status } = response;
        // A captive portal or a single-page application's server answers 200 to anything, with HTML.
        const json = await response.json().catch(() => 0);
        const isMalformed = status === 400 || status === 415;
        // It may be the compression that the receiver does not understand: once more without.
        if (isMalformed) zip = false;
        return [
          response.ok && json ? 'delivered' : status === 413 || (isMalformed && !zipped) ? 'refused' : 'kept',
          `status ${status}`,
          1_000 *
            (+(response.headers.get('retry-after') as string) ||
              json.retryDelaySeconds ||
              (status === 401 || status === 403 ? UNAUTHORISED_DELAY : 0)),
        ];
      } catch {
        return ['kept', 'no answer'];
      }
    },

    // A string: Firefox loses Blob bodies at tab close, and a string is a simple request to any origin.
    beacon(batch) {
      try {
        return navigator.sendBeacon(url, joinBatch(batch));
      } catch {
        return false;
      }
    },

    abort: () => controller.abort(),
  };
};
