import { createHash } from 'node:crypto';

/** A tag that names a body, for an `ETag` header. */
export const etagOf = (body: string | Buffer): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;

/** Whether a tag is among those of an `If-None-Match` header; a proxy that packs a body makes its tag weak. */
export const isKnownTag = (header: string | undefined, tag: string): boolean =>
  header?.split(',').some((known) => known.trim().replace(/^W\//, '') === tag) ?? false;
