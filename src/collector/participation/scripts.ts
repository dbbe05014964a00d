import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Counter } from '../counter.js';
import type { BrowserReader } from '../ingest/browser.js';
import type { FloodGate } from '../ingest/flood-gate.js';

/** The script-tag files that the package may hold. */
const SCRIPTS = ['sonde.js', 'sonde-cmp.js'];

/** Beside this folder's parent once built, in `dist` when this module runs from its source. */
const FOLDERS = ['../../', '../../../dist/'];

/** What the routes are made of. */
export interface ScriptsOptions {
  /** Counts loads; left out where they are not to be counted. */
  readonly counter?: Counter;
  readonly readBrowser: BrowserReader;
  readonly admit: FloodGate;
}

type Encoding = 'br' | 'gzip' | 'identity';

interface Script {
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
  readonly tag: string;
}

const readScript = async (name: string): Promise<Script | undefined> => {
  for (const folder of FOLDERS) {
    const body = await readFile(new URL(folder + name, import.meta.url)).catch(() => undefined);
    // The sources have a folder of that place, too, but no such file.
    if (!body || !fileURLToPath(new URL(folder, import.meta.url)).includes('dist')) continue;
    return {
      bodies: {
        br: await promisify(brotliCompress)(body),
        gzip: await promisify(gzip)(body),
        identity: body,
      },
      tag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    };
  }
  return undefined;
};

const encodingFor = (accepted: string): Encoding =>
  /\bbr\b(?!;q=0(?:\.0+)?\b)/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : 'identity';

/** The browser's family and kind of device: coarse enough that it tells nobody apart. */
const browserClass = (readBrowser: BrowserReader, userAgent: string): string => {
  const { 'user_agent.name': name, 'sonde.device.class': device } = readBrowser(userAgent);
  return device === 'bot' ? 'bot' : name && device ? `${name} ${device}` : 'other';
};

/**
 * Adds `GET /sonde.js`: the script-tag file of this package, which browsers are told to ask for at each load, so that
 * loads can be counted: by hour, release and service (as the tag's address says: `?service=shop&release=1.4.2`) and class
 * of browser. An answer of 304 counts as well. There is no id, no cookie and no address in it.
 *
 * Loads ahead of need (prefetching and prerendering) are not counted: nobody may ever see their page.
 */
export const registerScripts = async (app: FastifyInstance, options: ScriptsOptions): Promise<void> => {
  const { counter, readBrowser, admit } = options;

  const count = ({ headers, query, ip }: FastifyRequest): void => {
    if (!counter || 'sec-purpose' in headers || admit(ip) > 0) return;
    const { service, release } = query as Record<string, unknown>;
    counter.add({
      Kind: 'load',
      ServiceName: typeof service === 'string' ? service : '',
      Release: typeof release === 'string' ? release : '',
      Name: browserClass(readBrowser, headers['user-agent'] ?? ''),
    });
  };

  const answer = ({ bodies, tag }: Script, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const encoding = encodingFor(request.headers['accept-encoding'] ?? '');
    const etag = `"${tag}-${encoding}"`;
    reply
      .header('etag', etag)
      .header('cache-control', 'no-cache')
      .header('vary', 'accept-encoding')
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('timing-allow-origin', '*');
    if (
      request.headers['if-none-match']?.split(/\s*,\s*/).some((known) => known.replace(/^W\//, '') === etag)
    )
      return reply.code(304).send();
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    return reply.type('text/javascript; charset=utf-8').send(bodies[encoding]);
  };

  for (const name of SCRIPTS) {
    const script = await readScript(name);
    if (!script) continue;
    app.get(`/${name}`, { exposeHeadRoute: false }, (request, reply) => {
      count(request);
      return answer(script, request, reply);
    });
  }
};
