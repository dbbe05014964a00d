import { LOGS_PATH } from '../event.js';
import { type Group, joinBatch } from './batch.js';
import type { Outcome } from './outcome.js';

/** An answer that takes longer counts as none, in milliseconds. */
const TIMEOUT = 15_000;
/** 64 KiB of keepalive bodies may be in flight for a whole page, its own code's included. */
const KEEPALIVE_SIZE = 48_000;
/** Below this compression costs more than it saves. */
const ZIP_SIZE = 1_024;
const UNAUTHORISED_DELAY = 900;

export interface Transport {
  /**
   * Sends one batch by fetch. Never rejects.
   * @param onFlying is called once the batch will arrive even if the page is left (a keepalive request was issued).
   */
  send(groups: readonly Group[], onFlying: () => void): Promise<Outcome>;
  /** Hands one batch to `sendBeacon`; `true` only says that the browser took it. */
  beacon(groups: readonly Group[]): boolean;
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
  let controller: AbortController | undefined;

  return {
    async send(groups, onFlying) {
      // Made before compressing, which takes a while: `abort` must keep the request from starting, too.
      const { signal } = (controller = new AbortController());
      setTimeout(() => signal === controller?.signal && controller.abort(), TIMEOUT);
      try {
        let body: BodyInit = joinBatch(groups);
        const keepalive = body.length < KEEPALIVE_SIZE;
        const headers: HeadersInit = { 'content-type': isOwn ? 'application/json' : 'text/plain' };
        if (zip && body.length > ZIP_SIZE) {
          headers['content-encoding'] = 'gzip';
          body = await new Response(
            (new Response(body).body as ReadableStream).pipeThrough(new CompressionStream('gzip')),
          ).arrayBuffer();
        }
        const answer = fetch(url, { method: 'POST', body, headers, keepalive, credentials: 'omit', signal });
        if (keepalive) onFlying();
        const response = await answer;
        const { status } = response;
        // A captive portal or a single-page application's server answers 200 to anything, with HTML.
        const json = await response.json().catch(() => 0);
        if (status === 415) zip = false;
        return [
          response.ok && json ? 'delivered' : status === 400 || status === 413 ? 'refused' : 'kept',
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
    beacon(groups) {
      try {
        return navigator.sendBeacon(url, joinBatch(groups));
      } catch {
        return false;
      }
    },

    abort: () => controller?.abort(),
  };
};
