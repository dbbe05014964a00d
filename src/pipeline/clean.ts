import { type AttributeValue, MAX_ATTRIBUTES, MAX_VALUE_LENGTH } from '../event.js';

/**
 * Flat, bounded, plain attributes from whatever a caller handed over: nothing leaves here that JSON could trip over.
 * Strings are cut and pass through `scrub`; big integers become strings; nested objects, functions, symbols and what
 * throws when it is read are left out.
 */
export const clean = (attributes: unknown, scrub: (value: string) => string): Record<string, AttributeValue> => {
  const cleaned: Record<string, AttributeValue> = Object.create(null);

  const plain = (value: unknown, length: number): AttributeValue | undefined =>
    typeof value === 'string' || typeof value === 'bigint'
      ? scrub(`${value}`.slice(0, length))
      : typeof value === 'number' || typeof value === 'boolean'
        ? value
        : Array.isArray(value)
          ? (value
              .slice(0, MAX_ATTRIBUTES)
              .map((element) => !Array.isArray(element) && plain(element, length))
              .filter((element) => element !== undefined) as AttributeValue)
          : undefined;

  const guarded = (work: () => void): void => {
    try {
      work();
    } catch {
      // A getter or a Proxy of the caller's: that attribute is left out.
    }
  };

  guarded(() => {
    for (const name of Object.keys(attributes as object).slice(0, MAX_ATTRIBUTES))
      guarded(() => {
        const value = plain(
          (attributes as Record<string, unknown>)[name],
          // A stack and the breadcrumbs are long by nature.
          MAX_VALUE_LENGTH * (/stack|crumb/.test(name) ? 4 : 1),
        );
        if (value !== undefined) cleaned[name] = value;
      });
  });
  return cleaned;
};
