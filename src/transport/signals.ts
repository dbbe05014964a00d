import { type Encoded, joinBatch } from './batch.js';
import type { Outcome } from './outcome.js';
import { createTransport, type Transport } from './transport.js';

const TRACES_PATH = '/v1/traces';

/**
 * As `joinBatch`, for spans. A name with a colon behind it stands nowhere but in the envelope: inside strings quotation
 * marks are escaped, and an attribute's name is a value.
 */
const joinSpans = (batch: readonly Encoded[]): string =>
  joinBatch(batch)
    .replace(/"(resource|scope)Logs":/g, '"$1Spans":')
    .replace(/"logRecords":/g, '"spans":');

/**
 * The way to a receiver of logs and of spans, each by a request of its own: `<endpoint>/v1/logs` and `/v1/traces`. The
 * worse of two outcomes counts for both; what is sent twice on that account is recognised by its ids.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
 */
export const createSignals = (
  endpoint: string,
  compress?: (text: string) => Promise<ArrayBuffer | undefined>,
): Transport => {
  const logs = createTransport(endpoint, compress);
  const spans = createTransport(endpoint, compress, TRACES_PATH, joinSpans);

  const parted = (batch: readonly Encoded[]): (readonly [Transport, readonly Encoded[]])[] => {
    const isLog = ([, record]: Encoded): boolean => record.startsWith('{"timeUnixNano"');
    const parts = [
      [logs, batch.filter(isLog)],
      [spans, batch.filter((one) => !isLog(one))],
    ] as const;
    return parts.filter(([, part]) => part[0]);
  };

  return {
    async send(batch, onLeaving) {
      const parts = parted(batch);
      let left = parts.length;
      const onPartLeaving = (): void => {
        if (!--left) onLeaving();
      };
      const outcomes = await Promise.all(parts.map(([way, part]) => way.send(part, onPartLeaving)));
      return outcomes.sort(([one], [other]) => other - one)[0] as Outcome;
    },
    beacon: (batch) => parted(batch).every(([way, part]) => way.beacon(part)),
    abort() {
      logs.abort();
      spans.abort();
    },
  };
};
