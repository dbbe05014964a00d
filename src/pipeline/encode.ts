import type { AttributeValue, SondeEvent } from '../event.js';

/** Of a string, JSON.stringify consults no `toJSON`: a page's patch of it cannot reach in. */
const quote: (value: string) => string = (value) => JSON.stringify(value);

const encodeValue = (value: AttributeValue): string => {
  const [kind, text] =
    typeof value === 'boolean'
      ? ['bool', value]
      : typeof value === 'number' && Number.isFinite(value)
        ? Number.isSafeInteger(value)
          ? ['int', `"${value}"`]
          : ['double', value]
        : Array.isArray(value)
          ? ['array', `{"values":[${value.map(encodeValue)}]}`]
          : ['string', quote(`${value}`)];
  return `{"${kind}Value":${text}}`;
};

/** Attributes as the inside of an OTLP KeyValue list; those that are `undefined` are left out. */
export const encodeAttributes = (attributes: Readonly<Record<string, AttributeValue | undefined>>): string =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `{"key":${quote(key)},"value":${encodeValue(value as AttributeValue)}}`)
    .join();

/**
 * One event as one OTLP log record, by hand: encoded once, joined into batches as a string, and out of reach of a page
 * that patches `toJSON`.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export const encodeRecord = ({ name, time, severity, attributes }: SondeEvent): string =>
  `{"timeUnixNano":"${time}000000",${severity ? `"severityNumber":${severity},` : ''}"eventName":${quote(name)},"attributes":[${encodeAttributes(attributes)}]}`;
