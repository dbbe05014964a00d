import { MAX_ATTRIBUTES, MAX_VALUE_LENGTH, type SondeEvent } from '../event.js';

/**
 * Attributes as the inside of an OTLP KeyValue list, each with a comma before it, from whatever a caller handed over:
 * flat and bounded. Strings are cut and pass through `scrub`; arrays hold strings; big integers become strings. Nested
 * objects, functions, symbols, `null` and what throws when it is read are left out.
 *
 * Arrays are joined by hand, out of reach of a page that patches their `toJSON`.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export const encodeAttributes = (attributes: object, scrub: (text: string) => string = String): string => {
  const encode = (value: unknown): string =>
    Array.isArray(value)
      ? // A copy has no holes, which JSON does not know.
        `{"arrayValue":{"values":[${[...value.slice(0, MAX_ATTRIBUTES)].map((part) => encode(`${part}`))}]}}`
      : // Of booleans only.
        value === !!value
        ? `{"boolValue":${value}}`
        : Number.isSafeInteger(value)
          ? `{"intValue":"${value}"}`
          : Number.isFinite(value)
            ? `{"doubleValue":${value}}`
            : /^[sbn]/.test(typeof value)
              ? `{"stringValue":${JSON.stringify(scrub(`${value}`.slice(0, MAX_VALUE_LENGTH)))}}`
              : '';
  return Object.keys(attributes || {})
    .slice(0, MAX_ATTRIBUTES)
    .map((key) => {
      // A symbol has no text, and a `toString` of the caller's may throw.
      try {
        const text = encode(attributes[key as never]);
        return text && `,{"key":${JSON.stringify(key)},"value":${text}}`;
      } catch {
        return undefined;
      }
    })
    .join('');
};

/**
 * One event as one OTLP log record, or as a span where the event has one: encoded once, and joined into batches as a
 * string.
 */
export const encodeRecord = (event: SondeEvent, uid: string, scrub?: (text: string) => string): string =>
  `${JSON.stringify(
    event.span || {
      timeUnixNano: `${event.time.toFixed()}000000`,
      severityNumber: event.severity,
      eventName: `${event.name}`,
    },
  ).slice(
    0,
    -1,
  )},"attributes":[{"key":"log.record.uid","value":{"stringValue":"${uid}"}}${encodeAttributes(event.attributes, scrub)}]}`;
