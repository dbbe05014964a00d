import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { searchOf } from '../search-of.js';
import type { BodyLimits } from './body.js';
import { readBody } from './body.js';
import type { FloodGate } from './flood-gate.js';
import { type IngestRefusal, refuse } from './refuse.js';

/** What is known of a request beside its body. */
export interface Sender {
  /** Milliseconds since 1970 when its headers came. */
  readonly received: number;
  /** The User-Agent header. */
  readonly userAgent: string;
  /** The parameters of the address. */
  readonly search: URLSearchParams;
}

/** Takes in the body of a request, parsed; resolves with the answer once all of it is durable. */
export type Receiver = (body: unknown, sender: Sender) => Promise<object>;

/** What the routes for ingest are made of. */
export interface IngestOptions {
  /** By path. */
  readonly receivers: Readonly<Record<string, Receiver>>;
  readonly admit: FloodGate;
  /** Tighter gates behind it, by path. */
  readonly gates?: Readonly<Record<string, FloodGate>>;
  readonly limits: BodyLimits;
}

/** google.rpc.Code, which OTLP's Status carries. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 413: 3, 415: 3, 429: 8, 503: 14 };

const PREFLIGHT_SECONDS = 86_400;

/**
 * Any page may send, none may read: no cookie is ever asked for, and the answer holds nothing about anyone, save how many
 * records an erasure deleted of an id that who asks knows. The delay goes into the body too, since a page of another
 * origin may see no header that is not exposed.
 */
const allowAnyOrigin = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  reply
    .header('access-control-allow-origin', '*')
    .header('access-control-expose-headers', 'retry-after')
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('cache-control', 'no-store');
};

const answerRefusal = (error: IngestRefusal, reply: FastifyReply): FastifyReply => {
  const status = error.statusCode in CODES ? error.statusCode : 503;
  const delay = error.retryDelaySeconds ?? (status === 429 || status === 503 ? 5 : undefined);
  if (delay !== undefined) reply.header('retry-after', String(delay));
  const message = error.statusCode in CODES ? error.message : 'The collector failed.';
  return reply
    .code(status)
    .send({ code: CODES[status], message, ...(delay === undefined ? {} : { retryDelaySeconds: delay }) });
};

const parse = (data: Buffer): unknown => {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    throw refuse(400, 'The body is not JSON.');
  }
};

/** The types that JSON comes as: `text/plain` from another origin without a preflight, the last two from browsers themselves. */
const TYPES = ['application/json', 'text/plain', 'application/reports+json', 'application/csp-report'];

/** Adds what pages send to: `POST` with a JSON body, from any origin. An answer of 200 means durable. */
export const registerIngest = async (app: FastifyInstance, options: IngestOptions): Promise<void> => {
  const { receivers, admit, gates = {}, limits } = options;
  const pass = (request: FastifyRequest, gate: FloodGate): void => {
    const wait = gate(request.ip);
    if (wait > 0) throw refuse(429, 'Too many requests from one address.', wait);
  };
  await app.register(async (ingest) => {
    const received = new WeakMap<FastifyRequest, number>();
    ingest.removeAllContentTypeParsers();
    ingest.addContentTypeParser(TYPES, (request: FastifyRequest, payload: IncomingMessage) =>
      readBody(payload, request.headers['content-encoding'], limits),
    );
    ingest.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
      // A body without a type is a beacon of bytes.
      if (request.headers['content-type'] === undefined) {
        return readBody(payload, request.headers['content-encoding'], limits);
      }
      payload.resume();
      const type = String(request.headers['content-type']).slice(0, 64);
      throw refuse(415, `The content-type ${type} is not known: send OTLP as application/json.`);
    });
    ingest.setErrorHandler<IngestRefusal>((error, _request, reply) => answerRefusal(error, reply));
    ingest.addHook('onRequest', allowAnyOrigin);
    ingest.addHook('onRequest', async (request) => {
      received.set(request, Date.now());
      if (request.method === 'POST') pass(request, admit);
    });
    for (const [path, receive] of Object.entries(receivers)) {
      ingest.options(path, async (_request, reply) =>
        reply
          .header('access-control-allow-methods', 'POST')
          .header('access-control-allow-headers', 'content-type, content-encoding')
          .header('access-control-max-age', String(PREFLIGHT_SECONDS))
          .code(204)
          .send(),
      );
      const gate = gates[path];
      const onRequest = async (request: FastifyRequest): Promise<void> => {
        if (gate) pass(request, gate);
      };
      ingest.post(path, { onRequest }, async (request) => {
        if (!Buffer.isBuffer(request.body)) throw refuse(400, 'The request has no body.');
        return receive(parse(request.body), {
          received: received.get(request) ?? Date.now(),
          userAgent: request.headers['user-agent'] ?? '',
          search: searchOf(request),
        });
      });
    }
  });
};
