import type { FastifyInstance } from 'fastify';
import { ERASE_PATH, LOGS_PATH } from '../event.js';
import type { ScrubRule } from '../scrub-rules.js';
import { type AccessOptions, createAccessCheck } from './access.js';
import { createRemoteConfig, type RemoteConfig } from './config/remote-config.js';
import { registerConfig } from './config/route.js';
import { createCounter } from './counter.js';
import { registerDashboard } from './dashboard/index.js';
import { createEraser } from './erase/eraser.js';
import { readErasedIds } from './erase/read-ids.js';
import { createHealth } from './health.js';
import { createBrowserReader } from './ingest/browser.js';
import { createCommitter } from './ingest/committer.js';
import { createFloodGate } from './ingest/flood-gate.js';
import { createKnownPages } from './ingest/known-pages.js';
import { readLogsRequest } from './ingest/logs-request.js';
import { partialSuccess } from './ingest/partial-success.js';
import type { IngestRecord } from './ingest/record.js';
import { registerIngest } from './ingest/route.js';
import { readTracesRequest } from './ingest/traces-request.js';
import { createFeed } from './live/feed.js';
import { registerLive } from './live/route.js';
import { messageOf } from './message-of.js';
import { registerScripts } from './participation/scripts.js';
import { readReports } from './reports/read-reports.js';
import { readRules } from './scrub/read-rules.js';
import { createScrubber } from './scrub/scrubber.js';
import { addSecurityHeaders } from './security-headers.js';
import type { LogRow, Store } from './store/store.js';

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
  /** Whether loads of the script are counted: true. The script is served either way. */
  readonly participation?: boolean;
  /** What pages are told at `/v1/config`, or the path of a JSON file with it, which is read again when it changes. */
  readonly config?: RemoteConfig | string;
  /** What to redact in every string before it is stored, beside the collector's own rules. */
  readonly scrub?: readonly ScrubRule[];
  /** Told in one line when the store fails and when it works again; never about a sender. */
  readonly log?: (message: string) => void;
}

/** How many erasures one address may ask for. */
const ERASURES = { perSecond: 1, burst: 100 };

/** How many more sessions of erased visitors may turn up: at once as many as one request can hold. */
const FOUND_SESSIONS = { perSecond: 1, burst: 10_000 };

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
  const { store, limits = {}, dashboard = true, scrub = [], participation = true, config, log } = options;
  const feed = createFeed();
  const health = { logs: createHealth('records', log), spans: createHealth('spans', log) };
  const counter = createCounter({
    store,
    onRefused: (error) => log?.(`The store refuses what was counted, and it is lost: ${messageOf(error)}`),
  });
  const countFinds = (
    records: readonly Pick<
      IngestRecord<Pick<LogRow, 'ServiceName' | 'ResourceAttributes'>>,
      'found' | 'row'
    >[],
  ): void => {
    for (const { found, row } of records) {
      if (found.length === 0) continue;
      const finds = new Map<string, number>();
      for (const Name of found) finds.set(Name, (finds.get(Name) ?? 0) + 1);
      const { ServiceName, ResourceAttributes } = row;
      const Release = ResourceAttributes['service.version'] ?? '';
      for (const [Name, count] of finds) counter.add({ Kind: 'scrub', ServiceName, Release, Name }, count);
    }
  };
  const admitSession = createFloodGate(FOUND_SESSIONS);
  const shared = {
    buried: store.erasures.buried,
    async bury(found: readonly string[]) {
      // Whoever invents sessions of an erased visitor does not fill the memory with them.
      const sessions = found.filter(() => admitSession('') === 0);
      await store.erasures.bury(sessions);
      // Not waited for: it waits for the commit that this is a part of. The eraser tells of its own failures.
      if (sessions.length > 0) eraser.erase({ visitors: [], sessions }).catch(() => {});
    },
    onBuried: (records: number) =>
      counter.add({ Kind: 'erased', ServiceName: '', Release: '', Name: '' }, records),
    ...(store.shared
      ? {
          onSlipped: (owners: readonly string[]) =>
            store.erasures.remove({ visitors: owners, sessions: owners }),
        }
      : {}),
  };
  const committer = createCommitter({
    ...shared,
    store,
    onStored(rows, records) {
      health.logs.onWorks();
      countFinds(records);
      feed.publish(rows);
    },
    onFailure: health.logs.onFailure,
  });
  const spans = createCommitter({
    ...shared,
    store: store.spans,
    onStored(_rows, records) {
      health.spans.onWorks();
      countFinds(records);
    },
    onFailure: health.spans.onFailure,
  });
  const onEraseFailure = (error: unknown): void => log?.(`The store could not erase: ${messageOf(error)}`);
  const eraser = createEraser({
    store,
    committers: [committer, spans],
    onFailure: onEraseFailure,
  });
  // Beside the start, since it takes as long as what is stored is large; the eraser tells of its own failures.
  const finishing = store.erasures
    .unfinished()
    .then((ids) => eraser.erase(ids).catch(() => {}), onEraseFailure);
  const reading = {
    readBrowser: await createBrowserReader(),
    scrubber: createScrubber(readRules(scrub)),
    knownPages: createKnownPages(),
  };
  addSecurityHeaders(app);
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log?.(`A request failed: ${messageOf(error)}`);
    return reply.code(status).send({ error: status >= 500 ? 'The collector failed.' : error.message });
  });
  const { requestsPerSecond: perSecond = 200, burst = 2000 } = limits;
  const admit = createFloodGate({ perSecond, burst });
  await registerScripts(app, {
    ...(participation ? { counter } : {}),
    readBrowser: reading.readBrowser,
    admit,
  });
  registerConfig(app, await createRemoteConfig(config, log));
  await registerIngest(app, {
    receivers: {
      [LOGS_PATH]: async (body, sender) => {
        const { records, refusals } = readLogsRequest(body, { ...sender, ...reading });
        const unstorable = await committer.commit(records);
        return partialSuccess([...refusals, ...unstorable], 'rejectedLogRecords');
      },
      '/v1/traces': async (body, sender) => {
        const { records, refusals } = readTracesRequest(body, { ...sender, ...reading });
        const unstorable = await spans.commit(records);
        return partialSuccess([...refusals, ...unstorable], 'rejectedSpans');
      },
      '/v1/reports': async (body, sender) => {
        await committer.commit(readReports(body, { ...sender, ...reading }));
        return {};
      },
      [ERASE_PATH]: async (body) => {
        return { erased: await eraser.erase(readErasedIds(body)) };
      },
    },
    admit,
    gates: {
      // Each is remembered for weeks, and may rewrite much that is stored.
      [ERASE_PATH]: createFloodGate({
        perSecond: Math.min(perSecond, ERASURES.perSecond),
        burst: Math.min(burst, ERASURES.burst),
      }),
    },
    limits: { wireBytes: limits.wireBytes ?? 1024 * 1024, bodyBytes: limits.bodyBytes ?? 8 * 1024 * 1024 },
  });
  app.get('/healthz', async (_request, reply) => {
    const works =
      !health.logs.isFailing() &&
      !health.spans.isFailing() &&
      (await store.ping().then(
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
    await Promise.all([committer.close(), spans.close(), finishing]);
    await eraser.close();
    await counter.close();
  });
};
