import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Counter } from '../counter.js';
import { etagOf, isKnownTag } from '../etag.js';
import { findBuilt } from '../find-built.js';
import type { BrowserReader } from '../ingest/browser.js';
import type { FloodGate } from '../ingest/flood-gate.js';
import { searchOf } from '../search-of.js';

/** The script-tag files that the package may hold. */
const SCRIPTS = ['sonde.js', 'sonde-cmp.js'];

/** What the routes are made of. */
export interface ScriptsOptions {
  /** Counts loads; left out where they are not to be counted. */
  readonly counter?: Counter;
  readonly readBrowser: BrowserReader;
  readonly admit: FloodGate;
}

const PACKERS = {
  br: promisify<Buffer, Buffer>(brotliCompress),
  gzip: promisify<Buffer, Buffer>(gzip),
  identity: async (body: Buffer): Promise<Buffer> => body,
};

type Encoding = keyof typeof PACKERS;

interface Script {
  readonly tag: string;
  /** The file, packed when it is first asked for so: the best packing takes longer than a start may. */
  packed(encoding: Encoding): Promise<Buffer>;
}

const readScript = async (name: string): Promise<Script | undefined> => {
  const path = findBuilt(name);
  if (path === undefined) return undefined;
  const body = await readFile(path);
  const packed = new Map<Encoding, Promise<Buffer>>();
  return {
    tag: etagOf(body).slice(1, -1),
    packed(encoding) {
      const known = packed.get(encoding) ?? PACKERS[encoding](body);
      packed.set(encoding, known);
      return known;
    },
  };
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

  const count = (request: FastifyRequest): void => {
    const { headers, ip } = request;
    if (!counter || 'sec-purpose' in headers || admit(ip) > 0) return;
    const search = searchOf(request);
    counter.add({
      Kind: 'load',
      ServiceName: search.get('service') ?? '',
      Release: search.get('release') ?? '',
      Name: browserClass(readBrowser, headers['user-agent'] ?? ''),
    });
  };

  const answer = async (
    { packed, tag }: Script,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const encoding = encodingFor(request.headers['accept-encoding'] ?? '');
    const etag = `"${tag}-${encoding}"`;
    reply
      .header('etag', etag)
      .header('cache-control', 'no-cache')
      .header('vary', 'accept-encoding')
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('timing-allow-origin', '*');
    if (isKnownTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    return reply.type('text/javascript; charset=utf-8').send(await packed(encoding));
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
