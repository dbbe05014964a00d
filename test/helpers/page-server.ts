import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import esbuild from 'esbuild';
import { listenAnew } from './listen-anew.js';

/** An origin that serves a test's pages. */
export interface PageServer {
  /** Such as `http://127.0.0.1:40213`. Two servers are two origins, of one site. */
  readonly origin: string;
  /** Every request that came, as `GET /path`, in order. */
  readonly requests: string[];
  /** Serves text at a path; HTML unless the path ends otherwise. */
  serve(path: string, text: string, headers?: Readonly<Record<string, string>>): void;
  /** Bundles a user's entry, as an application's own build would, and serves it at a path. */
  serveBundle(path: string, source: string): Promise<void>;
  /** Hands requests below a prefix on, as a reverse proxy does; the prefix is cut. */
  mount(
    prefix: string,
    handle: (request: IncomingMessage, response: ServerResponse, path: string) => void,
  ): void;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.png': 'image/png',
};

/** Static files, by the first part of the path. */
const FOLDERS: Readonly<Record<string, string>> = { dist: 'dist', pages: 'test/pages' };

/**
 * Starts a server on a free port of 127.0.0.1. It serves the build at `/dist/` and `test/pages` at `/pages/`, and what a
 * test gives it.
 */
export async function startPageServer(): Promise<PageServer> {
  const texts = new Map<string, { text: string; headers: Readonly<Record<string, string>> }>();
  const mounts: [string, Parameters<PageServer['mount']>[1]][] = [];
  const requests: string[] = [];

  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const path = url.split('?')[0] ?? '/';
    requests.push(`${request.method} ${url}`);
    const mounted = mounts.find(([prefix]) => path.startsWith(`${prefix}/`));
    if (mounted) return mounted[1](request, response, url.slice(mounted[0].length));
    const text = texts.get(path);
    // Not `no-store`: that keeps a page out of the back/forward cache.
    response.setHeader('cache-control', 'no-cache');
    response.setHeader('content-type', TYPES[extname(path)] ?? TYPES['.html'] ?? '');
    if (text) return void response.writeHead(200, text.headers).end(text.text);
    const file = fileOf(path);
    if (file) return void createReadStream(file).pipe(response);
    response.writeHead(404).end('There is no such page.');
  });
  const port = await listenAnew(server);

  const serve: PageServer['serve'] = (path, text, headers = {}) => void texts.set(path, { text, headers });
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    serve,
    async serveBundle(path, source) {
      const { outputFiles } = await esbuild.build({
        stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts' },
        bundle: true,
        format: 'esm',
        write: false,
        logLevel: 'error',
      });
      serve(path, outputFiles[0]?.text ?? '');
    },
    mount: (prefix, handle) => void mounts.push([prefix, handle]),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function fileOf(path: string): string | undefined {
  const [, root = '', ...rest] = normalize(path).split('/');
  const folder = FOLDERS[root];
  const file = folder && join(folder, ...rest);
  return file && existsSync(file) && statSync(file).isFile() ? file : undefined;
}
