import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createChdbConnection } from 'chdb/connection';
import { onTestFinished } from 'vitest';

/** What an address's parameters hold beside settings. */
const OWN = new Set(['query', 'query_id', 'database', 'session_id']);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' };

/** A bound value travels escaped as in a tab-separated file; the engine's own connection escapes it once more. */
const unescapeValue = (value: string): string =>
  value.replace(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character);

/** One request that the server was sent. */
export interface ServerRequest {
  readonly database: string | null;
  readonly user: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly statement: string;
  /** Characters of its address, which servers and proxies bound. */
  readonly address: number;
}

/** Why a statement is refused, and ClickHouse's name of that. */
interface Refusal {
  readonly message: string;
  readonly type: string;
}

const NO_RIGHT: Refusal = { message: 'Not enough privileges', type: 'ACCESS_DENIED' };

/** A ClickHouse server for one test. */
export interface ClickHouseServer {
  readonly url: string;
  readonly requests: ServerRequest[];
  /** Statements that it refuses from now on: those that the account has no right to, where nothing else is said. */
  refuse(statements: RegExp | undefined, why?: Refusal): void;
  /** Closes the port and every connection. */
  stop(): void;
}

/**
 * Speaks as much of ClickHouse's HTTP interface as its client does, with the real engine behind it: statements,
 * settings and bound values are judged by ClickHouse itself, only the transport is this file's.
 *
 * @see https://clickhouse.com/docs/interfaces/http
 */
export const startClickHouseServer = async (path: string): Promise<ClickHouseServer> => {
  const engine = createChdbConnection({ path });
  const requests: ServerRequest[] = [];
  let refused: RegExp | undefined;
  let refusal = NO_RIGHT;
  let turn: Promise<unknown> = Promise.resolve();
  const run = async (request: IncomingMessage): Promise<Buffer> => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const body = await buffer(request);
    const type = request.headers['content-type'] ?? '';
    const form = type.startsWith('multipart/form-data')
      ? [...(await new Response(body, { headers: { 'content-type': type } }).formData())].map(
          ([name, value]) => [name, String(value)] as const,
        )
      : [['query', body.toString()] as const];
    const query = [...searchParams, ...form]
      .filter(([name, value]) => name === 'query' && value !== '')
      .map(([, value]) => value)
      .join('\n');
    const query_params: Record<string, string> = {};
    const settings: Record<string, string> = {};
    for (const [name, value] of [...searchParams, ...form]) {
      if (name.startsWith('param_')) query_params[name.slice('param_'.length)] = unescapeValue(value);
      else if (!OWN.has(name)) settings[name] = value;
    }
    const database = searchParams.get('database');
    const [, credentials = ''] = /^Basic (.*)$/.exec(request.headers.authorization ?? '') ?? [];
    const user = Buffer.from(credentials, 'base64').toString() || undefined;
    requests.push({
      database,
      user,
      settings,
      statement: query.slice(0, 200),
      address: request.url?.length ?? 0,
    });
    if (refused?.test(query))
      throw Object.assign(new Error(refusal.message), { code: '497', type: refusal.type });
    // One session serves all: a statement runs with its database before the next one starts.
    const result = turn.then(async () => {
      if (database !== null) await engine.command({ query: `USE ${database}` });
      const { stream } = await engine.query({ query, query_params, clickhouse_settings: settings });
      return buffer(stream);
    });
    turn = result.catch(() => {});
    return result;
  };
  const server = createServer((request, response) => {
    run(request).then(
      (answer) => response.end(answer),
      (error: { code?: string; type?: string; message: string }) => {
        response.writeHead(500, { 'x-clickhouse-exception-code': error.code ?? '0' });
        response.end(`Code: ${error.code}. DB::Exception: ${error.message} (${error.type})`);
      },
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(async () => {
    stop();
    await turn;
    await engine.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    refuse(statements, why = NO_RIGHT) {
      refused = statements;
      refusal = why;
    },
    stop,
  };
};
