import { type AttributeValue, MAX_ATTRIBUTES, MAX_VALUE_LENGTH } from '../event.js';

/**
 * Flat, bounded, plain attributes from whatever a caller handed over: nothing leaves here that JSON could trip over.
 * Strings are cut and pass through `scrub`; arrays become arrays of strings; big integers become strings; nested
 * objects, functions, symbols and what throws when it is read are left out.
 */
export const clean = (
  attributes: unknown,
  scrub: (value: string) => string,
): Record<string, AttributeValue> => {
  const cleaned: Record<string, AttributeValue> = Object.create(null);
  try {
    for (const name of Object.keys(attributes as object).slice(0, MAX_ATTRIBUTES))
      try {
        const value = (attributes as Record<string, unknown>)[name];
        // A stack and the breadcrumbs are long by nature.
        const text = (part: unknown): string =>
          scrub(`${part}`.slice(0, MAX_VALUE_LENGTH * (/stack|crumb/.test(name) ? 4 : 1)));
        if (typeof value === 'number' || typeof value === 'boolean') cleaned[name] = value;
        else if (typeof value === 'string' || typeof value === 'bigint') cleaned[name] = text(value);
        else if (Array.isArray(value)) cleaned[name] = value.slice(0, MAX_ATTRIBUTES).map(text);
      } catch {
        // A getter or a `toString` of the caller's: that attribute is left out.
      }
  } catch {
    // A revoked Proxy, null or undefined: there is nothing to read.
  }
  return cleaned;
};
