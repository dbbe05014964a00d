/** Nested values deeper than this are left out: no SDK nests so deep, and every level costs stack. */
const MAX_DEPTH = 8;

/** Characters of one value at most. The SDK's own bound is lower; a stack trace of another SDK may be longer. */
const MAX_LENGTH = 32_768;

type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: not null, not an array. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A text cut to a length, as the store can take it. Half of a surrogate pair, which a cut can leave, is no character: the
 * engine would refuse it, and with it the whole insert.
 *
 * @example wellFormed('a😀', 2) // 'a\uFFFD'
 */
export const wellFormed = (text: string, most: number = MAX_LENGTH): string =>
  text.slice(0, most).replace(/\p{Surrogate}/gu, '\uFFFD');

/** Integers of 64 bits are strings in OTLP JSON, some SDKs send numbers all the same; beyond 2^53 only text is exact. */
const integerOf = (value: unknown): number | string | undefined => {
  // Whatever else comes in its place may not even have a text.
  const decimal = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  if (!/^-?\d{1,19}$/.test(decimal)) return undefined;
  const number = Number(decimal);
  return Number.isSafeInteger(number) ? number : decimal;
};

/** The plain JSON value that an OTLP AnyValue stands for; undefined where it is none, or empty. */
const plainOf = (value: unknown, depth: number): unknown => {
  if (!isFields(value) || depth > MAX_DEPTH) return undefined;
  if ('stringValue' in value) return typeof value.stringValue === 'string' ? value.stringValue : undefined;
  if ('boolValue' in value) return typeof value.boolValue === 'boolean' ? value.boolValue : undefined;
  if ('intValue' in value) return integerOf(value.intValue);
  if ('doubleValue' in value) {
    const { doubleValue } = value;
    if (typeof doubleValue === 'number') return doubleValue;
    return typeof doubleValue === 'string' && doubleValue === String(Number(doubleValue))
      ? Number(doubleValue)
      : undefined;
  }
  if ('bytesValue' in value) return typeof value.bytesValue === 'string' ? value.bytesValue : undefined;
  if (isFields(value.arrayValue) || 'arrayValue' in value) {
    const values = isFields(value.arrayValue) ? value.arrayValue.values : undefined;
    return Array.isArray(values) ? values.map((entry) => plainOf(entry, depth + 1) ?? null) : [];
  }
  if (isFields(value.kvlistValue)) {
    const entries = new Map<string, unknown>();
    eachEntry(value.kvlistValue.values, (key, entry) => entries.set(key, plainOf(entry, depth + 1) ?? null));
    return Object.fromEntries(entries);
  }
  return undefined;
};

/** Calls back with each well-formed `{key, value}` of a list of OTLP KeyValues. */
export const eachEntry = (list: unknown, visit: (key: string, value: unknown) => void): void => {
  if (!Array.isArray(list)) return;
  for (const entry of list) {
    if (isFields(entry) && typeof entry.key === 'string' && entry.key !== '') visit(entry.key, entry.value);
  }
};

/**
 * An OTLP AnyValue as text, as the OpenTelemetry Collector's ClickHouse exporter writes it into its maps: strings as
 * they are, numbers and booleans in decimal, lists and maps as JSON. Undefined where there is no value.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto
 * @example textOf({ intValue: '42' }) // '42'
 */
export const textOf = (value: unknown): string | undefined => {
  const plain = plainOf(value, 0);
  if (plain === undefined) return undefined;
  return wellFormed(typeof plain === 'object' ? JSON.stringify(plain) : String(plain));
};
