import { dirname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { findBuilt } from '../find-built.js';
import type { TimeRange } from '../metrics/time-range.js';
import { loadPeers } from '../peer.js';
import { searchOf } from '../search-of.js';
import type { Store } from '../store/store.js';
import { type AnswerName, type Answers, answers } from './answers.js';
import { readQuery } from './read-query.js';

/** What the client is sent for a question. */
export interface Answer<Name extends AnswerName> {
  readonly range: TimeRange;
  readonly answer: Answers[Name];
}

/** The client's screens: each has an address, and each address gets the same document. */
const SCREENS = [
  'releases',
  'features',
  'transactions',
  'frustration',
  'errors',
  'requests',
  'vitals',
  'live',
];

/**
 * Adds the dashboard: its client at `/` and at each screen's address, and its answers as JSON below `/api/`.
 *
 * The caller guards `/api/` and sets the security headers; the client needs no more than `script-src`, `style-src`,
 * `img-src` and `connect-src 'self'`, and makes do with `require-trusted-types-for 'script'; trusted-types 'none'`.
 *
 * @throws where `@fastify/static` is missing, and where the client was not built.
 * @example await registerDashboard(app, await openStore({ path: './sonde-data' }));
 */
export const registerDashboard = async (app: FastifyInstance, store: Store): Promise<void> => {
  const document = findBuilt('dashboard/index.html');
  if (document === undefined) throw new Error('The dashboard is not built: run npm run build first.');
  const root = dirname(document);
  const { default: fastifyStatic } = await loadPeers(['@fastify/static'], () => import('@fastify/static'));
  await app.register(fastifyStatic, { root, cacheControl: false, decorateReply: true, index: 'index.html' });
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-cache');
  });
  // The document's own addresses are relative to its folder.
  if (app.prefix !== '') {
    app.get('/', { prefixTrailingSlash: 'no-slash' }, (request, reply) =>
      reply.redirect(`${app.prefix}/${new URL(request.url, 'http://localhost').search}`),
    );
  }
  for (const screen of SCREENS) app.get(`/${screen}`, (_request, reply) => reply.sendFile('index.html'));
  for (const name of Object.keys(answers) as AnswerName[]) {
    app.get(`/api/${name}`, async (request, reply) => {
      const now = Date.now();
      const search = searchOf(request);
      const query = readQuery(search, now);
      const answer = await answers[name]({ ...query, store, search, now });
      return reply.header('cache-control', 'no-store').send({ range: query.range, answer });
    });
  }
};
