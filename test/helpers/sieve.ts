import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A body that the sieve judges. */
export interface SievedBody {
  /** As it came, maybe compressed. */
  readonly bytes: Buffer;
  /** Its JSON. */
  readonly text: string;
}

/** Stands before a collector and refuses bodies by what is in them, as a receiver's own limits do. */
export interface Sieve {
  readonly address: string;
  /** How many bodies it refused. */
  refused(): number;
  close(): Promise<void>;
}

/**
 * Starts a sieve on a free port.
 *
 * @param target the collector's address.
 * @param judge the status to refuse a body with, or 0 to pass it on.
 */
export async function startSieve(target: string, judge: (body: SievedBody) => number): Promise<Sieve> {
  let refused = 0;
  const server = createServer(async (incoming, outgoing) => {
    try {
      const bytes = await read(incoming);
      const text = (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      const status = judge({ bytes, text });
      if (status !== 0) {
        refused++;
        outgoing.writeHead(status, {
          'content-type': 'application/json',
          'access-control-allow-origin': '*',
        });
        outgoing.end(JSON.stringify({ code: 3, message: `The sieve answers ${status}.` }));
        return;
      }
      const { host: _, ...headers } = incoming.headers;
      const onward = httpRequest(new URL(incoming.url ?? '/', target), {
        method: incoming.method,
        headers,
        agent: false,
      });
      onward.end(bytes);
      const [answer] = (await once(onward, 'response')) as [IncomingMessage];
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.end(await read(answer));
    } catch {
      incoming.socket.destroy();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: () => refused,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
