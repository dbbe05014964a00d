/**
 * What becomes of a request: taken; refused for now, at once or with a wish to wait; refused for want of a key; taken and
 * the answer lost, at once or never coming; answered by somebody else's page; never arriving, at once or in silence; or
 * refused where it is longer than a few records.
 */
export type CollectorMode =
  | 'takes'
  | 'busy'
  | 'asks to wait'
  | 'wants a key'
  | 'resets after taking'
  | 'hangs after taking'
  | 'is a captive portal'
  | 'is offline'
  | 'is silent'
  | 'takes little';

export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  json(): Promise<unknown>;
}

/** An event as the collector stores it; the resource's attributes stand before the record's own. */
export interface StoredEvent {
  readonly name: string;
  readonly time: number;
  readonly severity: number | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Collector {
  mode: CollectorMode;
  /** How often each numbered event was stored, after duplicates were removed by `log.record.uid`. */
  readonly stored: Map<number, number>;
  /** What was taken, duplicates removed, in the order of arrival. */
  readonly events: StoredEvent[];
  /** The numbers of events that were refused for good, alone in their request. */
  readonly refused: Set<number>;
  /** Faults in what was received: none, if the client is right. */
  readonly faults: string[];
  /** The highest number of each stream, and how many different ones arrived. */
  readonly streams: Map<string, Set<number>>;
  /** Handles a request; an answer, `undefined` if the connection breaks, or nothing ever. */
  receive(body: string): Answer | undefined | 'nothing';
}

/** A record with this attribute is one that the collector cannot take. */
export const POISON = 'poison';
const LITTLE = 1_500;
const RECORD = /"key":"n","value":\{"intValue":"(\d+)"/g;

/** The numbers of a test's events in an encoded text. */
export const numbersIn = (text: string): number[] => Array.from(text.matchAll(RECORD), ([, n]) => Number(n));

export const createCollector = (): Collector => {
  const seen = new Set<string>();
  const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}): Answer => ({
    status,
    ok: status === 200,
    headers: new Headers(headers),
    json: () => Promise.resolve(body),
  });

  const take = (body: string): Answer => {
    const numbers = numbersIn(body);
    if (body.includes(POISON)) {
      if (countRecords(body) === 1) for (const n of numbers) collector.refused.add(n);
      return answer(400);
    }
    // biome-ignore lint/suspicious/noExplicitAny: this checks what the client made of it.
    const request: any = JSON.parse(body);
    for (const { resource, scopeLogs } of request.resourceLogs ?? []) {
      if (!resource.attributes.some(({ key }: { key: string }) => key === 'session.id'))
        collector.faults.push('a resource without a session');
      for (const { scope, logRecords } of scopeLogs) {
        const [sent] = scope.attributes;
        if (!/^\d{13}$/.test(sent.value.intValue)) collector.faults.push('no time of sending');
        for (const { attributes, timeUnixNano, eventName, severityNumber } of logRecords) {
          const [uid, ...rest] = attributes;
          if (uid.key !== 'log.record.uid' || !/^\d{19}$/.test(timeUnixNano) || !eventName)
            collector.faults.push(`a malformed record of ${eventName}`);
          if (seen.has(uid.value.stringValue)) continue;
          seen.add(uid.value.stringValue);
          const [stream, number] = uid.value.stringValue.split('-');
          collector.streams.set(stream, (collector.streams.get(stream) ?? new Set()).add(Number(number)));
          collector.events.push({
            name: eventName,
            time: Number(timeUnixNano.slice(0, -6)),
            severity: severityNumber,
            attributes: Object.fromEntries(
              // biome-ignore lint/suspicious/noExplicitAny: as above
              [...resource.attributes, ...attributes].map(({ key, value }: any) => [
                key,
                // biome-ignore lint/suspicious/noExplicitAny: as above
                value.arrayValue?.values.map((part: any) => part.stringValue) ?? Object.values(value)[0],
              ]),
            ),
          });
          const n = rest.find(({ key }: { key: string }) => key === 'n');
          if (n) {
            const count = Number(n.value.intValue);
            collector.stored.set(count, (collector.stored.get(count) ?? 0) + 1);
          }
        }
      }
    }
    return answer(200);
  };

  const collector: Collector = {
    mode: 'takes',
    stored: new Map(),
    events: [],
    refused: new Set(),
    faults: [],
    streams: new Map(),
    receive(body) {
      try {
        JSON.parse(body);
      } catch {
        collector.faults.push(`no JSON: ${body.slice(0, 400)}`);
      }
      switch (collector.mode) {
        case 'takes':
          return take(body);
        case 'busy':
          return answer(503);
        case 'asks to wait':
          return answer(429, { code: 8, message: 'later' }, { 'retry-after': '7' });
        case 'wants a key':
          return answer(401);
        case 'resets after taking':
          take(body);
          return undefined;
        case 'hangs after taking':
          take(body);
          return 'nothing';
        case 'is a captive portal':
          return { ...answer(200), json: () => Promise.reject(new SyntaxError('HTML')) };
        case 'is offline':
          return undefined;
        case 'is silent':
          return 'nothing';
        case 'takes little':
          return body.length > LITTLE && countRecords(body) > 1 ? answer(413) : take(body);
      }
    },
  };
  return collector;
};

const countRecords = (body: string): number => body.split('"log.record.uid"').length - 1;
