import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findProduct } from './catalogue.mjs';
import { heroPicture, markPicture, productPicture } from './pictures.mjs';
import { RELEASES } from './releases.mjs';

const TYPES = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };

/** The one picture that release 1.5.0 forgot to draw in full size. */
const FORGOTTEN = 1033;

const readFolder = (folder) => {
  try {
    return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
};

const send = (request, reply, body, type) => {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
  reply.header('etag', tag).header('cache-control', 'no-cache');
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  return reply.type(TYPES[type]).send(body);
};

/** The shop's own scripts and styles by release, and the pictures. */
export const assets = async (app) => {
  const shared = readFolder(join(import.meta.dirname, 'client'));
  const files = new Map(
    RELEASES.flatMap(({ version }) =>
      [...shared, ...readFolder(join(import.meta.dirname, 'releases', version, 'client'))].map(
        ([name, body]) => [`${version}/${name}`, body],
      ),
    ),
  );

  app.get('/assets/:version/:name', (request, reply) => {
    const { version, name } = request.params;
    const body = files.get(`${version}/${name}`);
    return body ? send(request, reply, body, name.split('.').pop()) : reply.callNotFound();
  });

  app.get('/pictures/mark.svg', (request, reply) => send(request, reply, markPicture(), 'svg'));
  app.get('/pictures/hero.svg', (request, reply) => send(request, reply, heroPicture(), 'svg'));
  app.get('/pictures/:id.svg', (request, reply) => {
    const product = findProduct(request.params.id);
    return product ? send(request, reply, productPicture(product), 'svg') : reply.callNotFound();
  });
  // Release 1.5.0 draws each picture anew, one visitor at a time.
  app.get('/pictures/full/:id.svg', async (request, reply) => {
    const product = findProduct(request.params.id);
    await wait(900 + Math.random() * 1500);
    if (!product || product.id === FORGOTTEN) return reply.callNotFound();
    return reply.header('cache-control', 'no-store').type(TYPES.svg).send(productPicture(product));
  });
};
