import type { FastifyInstance } from 'fastify';
import { LOGS_PATH } from '../event.js';
import { type AccessOptions, createAccessCheck } from './access.js';
import { registerDashboard } from './dashboard/index.js';
import { createEraser } from './erase/eraser.js';
import { readErasedIds } from './erase/read-ids.js';
import { createBrowserReader } from './ingest/browser.js';
import { createCommitter } from './ingest/committer.js';
import { createFloodGate } from './ingest/flood-gate.js';
import { readLogsRequest } from './ingest/logs-request.js';
import { partialSuccess } from './ingest/partial-success.js';
import { registerIngest } from './ingest/route.js';
import { createFeed } from './live/feed.js';
import { registerLive } from './live/route.js';
import { addSecurityHeaders } from './security-headers.js';
import type { Store } from './store/store.js';

/** Bounds on what senders may ask of the collector. */
export interface IngestLimits {
  /** Bytes of a body as it comes: 1 MiB. */
  readonly wireBytes?: number;
  /** Bytes of a body after decompression: 8 MiB. */
  readonly bodyBytes?: number;
  /** Requests in a second from one address that are let in: 200. */
  readonly requestsPerSecond?: number;
  /** Requests at once from one address after a pause: 2,000. */
  readonly burst?: number;
}

/** What the collector needs inside a Fastify server. */
export interface CollectorPluginOptions extends AccessOptions {
  readonly store: Store;
  readonly limits?: IngestLimits;
  /** Whether to serve the dashboard and its answers: true. The live tail is there either way. */
  readonly dashboard?: boolean;
  /** Told in one line when the store fails and when it works again; never about a sender. */
  readonly log?: (message: string) => void;
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;

/**
 * The collector as a Fastify plugin: ingest, live tail, health and dashboard, below the prefix it is registered with.
 * The store stays the caller's to close, after the server.
 *
 * The server's own time-outs are the host's: without `requestTimeout` and `headersTimeout` a slow sender keeps its
 * connection. Reading is guarded as `AccessOptions` says.
 *
 * @example
 * const store = await openStore({ path: './sonde-data' });
 * await app.register(collectorPlugin, { prefix: '/telemetry', store, adminToken: process.env.SONDE_ADMIN_TOKEN });
 */
export const collectorPlugin = async (
  app: FastifyInstance,
  options: CollectorPluginOptions,
): Promise<void> => {
  const { store, limits = {}, dashboard = true, log } = options;
  const feed = createFeed();
  let failing = false;
  const onFailure = (error: unknown): void => {
    if (!failing)
      log?.(`The store refuses records, and senders are asked to keep theirs: ${messageOf(error)}`);
    failing = true;
  };
  const committer = createCommitter({
    store,
    buried: store.erasures.buried,
    ...(store.shared
      ? { onSlipped: (owners) => store.erasures.remove({ visitors: owners, sessions: owners }) }
      : {}),
    onStored(rows) {
      if (failing) log?.('The store takes records again.');
      failing = false;
      feed.publish(rows);
    },
    onFailure,
  });
  const eraser = createEraser({
    store,
    committers: [committer],
    onFailure: (error) => log?.(`The store could not erase: ${messageOf(error)}`),
  });
  const readBrowser = await createBrowserReader();
  addSecurityHeaders(app);
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log?.(`A request failed: ${messageOf(error)}`);
    return reply.code(status).send({ error: status >= 500 ? 'The collector failed.' : error.message });
  });
  await registerIngest(app, {
    receivers: {
      [LOGS_PATH]: async (body, sender) => {
        const { records, refusals } = readLogsRequest(body, { ...sender, readBrowser });
        const unstorable = await committer.commit(records);
        return partialSuccess([...refusals, ...unstorable], 'rejectedLogRecords');
      },
      '/v1/erase': async (body) => {
        await eraser.erase(readErasedIds(body));
        return {};
      },
    },
    admit: createFloodGate({ perSecond: limits.requestsPerSecond ?? 200, burst: limits.burst ?? 2000 }),
    limits: { wireBytes: limits.wireBytes ?? 1024 * 1024, bodyBytes: limits.bodyBytes ?? 8 * 1024 * 1024 },
  });
  app.get('/healthz', async (_request, reply) => {
    const works =
      !failing &&
      (await store.query('SELECT 1').then(
        () => true,
        () => false,
      ));
    return reply
      .code(works ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: works ? 'ok' : 'failing' });
  });
  await app.register(async (readers) => {
    const check = createAccessCheck(options);
    // By the route, not the address: `/%61pi/` leads to `/api/` too.
    readers.addHook('onRequest', async (request, reply) =>
      request.routeOptions.url?.startsWith(`${app.prefix}/api/`) ? check(request, reply) : undefined,
    );
    registerLive(readers, feed);
    if (dashboard) await registerDashboard(readers, store);
  });
  app.addHook('onClose', async () => {
    await committer.close();
    await eraser.close();
  });
};
