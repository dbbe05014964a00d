import type { FastifyInstance } from 'fastify';
import { checkReach } from './access.js';
import { closeConnections } from './close-connections.js';
import { createNotFound } from './not-found.js';
import { checkPeers, loadPeers } from './peer.js';
import { type CollectorPluginOptions, collectorPlugin } from './plugin.js';
import { addSecurityHeaders } from './security-headers.js';
import type { StoreLocation } from './store/connect.js';
import { openStore, type StoreOptions } from './store/open.js';
import type { Store } from './store/store.js';

export type { AccessOptions } from './access.js';
export type { RemoteConfig, ServiceConfig } from './config/remote-config.js';
export { createEraser, type Eraser, type EraserOptions } from './erase/eraser.js';
export type { LiveEvent } from './live/feed.js';
export { type CollectorPluginOptions, collectorPlugin, type IngestLimits } from './plugin.js';
export type { EmbeddedLocation, ServerLocation, StoreLocation } from './store/connect.js';
export { MAX_RETENTION_DAYS, openStore, type StoreOptions } from './store/open.js';
export type { Binding, LogRow, RecordIdentity, RowStore, SpanRow, Store } from './store/store.js';

/** How a collector is started. */
export interface CollectorOptions extends StoreOptions, Omit<CollectorPluginOptions, 'store'> {
  /** Where events are kept: a folder of the embedded engine, or a ClickHouse server. */
  readonly location: StoreLocation;
  /** The address to listen on: 127.0.0.1. Any that others can reach needs an `adminToken`. */
  readonly host?: string;
  /** The port: 4318, OTLP's own for HTTP. 0 takes a free one. */
  readonly port?: number;
  /** How long a sender may take, in milliseconds. */
  readonly timeouts?: {
    /** For its headers: 10 s. */
    readonly headers?: number;
    /** For a whole request: 30 s. */
    readonly request?: number;
  };
  /**
   * Proxies in front whose `X-Forwarded-For` names the sender: how many, where nobody comes past them; or their addresses,
   * as Fastify's `trustProxy`. `true` believes the first address there, which a sender can choose. Needs an `adminToken`.
   */
  readonly trustProxy?: boolean | string | number;
}

/** A collector, ready to listen. */
export interface Collector {
  readonly app: FastifyInstance;
  readonly store: Store;
  /** Starts to listen; resolves with the address, such as `http://127.0.0.1:4318`. */
  listen(): Promise<string>;
  /** Stops listening, finishes what it has taken in, and closes the store. Safe to call twice. */
  close(): Promise<void>;
}

/** While it closes, a request whose sender is slow may take no longer than this. */
const GRACE_MILLISECONDS = 5_000;

/**
 * Makes a collector: an OTLP receiver, its store and its dashboard in one server.
 *
 * @throws where the host is reachable by others, or a proxy is trusted, and no admin token is set, where a peer dependency
 * is missing, and where the store cannot be opened.
 * @example
 * const collector = await createCollector({ location: { path: './sonde-data' } });
 * console.log(await collector.listen());
 */
export const createCollector = async (options: CollectorOptions): Promise<Collector> => {
  const { location, host = '127.0.0.1', port = 4318, trustProxy = false, timeouts = {}, ...more } = options;
  const { retentionDays, shared, ...rest } = more;
  const { headers: headersTimeout = 10_000, request: requestTimeout = 30_000 } = timeouts;
  checkReach({ ...rest, host, isBehindProxy: !!trustProxy });
  checkPeers([
    'fastify',
    '@clickhouse/client',
    'ua-parser-js',
    ...('path' in location ? (['chdb'] as const) : []),
    ...(rest.dashboard === false ? [] : (['@fastify/static'] as const)),
  ]);
  const { fastify } = await loadPeers(['fastify'], () => import('fastify'));
  const store = await openStore(location, {
    ...(retentionDays === undefined ? {} : { retentionDays }),
    ...(shared === undefined ? {} : { shared }),
  });
  const app = fastify({
    // Fastify itself trusts nobody where it is given a number.
    trustProxy:
      typeof trustProxy === 'number' ? (_address: string, hop: number) => hop < trustProxy : trustProxy,
    requestTimeout,
    // The senders' addresses would be in the log of requests.
    logger: false,
    // Node looks at its time-outs every 30 s, where it is not told otherwise.
    http: { headersTimeout, connectionsCheckingInterval: Math.min(2_000, headersTimeout) },
  });
  let closing: Promise<void> | undefined;
  const startClosing = closeConnections(app.server, Math.min(requestTimeout, GRACE_MILLISECONDS));
  const closeAll = async (): Promise<void> => {
    const stopClosing = startClosing();
    try {
      await app.close();
    } finally {
      stopClosing();
      await store.close();
    }
  };
  const close = (): Promise<void> => (closing ??= closeAll());
  try {
    // Here as well as in the plugin: an address that nobody answers is outside of it.
    addSecurityHeaders(app);
    app.setNotFoundHandler(createNotFound(rest.dashboard !== false));
    await app.register(collectorPlugin, { ...rest, store });
    await app.ready();
  } catch (cause) {
    await close();
    throw cause;
  }
  return { app, store, listen: () => app.listen({ host, port }), close };
};
