import { attempt } from '../browser/attempt.js';

/** A log record, read back. */
export interface ReadRecord {
  readonly name: string;
  readonly time: number;
  /** Its attributes, each as text. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** An encoded OTLP log record, or span, as a person reads it; `undefined` where it is none. */
export const readRecord = (text: string): ReadRecord | undefined =>
  attempt(() => {
    const { eventName, name, timeUnixNano, startTimeUnixNano, attributes } = JSON.parse(text);
    const read = ({ arrayValue, ...value }: { arrayValue?: { values: object[] } }): string =>
      arrayValue ? arrayValue.values.map(read).join(', ') : `${Object.values(value)[0]}`;
    return {
      name: eventName || name,
      time: +`${timeUnixNano || startTimeUnixNano}`.slice(0, -6),
      attributes: Object.fromEntries(
        attributes.map(({ key, value }: { key: string; value: object }) => [key, read(value)]),
      ),
    };
  });
