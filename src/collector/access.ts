import { createHash, timingSafeEqual } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Who may read what was collected. */
export interface AccessOptions {
  /** Readers send it as `Authorization: Bearer …`. Without it only this machine's own browser may read. */
  readonly adminToken?: string;
}

/** How a collector can be reached, and by whom it is read. */
export interface Reach extends AccessOptions {
  /** The address that it listens on. */
  readonly host: string;
  /** Whether a proxy is in front. */
  readonly isBehindProxy: boolean;
}

/** @throws one sentence, where others than this machine could read, and no token keeps them from it. */
export const checkReach = ({ host, isBehindProxy, adminToken }: Reach): void => {
  if (adminToken) return;
  const mend = 'set an admin token (--admin-token, SONDE_ADMIN_TOKEN)';
  if (!isLoopback(host))
    throw new Error(`On ${host} others could read the dashboard: ${mend}, or listen on 127.0.0.1.`);
  if (isBehindProxy) throw new Error(`Behind a proxy others could read the dashboard: ${mend}.`);
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a host name or address is this machine's own: `localhost`, `127.0.0.1`, `::1`, with or without a port. */
export const isLoopback = (host: string): boolean => {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^::ffff:/, '')
    .replace(/^([^:]*):\d+$/, '$1');
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
};

/** What a proxy says of whom it asks for. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * Makes the hook that guards the dashboard's data. Without a token it lets in who comes from this machine and asks for
 * it by a local name, not through a proxy. The name matters, since a page elsewhere can point its own name at 127.0.0.1
 * (DNS rebinding). A proxy on this machine that says nothing of whom it asks for cannot be told from such a browser: behind
 * one a token is needed.
 */
export const createAccessCheck = ({
  adminToken,
}: AccessOptions): ((request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>) => {
  const expected = adminToken === undefined ? undefined : digest(adminToken);
  return async (request, reply) => {
    if (expected === undefined) {
      const { socket, headers } = request;
      const forwarded = FORWARDED.some((name) => name in headers);
      if (!forwarded && isLoopback(socket.remoteAddress ?? '') && isLoopback(headers.host ?? ''))
        return undefined;
      return reply
        .code(403)
        .send({ error: 'Only this machine may read here; start the collector with --admin-token.' });
    }
    const [, token] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token !== undefined && timingSafeEqual(digest(token), expected)) return undefined;
    return reply
      .code(401)
      .header('www-authenticate', 'Bearer realm="sonde"')
      .send({ error: 'This needs the admin token, as Authorization: Bearer.' });
  };
};
