import { createHash } from 'node:crypto';

/**
 * What one occurrence shares with the next, in this release and in others: the type, the message's words without numbers
 * and ids, and the functions and files of the top frames, without host, folder, build hash and position. Names as short
 * as minifiers make them are left out. Frames read `at fn (https://…/file-h4sh.js:1:2)` in V8, which writes the message
 * above them, and `fn@https://…/file-h4sh.js:1:2` elsewhere. No two repetitions overlap: no text is slow.
 */
const steadyText = (type: string, message: string, stack: string): string =>
  [
    type,
    message.split(/[\s/?&=]+/).filter((word) => !/\d/.test(word)),
    stack
      .replace(message, '')
      .match(/\b\w{3,}(?=[</]*( \(|@))|\/[a-z_]+(?=[-.][^/\n]*:\d+\)?$)/gim)
      ?.slice(0, 4),
  ].join();

/**
 * What groups exceptions: 8 hex digits that stay the same from one release to the next, whatever the line numbers, the
 * build's hashes and the ids in the message. Made here and not in the page, which it would cost bytes.
 */
export const exceptionFingerprint = (type: string, message: string, stack: string): string =>
  createHash('sha256')
    .update(steadyText(type, message, stack))
    .digest('hex')
    .slice(0, 8);
