import type { FastifyInstance } from 'fastify';
import { etagOf, isKnownTag } from '../etag.js';
import { searchOf } from '../search-of.js';
import type { ServiceConfig } from './remote-config.js';

/** Pages and proxies may keep an answer for so long. */
const MAX_AGE_SECONDS = 300;

/** Adds `GET /v1/config?service=…`, which any page may read: it holds nothing about anyone. */
export const registerConfig = (
  app: FastifyInstance,
  configOf: (service: string) => Promise<ServiceConfig>,
): void => {
  app.get('/v1/config', async (request, reply) => {
    const body = JSON.stringify(await configOf(searchOf(request).get('service') ?? ''));
    const etag = etagOf(body);
    reply
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('cache-control', `public, max-age=${MAX_AGE_SECONDS}`)
      .header('etag', etag);
    if (isKnownTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(body);
  });
};
