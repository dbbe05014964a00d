/** An encoded record and the encoded resource that it belongs to. */
export type Encoded = readonly [resource: string, record: string];

/**
 * One OTLP ExportLogsServiceRequest from encoded pieces. It carries its time of sending, by which a receiver can tell a
 * clock that is wrong from an event that waited.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export const joinBatch = (batch: readonly Encoded[]): string => {
  const byResource: Record<string, string[]> = {};
  for (const [resource, record] of batch) {
    const records = (byResource[resource] ||= []);
    records.push(record);
  }
  return `{"resourceLogs":[${Object.entries(byResource).map(
    ([resource, records]) =>
      `{"resource":{"attributes":[${resource}]},"scopeLogs":[{"scope":{"name":"sonde","attributes":[{"key":"sonde.sent","value":{"intValue":"${Date.now()}"}}]},"logRecords":[${records}]}]}`,
  )}]}`;
};
