import { createHash, createPublicKey } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:https';
import { generate } from 'selfsigned';
import { listenAnew } from './listen-anew.js';

/** An origin with TLS before one without, as a site's own proxy is. */
export interface TlsFront {
  /** Such as `https://127.0.0.1:40213`. */
  readonly origin: string;
  /** The fingerprint of its certificate's key, which `launch` can be told to trust. */
  readonly key: string;
  close(): Promise<void>;
}

/** Starts TLS on a free port, with a certificate of its own, before `target`: browsers send their reports nowhere else. */
export async function startTlsFront(target: string): Promise<TlsFront> {
  const { private: secret, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  });
  const server = createServer({ key: secret, cert }, (request, response) => {
    const { method, headers, url = '/' } = request;
    const outgoing = httpRequest(new URL(url, target), { method, headers }, (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.headers);
      incoming.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    request.pipe(outgoing);
  });
  const port = await listenAnew(server);
  return {
    origin: `https://127.0.0.1:${port}`,
    key: createHash('sha256')
      .update(createPublicKey(cert).export({ type: 'spki', format: 'der' }))
      .digest('base64'),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
