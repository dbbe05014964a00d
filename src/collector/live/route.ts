import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Feed } from './feed.js';

/** Readers at once. */
const MAX_READERS = 64;

/** Bytes that may wait for a slow reader; what comes then is skipped and counted. */
const MAX_WAITING = 256 * 1024;

/** Keeps proxies from ending a quiet stream. */
const HEARTBEAT_MILLISECONDS = 15_000;

/**
 * Adds `GET /api/live`: each stored event as a server-sent event with the JSON of a `LiveEvent`, `?service=shop` for
 * those of one service. Where a reader is too slow, events are left out and an event `skipped` says how many.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export const registerLive = (app: FastifyInstance, feed: Feed): void => {
  const readers = new Set<Readable>();
  app.get<{ Querystring: { service?: string } }>('/api/live', async (request, reply) => {
    if (readers.size >= MAX_READERS) {
      return reply.code(503).header('retry-after', '5').send({ error: 'Too many live tails are open.' });
    }
    const { service } = request.query;
    const stream = new Readable({ read() {} });
    let skipped = 0;
    const send = (text: string): void => {
      stream.push(text);
    };
    const unsubscribe = feed.subscribe((event) => {
      if (service !== undefined && event.service !== service) return;
      if (stream.readableLength > MAX_WAITING) {
        skipped += 1;
        return;
      }
      if (skipped > 0) send(`event: skipped\ndata: {"count":${skipped}}\n\n`);
      skipped = 0;
      send(`data: ${JSON.stringify(event)}\n\n`);
    });
    const heartbeat = setInterval(() => {
      if (stream.readableLength <= MAX_WAITING) send(':\n\n');
    }, HEARTBEAT_MILLISECONDS);
    readers.add(stream);
    stream.once('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
      readers.delete(stream);
    });
    send('retry: 2000\n\n');
    return reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(stream);
  });
  app.addHook('preClose', async () => {
    for (const stream of readers) stream.push(null);
  });
};
