import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { refuse } from './refuse.js';

/** How large a body may be, in bytes. */
export interface BodyLimits {
  /** As it comes over the wire. */
  readonly wireBytes: number;
  /** After decompression. */
  readonly bodyBytes: number;
}

const DECOMPRESSORS: Readonly<
  Record<string, (data: Buffer, options: ZlibOptions) => Promise<Buffer<ArrayBufferLike>>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
};

const tooLarge = (bytes: number): Error =>
  refuse(413, `The batch is larger than ${bytes} bytes: send it in parts.`);

/** Gathers a stream, and stops at the limit; the rest is read and forgotten, so that the answer can be heard. */
const gather = (stream: Readable, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (): void => {
      stream.off('data', onData).off('end', onEnd).off('error', onBreak).off('close', onBreak);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      settle();
      stream.on('error', () => {}).resume();
      reject(tooLarge(limit));
    };
    const onEnd = (): void => {
      settle();
      resolve(Buffer.concat(chunks, size));
    };
    const onBreak = (): void => {
      settle();
      reject(refuse(400, 'The request broke off.'));
    };
    stream.on('data', onData).on('end', onEnd).on('error', onBreak).on('close', onBreak);
  });

/**
 * Reads a request's body, plain or compressed by gzip or deflate, within limits that hold while it is read: neither a
 * long body nor a short one that unpacks to a long one is ever held whole.
 */
export const readBody = async (
  stream: Readable,
  encoding: string | undefined,
  { wireBytes, bodyBytes }: BodyLimits,
): Promise<Buffer> => {
  const name = encoding?.trim().toLowerCase() || 'identity';
  const decompress = Object.hasOwn(DECOMPRESSORS, name) ? DECOMPRESSORS[name] : undefined;
  if (decompress === undefined && name !== 'identity') {
    stream.resume();
    throw refuse(415, `The content-encoding ${name.slice(0, 32)} is not known: use gzip, deflate or none.`);
  }
  const data = await gather(stream, wireBytes);
  if (decompress === undefined) return data;
  try {
    return await decompress(data, { maxOutputLength: bodyBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(bodyBytes);
    throw refuse(400, `The body is not ${name}.`);
  }
};
