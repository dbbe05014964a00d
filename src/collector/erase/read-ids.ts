import { isFields } from '../ingest/any-value.js';
import { refuse } from '../ingest/refuse.js';
import type { ErasedIds } from '../store/erasures.js';

const one = (body: Readonly<Record<string, unknown>>, name: string): readonly string[] => {
  const id = body[name];
  if (id === undefined || id === null) return [];
  if (typeof id !== 'string' || !/^[\da-f]{32}$/i.test(id))
    throw refuse(400, `${name} must be 32 hexadecimal digits.`);
  return [id.toLowerCase()];
};

/**
 * Reads whom to erase.
 *
 * @throws a refusal of 400, in one sentence.
 * @example readErasedIds({ 'app.installation.id': '0123456789abcdef0123456789abcdef' })
 */
export const readErasedIds = (body: unknown): ErasedIds => {
  if (!isFields(body)) throw refuse(400, 'The body is not a JSON object.');
  const ids = { visitors: one(body, 'app.installation.id'), sessions: one(body, 'session.id') };
  if (ids.visitors.length + ids.sessions.length === 0)
    throw refuse(400, 'Nobody is named: give app.installation.id, session.id, or both.');
  return ids;
};
