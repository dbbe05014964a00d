import { eachEntry, textOf } from './any-value.js';
import type { TextAttributes } from './attributes.js';
import type { Owners } from './record.js';
import { refuse } from './refuse.js';

/** Characters that a row takes beside its attributes. */
export const ROW_OVERHEAD = 400;

/** About how many characters texts and attributes take in an insert. */
export const sizeOf = (...parts: readonly (string | TextAttributes)[]): number => {
  let size = 0;
  for (const part of parts) {
    if (typeof part === 'string') size += part.length;
    else for (const name in part) size += name.length + (part[name] as string).length + 6;
  }
  return size;
};

/** An id of so many hexadecimal digits, in lower case; empty where it is none. */
export const hex = (value: unknown, length: number): string =>
  typeof value === 'string' && value.length === length && /^[0-9a-f]+$/i.test(value)
    ? value.toLowerCase()
    : '';

/** A string as the store can take it; empty where there is none. */
export const text = (value: unknown): string => textOf({ stringValue: value }) ?? '';

/** Nanoseconds since 1970; 0 where missing, undefined where malformed. OTLP says a string; some SDKs send a number. */
export const nanoseconds = (value: unknown): bigint | undefined => {
  if (value === undefined || value === null || value === '') return 0n;
  const decimal =
    typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.trunc(value)).toString() : value;
  if (typeof decimal !== 'string' || !/^\d{1,19}$/.test(decimal)) return undefined;
  const time = BigInt(decimal);
  return time <= 9_223_372_036_854_775_807n ? time : undefined;
};

/** Seconds with nine decimals, exactly. */
export const seconds = (time: bigint): string => {
  const digits = time.toString().padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
};

/** A list of OTLP's, which may be missing. */
export const list = (value: unknown, name: string): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw refuse(400, `This is not OTLP: ${name} is not a list.`);
  return value;
};

/** `sonde.sent` of a scope: the sender's clock when it sent. */
export const sentAt = (scopeAttributes: unknown): number | undefined => {
  let sent: number | undefined;
  eachEntry(scopeAttributes, (key, value) => {
    const number = key === 'sonde.sent' ? Number(textOf(value)) : Number.NaN;
    if (Number.isSafeInteger(number)) sent = number;
  });
  return sent;
};

/** Whose a record is. Its own ids count before its resource's. */
export const ownersOf = (attributes: TextAttributes, resource: TextAttributes): Owners => ({
  session: attributes['session.id'] || resource['session.id'] || '',
  visitor: attributes['app.installation.id'] || resource['app.installation.id'] || '',
});
