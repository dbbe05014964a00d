/** An event as a control keeps it. */
export interface Kept {
  readonly name: string;
  readonly time: number;
  readonly uid: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const attribute = (key: string, value: unknown): object => ({
  key,
  value: typeof value === 'number' ? { intValue: `${value}` } : { stringValue: `${value}` },
});

/** An OTLP request body of these events. */
export const requestBody = (service: string, events: readonly Kept[]): string =>
  JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [attribute('service.name', service)] },
        scopeLogs: [
          {
            scope: { name: 'control' },
            logRecords: events.map(({ name, time, uid, attributes }) => ({
              timeUnixNano: `${time}000000`,
              eventName: name,
              attributes: [
                attribute('log.record.uid', uid),
                ...Object.entries(attributes).map(([key, value]) => attribute(key, value)),
              ],
            })),
          },
        ],
      },
    ],
  });

/** A stream of this document's own, as the real client draws one. */
export const newStream = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** Resolves with whether the receiver took the body. */
export const post = (endpoint: string, body: string): Promise<boolean> =>
  fetch(`${endpoint}/v1/logs`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain' },
    credentials: 'omit',
    keepalive: body.length < 48_000,
    signal: AbortSignal.timeout(15_000),
  }).then(
    ({ ok }) => ok,
    () => false,
  );
