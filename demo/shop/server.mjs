import proxy from '@fastify/http-proxy';
import fastify from 'fastify';
import { answers } from './answers.mjs';
import { assets } from './assets.mjs';
import { createOrders } from './orders.mjs';
import { pages } from './pages.mjs';
import { findRelease, RELEASES, STABLE } from './releases.mjs';

/** Nothing inline, nothing from elsewhere; Trusted Types on top. Sonde asks for no exception. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const withoutCookies = (_request, { cookie, authorization, ...headers }) => headers;

/**
 * The demo shop: pages drawn on the server, with Sonde's script tag in each, and `/telemetry` passed on to the
 * collector, so that the browser sees one origin.
 *
 * @param collector the collector's address, `http://127.0.0.1:4318`
 * @param release the version a visitor gets who has not chosen one
 * @returns a Fastify instance, not listening yet
 * @throws where there is no such release
 */
export const createShop = async ({ collector, release = STABLE }) => {
  const chosen = findRelease(release);
  if (!chosen)
    throw new Error(
      `The shop has no release ${release}. It has ${RELEASES.map(({ version }) => version).join(', ')}.`,
    );

  const app = fastify({ forceCloseConnections: true });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body))),
  );
  app.addHook('onSend', async (_request, reply) => {
    reply.header('content-security-policy', POLICY);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'same-origin');
  });

  const orders = createOrders();
  await app.register(assets);
  await app.register(pages, { orders, release: chosen });
  await app.register(answers, { orders, release: chosen });
  // Only what a page sends: the collector's dashboard stays out of the shop's origin, the shop's cookies out of it.
  await app.register(proxy, {
    upstream: collector,
    prefix: '/telemetry/v1',
    rewritePrefix: '/v1',
    httpMethods: ['GET', 'POST'],
    replyOptions: { rewriteRequestHeaders: withoutCookies },
  });
  // The script comes from the collector, which counts its loads.
  await app.register(proxy, {
    upstream: collector,
    prefix: '/telemetry/sonde.js',
    rewritePrefix: '/sonde.js',
    httpMethods: ['GET'],
    replyOptions: { rewriteRequestHeaders: withoutCookies },
  });
  return app;
};
