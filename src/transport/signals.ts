import type { DropReason } from '../event.js';
import { type Encoded, joinBatch } from './batch.js';
import { DELIVERED, type Outcome } from './outcome.js';
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

/** What becomes of spans at a receiver that has no place for them. */
const NOWHERE: Outcome = [DELIVERED, 'status 404', 0];

/**
 * The way to a receiver of logs and of spans, each by a request of its own: `<endpoint>/v1/logs` and `/v1/traces`. The
 * worse of two outcomes counts for both; what is sent twice on that account is recognised by its ids. Where a receiver has
 * no such path for spans they are dropped, and counted: logs do not wait for it.
 *
 * @param onDrop is told how many spans that cost.
 * @param onSent is told of what the receiver has acknowledged; of the same record twice, where it was sent twice.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
 */
export const createSignals =
  (onDrop: (reason: DropReason, count: number) => void, onSent?: (batch: readonly Encoded[]) => void) =>
  (endpoint: string, compress?: (text: string) => Promise<ArrayBuffer | undefined>): Transport => {
    const logs = createTransport(endpoint, compress);
    const spans = createTransport(endpoint, compress, TRACES_PATH, joinSpans);
    /** Whether the receiver has said that it has no place for spans. */
    let isLogsOnly: boolean | undefined;

    const sendSpans: Transport['send'] = async (part) => {
      const outcome = isLogsOnly ? NOWHERE : await spans.send(part);
      isLogsOnly = /^status (404|405|501)$/.test(outcome[1]);
      if (!isLogsOnly) return outcome;
      onDrop('refused', part.length);
      return NOWHERE;
    };

    const parted = (batch: readonly Encoded[]): (readonly Encoded[])[] => {
      const isLog = ([, record]: Encoded): boolean => record.startsWith('{"timeUnixNano"');
      return [batch.filter(isLog), batch.filter((one) => !isLog(one))];
    };

    return {
      async send(batch) {
        const [log = [], span = []] = parted(batch);
        const outcomes = await Promise.all([
          ...(log[0] ? [logs.send(log)] : []),
          ...(span[0] ? [sendSpans(span)] : []),
        ]);
        const [worst] = outcomes.sort(([one], [other]) => other - one) as [Outcome];
        if (worst[0] === DELIVERED) onSent?.(batch);
        return worst;
      },
      beacon(batch) {
        const [log = [], span = []] = parted(batch);
        return (!log[0] || !!logs.beacon(log)) && (!span[0] || isLogsOnly || !!spans.beacon(span));
      },
      abort() {
        logs.abort();
        spans.abort();
      },
    };
  };
