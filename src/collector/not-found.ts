import type { FastifyReply, FastifyRequest } from 'fastify';

const SENTENCE = 'This collector has nothing at this address.';

/** What programs ask for, below a prefix, too. */
const OF_PROGRAMS = /\/(v1|api)\//;

/**
 * Makes the answer to addresses that are none: JSON to programs, to people a sentence with the way to the dashboard. That
 * is relative, since a proxy may have taken the beginning of the path off.
 */
export const createNotFound =
  (hasDashboard: boolean) =>
  (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { pathname } = new URL(request.url, 'http://localhost');
    reply.code(404).header('cache-control', 'no-store');
    if (OF_PROGRAMS.test(pathname)) return reply.send({ error: SENTENCE });
    if (!hasDashboard) return reply.type('text/plain; charset=utf-8').send(`${SENTENCE}\n`);
    const root = '../'.repeat(pathname.split('/').length - 2) || './';
    return reply
      .type('text/html; charset=utf-8')
      .send(
        `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Nothing here</title>\n` +
          `<p>${SENTENCE} <a href="${root}">The dashboard</a> is here.</p>\n</html>\n`,
      );
  };
