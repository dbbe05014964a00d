import { eachEntry, isFields, textOf } from './any-value.js';

/** Attributes of one record, resource or scope at most; further ones are left out. */
const MAX_ATTRIBUTES = 256;

/** Characters of a name at most; a longer one is left out. */
const MAX_NAME_LENGTH = 256;

/** Maps within maps, at most. */
const MAX_DEPTH = 8;

/** An address of a person's device is never stored, not even where a sender attached it. */
const ADDRESSES: ReadonlySet<string> = new Set([
  'client.address',
  'source.address',
  'network.peer.address',
  'http.client_ip',
  'net.peer.ip',
  'net.sock.peer.addr',
]);

/** Attributes as the store keeps them: flat, and all of them text. */
export type TextAttributes = Record<string, string>;

/**
 * Reads a list of OTLP KeyValues. Maps are flattened (`{a: {b: 1}}` becomes `a.b`), what is malformed is left out, and
 * of two of the same name the last counts.
 *
 * @example readAttributes([{ key: 'url.path', value: { stringValue: '/' } }]) // { 'url.path': '/' }
 */
export const readAttributes = (list: unknown): TextAttributes => {
  // Without a prototype, so that a name such as `__proto__` is a name like any other.
  const attributes = Object.create(null) as TextAttributes;
  let count = 0;
  const read = (entries: unknown, prefix: string, depth: number): void =>
    eachEntry(entries, (key, value) => {
      const name = prefix + key;
      if (isFields(value) && isFields(value.kvlistValue)) {
        if (depth < MAX_DEPTH) read(value.kvlistValue.values, `${name}.`, depth + 1);
        return;
      }
      if (name.length > MAX_NAME_LENGTH || ADDRESSES.has(name)) return;
      const text = textOf(value);
      if (text === undefined || (!(name in attributes) && ++count > MAX_ATTRIBUTES)) return;
      attributes[name] = text;
    });
  read(list, '', 0);
  return attributes;
};
