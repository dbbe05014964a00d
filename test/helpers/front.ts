import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenAnew } from './listen-anew.js';

/**
 * What becomes of one request for `/v1/logs`:
 *
 * - `forward`: passed on to the collector, and its answer back.
 * - `answer`: refused here with a status; the collector never hears of it. `retryAfter` (seconds) is said in the header
 *   and in the body, as the collector does. `cors: false` is a load balancer that knows nothing of other origins.
 * - `store and destroy`: stored; then the socket is destroyed instead of an answer.
 * - `store and cut`: stored; the answer stops in the middle of its body.
 * - `hang`: no answer ever; stored when the browser has given up, or after `storeAfter` milliseconds.
 * - `reset`: the connection is reset while the request's body arrives; nothing is stored.
 */
export type Outcome = {
  /** Milliseconds before anything happens. */
  readonly delay?: number;
  /** Nothing happens before this has resolved. */
  readonly after?: Promise<unknown>;
} & (
  | { readonly kind: 'forward' | 'store and destroy' | 'store and cut' | 'reset' }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter?: number;
      readonly body?: string;
      readonly cors?: boolean;
    }
  | { readonly kind: 'hang'; readonly storeAfter?: number }
);

/** A request that the front saw, in the order of arrival. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** As on the wire; empty while it has not arrived whole. */
  body: Buffer;
  readonly outcome: Outcome;
  /** What the collector answered; undefined where it was not asked, or did not answer. */
  stored?: number;
  /** Whether the browser hung up before it had an answer. */
  abandoned: boolean;
}

/** A fault-injecting HTTP front before the real collector. */
export interface Front {
  /** Where it listens, such as `http://127.0.0.1:40213`: an origin of its own. */
  readonly address: string;
  /** Requests for logs; preflights and the rest are in `others`. */
  readonly seen: SeenRequest[];
  readonly others: { readonly method: string; readonly path: string }[];
  /** The outcomes of the next requests for logs, in order; when they are used up, `otherwise` again. */
  next(...outcomes: readonly Outcome[]): void;
  /** The outcome of every other request for logs; at first, `forward`. */
  otherwise(outcome: Outcome): void;
  /** Closes the listening socket and all connections: from now on they are refused. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
  accept(): Promise<void>;
  /** Takes a request that came in elsewhere: a page server mounts this to have the front on its own origin. */
  handle(request: IncomingMessage, response: ServerResponse, path?: string): void;
  /** The collector's address, where it was started again on another port. */
  target(address: string): void;
  close(): Promise<void>;
}

const FORWARD: Outcome = { kind: 'forward' };

/** Starts a front before `collector`, on a free port. */
export async function startFront(collector: string): Promise<Front> {
  const script: Outcome[] = [];
  const seen: SeenRequest[] = [];
  const others: { method: string; path: string }[] = [];
  let usual = FORWARD;
  let target = collector;
  let isRefusing = false;

  const handle: Front['handle'] = (request, response, path = request.url ?? '/') => {
    const method = request.method ?? 'GET';
    request.on('error', () => {});
    response.on('error', () => {});
    if (isRefusing) return void request.socket.destroy();
    const isLogs = method === 'POST' && /\/v1\/logs(\?|$)/.test(path);
    const outcome = isLogs ? (script.shift() ?? usual) : FORWARD;
    const entry: SeenRequest = {
      method,
      path,
      headers: request.headers,
      body: Buffer.alloc(0),
      outcome,
      abandoned: false,
    };
    (isLogs ? seen : others).push(entry);
    response.on('close', () => {
      entry.abandoned = !response.writableFinished;
    });
    perform(entry, request, response, target).catch(() => request.socket.destroy());
  };

  const server = createServer(handle);
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  const port = await listenAnew(server);

  return {
    address: `http://127.0.0.1:${port}`,
    seen,
    others,
    next: (...outcomes) => void script.push(...outcomes),
    otherwise(outcome) {
      usual = outcome;
    },
    async refuse() {
      isRefusing = true;
      await stop();
    },
    async accept() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      isRefusing = false;
    },
    handle,
    target(address) {
      target = address;
    },
    async close() {
      if (!isRefusing) await stop();
    },
  };
}

async function perform(
  entry: SeenRequest,
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
): Promise<void> {
  const { outcome } = entry;
  if (outcome.kind === 'reset') {
    await once(request, 'readable');
    request.socket.resetAndDestroy();
    return;
  }
  entry.body = await read(request);
  await outcome.after;
  if (outcome.delay !== undefined) await pause(outcome.delay);
  if (outcome.kind === 'answer') return answer(outcome, response);
  if (outcome.kind === 'hang') {
    await (outcome.storeAfter === undefined ? once(response, 'close') : pause(outcome.storeAfter));
    entry.stored = (await forward(entry, target)).status;
    return;
  }
  const { status, headers, body } = await forward(entry, target);
  entry.stored = status;
  if (outcome.kind === 'store and destroy') return void request.socket.destroy();
  response.writeHead(status, headers);
  if (outcome.kind === 'store and cut') {
    response.write(body.subarray(0, 1), () => request.socket.destroy());
  } else response.end(body);
}

function answer(outcome: Outcome & { kind: 'answer' }, response: ServerResponse): void {
  const { status, retryAfter, cors = true } = outcome;
  const body =
    outcome.body ??
    JSON.stringify({
      code: status === 429 ? 8 : 14,
      message: `The front answers ${status}.`,
      ...(retryAfter !== undefined && { retryDelaySeconds: retryAfter }),
    });
  response.writeHead(status, {
    'content-type': outcome.body === undefined ? 'application/json' : 'text/html',
    ...(cors && { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After' }),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  });
  response.end(body);
}

/** Headers of one connection, which do not travel on. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length']);

async function forward(
  { method, path, headers, body }: SeenRequest,
  target: string,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.has(name)));
  const outgoing = httpRequest(new URL(path, target), {
    method,
    headers: { ...passed, 'content-length': body.length },
    agent: false,
  });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const answered = await read(incoming);
  const kept = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !HOP.has(name)));
  return {
    status: incoming.statusCode ?? 0,
    headers: { ...kept, 'content-length': `${answered.length}` },
    body: answered,
  };
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
